package org.iclsweep.sweep;

import java.util.Locale;
import java.util.Optional;
import org.iclsweep.objective.ObjectiveKind;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.Representation;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TokenNorm;

/**
 * The parameters of a trial. Each is a command-line option, an axis of the grid and a column of the
 * tables. Their order is that of the columns and of the grid, where the last varies fastest.
 */
public enum Parameter {
  M("16", Domain.integer(1), "number of basis functions"),
  HEADS("32", Domain.integer(1), "attention heads H"),
  PROMPT_LENGTH("10", Domain.integer(1), "labelled examples N in a prompt, fewer than tokens"),
  NOISE("0.05", Domain.notNegative(), "label noise tau, a variance"),
  TOKENS("50", Domain.integer(2), "size K of the dictionary"),
  DIM("20", Domain.integer(1), "token dimension d"),
  INIT_SCALE("1", Domain.notNegative(), "standard deviation of the entries of Q at the start"),
  TOKEN_NORM("unit", Domain.name(TokenNorm.values()), "length of the tokens"),
  REPRESENTATION("gaussian", Domain.name(Representation.values()), "map f from tokens to features"),
  TEMPLATES("gaussian", Domain.name(Templates.values()), "distribution of the task vectors"),
  OBJECTIVE("population", Domain.name(ObjectiveKind.values()), "loss that training minimises"),
  TRAINING_PROMPTS(
      "10000", Domain.integer(1), "size of the training set, for the sampled objective"),
  BATCH_SIZE("256", Domain.integer(1), "prompts per step, for the sampled and fresh objectives"),
  OPTIMIZER("gd", Domain.name(OptimizerKind.values()), "optimizer"),
  LEARNING_RATE(
      "auto", Domain.learningRate(), "learning rate of Q and w: auto, descent, theory or a number"),
  LEARNING_RATE_Q(null, Domain.positive(), "learning rate of Q alone"),
  LEARNING_RATE_W(null, Domain.positive(), "learning rate of w alone"),
  STEPS("5000", Domain.integer(1), "maximum number of updates"),
  TEST_TEMPLATES(
      "200", Domain.integer(1), "number of test prompts in domain, and of those out of domain"),
  OOD_MEAN("1", Domain.finite(), "mean of out-of-domain templates"),
  OOD_VARIANCE("4", Domain.notNegative(), "variance of out-of-domain templates"),
  TOLERANCE("1e-20", Domain.fraction(), "gap / gap(0) at which a trial has converged"),
  SEED("1", Domain.seed(), "determines all random numbers of a trial");

  private final String defaultText;
  private final Domain domain;
  private final String description;

  Parameter(String defaultText, Domain domain, String description) {
    this.defaultText = defaultText;
    this.domain = domain;
    this.description = description;
  }

  /**
   * Returns whether it distinguishes configurations. The seed does not, nor do the rates of Q and
   * w, which {@link #LEARNING_RATE} represents.
   */
  public boolean key() {
    return this != SEED && this != LEARNING_RATE_Q && this != LEARNING_RATE_W;
  }

  /** The name of its column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its option. */
  public String option() {
    return "--" + column().replace('_', '-');
  }

  /** The allowed values. */
  public Domain domain() {
    return domain;
  }

  /** A short description. */
  public String description() {
    return description;
  }

  /** The text of its default; empty for a rate that defaults to {@link #LEARNING_RATE}. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /** Returns the parameter with a column's name, ignoring case. */
  public static Optional<Parameter> ofColumn(String column) {
    for (Parameter parameter : values()) {
      if (parameter.column().equalsIgnoreCase(column)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }
}
