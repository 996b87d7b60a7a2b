package org.iclsweep.train;

/** How a trial ended. All but {@link #FAILED} are results. */
public enum Status {
  /** gap / gap(0) reached the tolerance. */
  CONVERGED,
  /** The gap stopped falling above the tolerance, also at the rounding floor. */
  STALLED,
  /** All steps of the budget were run. */
  BUDGET,
  /** The gap exploded or stopped being a finite number. */
  DIVERGED,
  /** The trial could not be run; its error says why. */
  FAILED
}
