/**
 * What the convergence theory says of a trial: spectra of B_k, the rate bound, the measured rate.
 *
 * <p>Everything here reads a transformer or a recorded curve; nothing changes how it is trained.
 */
package org.iclsweep.theory;
