/**
 * What training minimises: a loss of the prediction A_hat and its gradient.
 *
 * <p>An objective sees the task and A_hat; it does not know which parameters A_hat came from. The
 * population loss is a closed form; the sampled ones follow batches of prompts.
 */
package org.iclsweep.objective;
