package org.iclsweep.optimizer;

import org.iclsweep.model.Transformer;

/** Moves a transformer's parameters by one step. */
public interface Optimizer {
  /**
   * Takes one step along the gradients of the last backward pass.
   *
   * @param transformer its Q and w are modified
   */
  void step(Transformer transformer);
}
