package org.iclsweep.sweep;

/** Receives the trained model of a trial. */
@FunctionalInterface
public interface ModelKeeper {
  /** Receives the model at the end of training. An exception fails the trial. */
  void keep(TrainedModel model);
}
