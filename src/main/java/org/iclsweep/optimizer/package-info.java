/**
 * Parameter updates along gradients: gradient descent, Adam and the automatic learning rate.
 *
 * <p>An optimizer reads the transformer's gradients, updates its parameters and keeps its own
 * state.
 */
package org.iclsweep.optimizer;
