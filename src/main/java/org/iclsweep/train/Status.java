package org.iclsweep.train;

/** How a trial ended. All but {@link #FAILED} are results. */
public enum Status {
  /** gap / gap(0) reached the tolerance. */
  CONVERGED,
  /** The gap stopped falling while above the tolerance, possibly at the rounding floor. */
  STALLED,
  /** All steps of the budget were run. */
  BUDGET,
  /** The gap exploded or became non-finite. */
  DIVERGED,
  /** The trial could not be run; its error gives the reason. */
  FAILED
}
