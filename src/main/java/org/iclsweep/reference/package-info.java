/**
 * Reference files: cases that an independent program computed, and how far this build is from them.
 *
 * <p>A case brings its own tokens, representation and initial Q, and trains through the same
 * trainer as a sweep.
 */
package org.iclsweep.reference;
