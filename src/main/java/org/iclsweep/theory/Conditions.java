package org.iclsweep.theory;

import java.io.Serializable;

/**
 * The conditions of the rate bound along the way: for each the first step at which it was seen not
 * to hold, null if it held wherever it was measured.
 *
 * @param sigmaHalvedAt min_k sigma_min(B_k) was below half its start
 * @param descentFailedAt the step from there lowered the gap by less than half of eta_Q |dQ|^2 +
 *     eta_w |dw|^2; null also for steps that are no gradient descent on the population loss
 * @param ballLeftAt the parameters were outside the {@link Ball} of a guaranteed rate; null also
 *     without one
 * @param climbedAt the gap was above that of the step before by more than rounding; checked at
 *     every step, null also for steps that are no gradient descent on the population loss
 */
public record Conditions(Long sigmaHalvedAt, Long descentFailedAt, Long ballLeftAt, Long climbedAt)
    implements Serializable {}
