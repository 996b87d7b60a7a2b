/**
 * The convergence theory applied to a trial: spectra of B_k, the rate bound, the measured rate.
 *
 * <p>Everything here reads a transformer or a recorded curve; nothing changes its training. The
 * learning rates that provably lower the gap, with the proof, are in {@link
 * org.iclsweep.theory.GuaranteedLearningRate}.
 */
package org.iclsweep.theory;
