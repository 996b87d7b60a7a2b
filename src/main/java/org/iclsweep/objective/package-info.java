/**
 * What training minimises: a loss of the prediction A_hat and its gradient.
 *
 * <p>An objective sees the task and A_hat; it does not know which parameters A_hat came from.
 */
package org.iclsweep.objective;
