package org.iclsweep.theory;

import java.io.Serializable;

/**
 * The conditions of the rate bound during training: for each, the first step at which it was found
 * violated, or null if it held at every measured step.
 *
 * @param sigmaHalvedAt min_k sigma_min(B_k) was below half its value at the start
 * @param descentFailedAt the step taken from there lowered the gap by less than half of eta_Q
 *     |dQ|^2 + eta_w |dw|^2; also null unless the steps are gradient descent on the population loss
 * @param ballLeftAt the parameters were outside the {@link Ball} of a guaranteed rate; also null
 *     without a guaranteed rate
 * @param climbedAt the gap exceeded that of the previous step by more than rounding; checked at
 *     every step; also null unless the steps are gradient descent on the population loss
 */
public record Conditions(Long sigmaHalvedAt, Long descentFailedAt, Long ballLeftAt, Long climbedAt)
    implements Serializable {}
