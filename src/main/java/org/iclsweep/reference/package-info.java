/**
 * Reference files: cases computed by an independent program, the deviations of this build from
 * them, and the export of sweep trials as such files for other programs.
 *
 * <p>A case contains its own tokens, representation and initial Q, and is trained by the same
 * trainer as a sweep.
 */
package org.iclsweep.reference;
