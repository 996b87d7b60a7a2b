/**
 * The state of a computation as a byte stream, so that it can resume elsewhere with bitwise
 * identical results.
 *
 * <p>This package is independent of the computation.
 */
package org.iclsweep.state;
