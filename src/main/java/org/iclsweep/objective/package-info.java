/**
 * The losses that training minimises, as functions of the prediction A_hat, and their gradients.
 *
 * <p>An objective depends on the task and A_hat, not on the parameters that produced A_hat. The
 * population loss has a closed form; the sampled losses use batches of prompts.
 */
package org.iclsweep.objective;
