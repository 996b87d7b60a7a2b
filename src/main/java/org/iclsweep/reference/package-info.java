/**
 * Reference files: cases that an independent program computed, and how far this build is from them;
 * and trials of a sweep as such files, for other programs.
 *
 * <p>A case brings its own tokens, representation and initial Q, and trains through the same
 * trainer as a sweep.
 */
package org.iclsweep.reference;
