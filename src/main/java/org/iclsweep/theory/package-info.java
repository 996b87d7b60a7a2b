/**
 * What the convergence theory says of a trial: spectra of B_k, the rate bound, the measured rate.
 *
 * <p>Everything here reads a transformer or a recorded curve; nothing changes how it is trained.
 * The rates that provably lower the gap, and the proof, are in {@link
 * org.iclsweep.theory.GuaranteedRate}.
 */
package org.iclsweep.theory;
