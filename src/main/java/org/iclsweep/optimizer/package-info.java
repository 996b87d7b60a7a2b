/**
 * How parameters move along gradients: gradient descent and Adam, and the automatic rate.
 *
 * <p>An optimizer reads the transformer's gradients, moves its parameters and keeps its own state.
 */
package org.iclsweep.optimizer;
