package org.iclsweep.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * How trials are run; nothing here changes a number of theirs.
 *
 * @param force whether trials that are stored are trained again
 * @param checkpointEvery the least time from one checkpoint of a trial to the next
 * @param trialTimeout the seconds after which a trial fails; may be infinite
 */
public record RunSettings(boolean force, Duration checkpointEvery, double trialTimeout)
    implements Serializable {}
