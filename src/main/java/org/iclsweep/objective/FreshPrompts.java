package org.iclsweep.objective;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.state.State;
import org.iclsweep.task.Prompts;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.Task;
import org.iclsweep.task.Templates;

/** Prompts drawn anew for each step. The loss being minimised is then the population loss. */
final class FreshPrompts implements Batches {
  private final Task task;
  private final Templates templates;
  private final double minimumLoss;
  private final RandomStream stream;
  private final double[] template;

  /**
   * @param task Kept, not modified.
   * @param templates the distribution of the templates
   * @param minimumLoss L_min
   * @param stream the source of all prompts. Kept and modified.
   */
  FreshPrompts(Task task, Templates templates, double minimumLoss, RandomStream stream) {
    this.task = task;
    this.templates = templates;
    this.minimumLoss = minimumLoss;
    this.stream = stream;
    template = new double[task.m()];
  }

  @Override
  public void next(DMatrixRMaj labels) {
    Prompts.draw(task, templates, Templates.Moments.IN_DOMAIN, template, labels, stream);
  }

  @Override
  public double loss(DMatrixRMaj prediction, double gap) {
    return minimumLoss + gap;
  }

  @Override
  public void exchange(State state) throws IOException {
    stream.exchange(state);
  }
}
