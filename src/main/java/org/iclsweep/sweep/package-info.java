/**
 * The grid of trials and one trial from configuration to result, without Spark.
 *
 * <p>Parameters with their axes make a {@link org.iclsweep.sweep.SweepSpec}; each of its points is
 * a {@link org.iclsweep.sweep.TrialConfig}; {@link org.iclsweep.sweep.Trial} runs one.
 */
package org.iclsweep.sweep;
