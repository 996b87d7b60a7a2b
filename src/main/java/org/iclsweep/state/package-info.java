/**
 * The state of a computation as a stream of bytes, so that it can go on elsewhere with the same
 * bits.
 *
 * <p>It knows nothing of what is computed.
 */
package org.iclsweep.state;
