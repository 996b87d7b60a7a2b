package org.iclsweep.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * Settings for running trials; none of them changes a trial's numbers.
 *
 * @param force whether stored trials are trained again
 * @param checkpointEvery the minimum time between two checkpoints of a trial
 * @param trialTimeout the seconds after which a trial fails; may be infinite
 */
public record RunSettings(boolean force, Duration checkpointEvery, double trialTimeout)
    implements Serializable {}
