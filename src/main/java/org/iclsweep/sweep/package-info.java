/**
 * The grid of trials, and one trial from configuration to result, without Spark.
 *
 * <p>Parameters and their axes form a {@link org.iclsweep.sweep.SweepSpec}. Each of its points is a
 * {@link org.iclsweep.sweep.TrialConfig}, which {@link org.iclsweep.sweep.Trial} runs.
 */
package org.iclsweep.sweep;
