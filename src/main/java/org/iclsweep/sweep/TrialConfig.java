package org.iclsweep.sweep;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.iclsweep.model.Form;
import org.iclsweep.objective.ObjectiveKind;
import org.iclsweep.optimizer.LearningRate;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.Representation;
import org.iclsweep.task.Templates;
import org.iclsweep.task.TokenNorm;
import org.iclsweep.train.Measures;

/** One configuration with one seed: a valid value for every parameter. */
public final class TrialConfig implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The rules that guarantee a falling gap, with their guarantee for an error message. */
  private static final Map<LearningRate.Rule, String> DESCENDING =
      Map.of(
          LearningRate.Rule.THEORY, "the guarantee is one",
          LearningRate.Rule.DESCENT, "the gap falls at every step");

  /** The number of hexadecimal digits of an {@linkplain #id id}. */
  public static final int ID_DIGITS = 16;

  private static final List<Parameter> LEARNING_RATES =
      List.of(Parameter.LEARNING_RATE_Q, Parameter.LEARNING_RATE_W);

  private static final Pattern APART = Pattern.compile("q=(\\S+) w=(\\S+)");

  private final EnumMap<Parameter, Object> values;

  /**
   * Creates a configuration from values of axes or of SQL expressions.
   *
   * @param results a value for each parameter; may be missing or null only for {@link
   *     Parameter#LEARNING_RATE_Q} and {@link Parameter#LEARNING_RATE_W}
   * @throws IllegalArgumentException if a value is not allowed; the message names the parameter,
   *     the value and the allowed values
   */
  public TrialConfig(Map<Parameter, Object> results) {
    values = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      Object result = results.get(parameter);
      if (result == null && parameter.defaultText().isEmpty()) {
        continue;
      }
      try {
        values.put(parameter, parameter.domain().ofResult(result));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(parameter.column() + ": " + e.getMessage(), e);
      }
    }
    if (promptLength() >= tokens()) {
      throw new IllegalArgumentException(
          "--prompt-length %d with --tokens %d: a prompt must be shorter than the dictionary, 1 <= N < K"
              .formatted(promptLength(), tokens()));
    }
    ObjectiveKind.Sampling sampling = sampling();
    if (objective() == ObjectiveKind.SAMPLED && sampling.batchSize() > sampling.trainingPrompts()) {
      throw new IllegalArgumentException(
          "--batch-size %d with --training-prompts %d: a batch must not be larger than the training set"
              .formatted(sampling.batchSize(), sampling.trainingPrompts()));
    }
    long maximum = representation().maximumBasisFunctions(dim());
    if (m() > maximum) {
      throw new IllegalArgumentException(
          "--m %d with --representation %s and --dim %d: there are only %d such basis functions; lower m or raise dim"
              .formatted(m(), value(Parameter.REPRESENTATION), dim(), maximum));
    }
    checkDescent(learningRateQ());
    checkDescent(learningRateW());
  }

  /**
   * Rejects a rule that guarantees a falling gap unless gradient descent on the population loss is
   * used.
   */
  private void checkDescent(LearningRate rate) {
    String promise = DESCENDING.get(rate.rule());
    if (promise != null && optimizer() != OptimizerKind.GD) {
      throw new IllegalArgumentException(
          "--learning-rate %s with --optimizer %s: %s for gd alone; give auto or a number"
              .formatted(rule(rate), value(Parameter.OPTIMIZER), promise));
    }
    if (promise != null && objective() != ObjectiveKind.POPULATION) {
      throw new IllegalArgumentException(
          "--learning-rate %s with --objective %s: %s for population alone; give auto or a number"
              .formatted(rule(rate), value(Parameter.OBJECTIVE), promise));
    }
  }

  /** Returns whether a rate is halved until no step raises the gap. */
  public boolean halves() {
    return learningRateQ().rule() == LearningRate.Rule.DESCENT
        || learningRateW().rule() == LearningRate.Rule.DESCENT;
  }

  /**
   * Returns the configuration of a stored trial.
   *
   * @param stored a value for each parameter as in the tables: {@link Parameter#LEARNING_RATE} is
   *     the {@linkplain #learningRateRule requested rule}; the rates of Q and w, its resolved
   *     numbers, are ignored
   * @throws IllegalArgumentException if a value is not allowed; the message names the parameter,
   *     the value and the allowed values
   */
  public static TrialConfig ofStored(Map<Parameter, Object> stored) {
    Map<Parameter, Object> requested = new EnumMap<>(stored);
    requested.remove(Parameter.LEARNING_RATE_Q);
    requested.remove(Parameter.LEARNING_RATE_W);
    Matcher apart = APART.matcher(String.valueOf(stored.get(Parameter.LEARNING_RATE)));
    if (apart.matches()) {
      // If the rules differ, at least one is a number. A word can only be the common rule.
      requested.put(Parameter.LEARNING_RATE, LearningRateWord.AUTO);
      for (int i = 1; i <= LEARNING_RATES.size(); i++) {
        String rule = apart.group(i);
        Parameter target =
            LearningRateWord.ALL.contains(rule)
                ? Parameter.LEARNING_RATE
                : LEARNING_RATES.get(i - 1);
        requested.put(target, rule);
      }
    }
    return new TrialConfig(requested);
  }

  private TrialConfig(EnumMap<Parameter, Object> valid) {
    values = valid;
  }

  @Serial
  private Object writeReplace() {
    return new Serialized(values);
  }

  /**
   * The serialised form of a configuration: its values in the order of the parameters. Grids are
   * shuffled, and Java's form of an EnumMap takes five times as long.
   */
  private static final class Serialized implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final byte NONE = 0;
    private static final byte INTEGER = 1;
    private static final byte LONG = 2;
    private static final byte DOUBLE = 3;
    private static final byte TEXT = 4;

    private transient EnumMap<Parameter, Object> values;

    private Serialized(EnumMap<Parameter, Object> values) {
      this.values = values;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      for (Parameter parameter : Parameter.values()) {
        Object value = values.get(parameter);
        if (value == null) {
          out.writeByte(NONE);
        } else if (value instanceof Integer number) {
          out.writeByte(INTEGER);
          out.writeInt(number);
        } else if (value instanceof Long number) {
          out.writeByte(LONG);
          out.writeLong(number);
        } else if (value instanceof Double number) {
          out.writeByte(DOUBLE);
          out.writeDouble(number);
        } else {
          out.writeByte(TEXT);
          out.writeUTF((String) value);
        }
      }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException {
      values = new EnumMap<>(Parameter.class);
      for (Parameter parameter : Parameter.values()) {
        switch (in.readByte()) {
          case INTEGER -> values.put(parameter, in.readInt());
          case LONG -> values.put(parameter, in.readLong());
          case DOUBLE -> values.put(parameter, in.readDouble());
          case TEXT -> values.put(parameter, in.readUTF());
          default -> {} // none
        }
      }
    }

    @Serial
    private Object readResolve() {
      return new TrialConfig(values);
    }
  }

  static String columns() {
    return Arrays.stream(Parameter.values())
        .map(Parameter::column)
        .collect(Collectors.joining(", "));
  }

  /** The value of a parameter; null for a rate of Q or w that was not given. */
  public Object value(Parameter parameter) {
    return values.get(parameter);
  }

  private int integer(Parameter parameter) {
    return (Integer) value(parameter);
  }

  private double real(Parameter parameter) {
    return (Double) value(parameter);
  }

  private <E extends Enum<E>> E constant(Class<E> type, Parameter parameter) {
    return Enum.valueOf(type, ((String) value(parameter)).toUpperCase(Locale.ROOT));
  }

  /** m, the number of basis functions. */
  public int m() {
    return integer(Parameter.M);
  }

  /** H. */
  public int heads() {
    return integer(Parameter.HEADS);
  }

  /** N. */
  public int promptLength() {
    return integer(Parameter.PROMPT_LENGTH);
  }

  /** tau. */
  public double noise() {
    return real(Parameter.NOISE);
  }

  /** K. */
  public int tokens() {
    return integer(Parameter.TOKENS);
  }

  /** d. */
  public int dim() {
    return integer(Parameter.DIM);
  }

  /** beta. */
  public double initScale() {
    return real(Parameter.INIT_SCALE);
  }

  /** The scaling of the tokens. */
  public TokenNorm tokenNorm() {
    return constant(TokenNorm.class, Parameter.TOKEN_NORM);
  }

  /** The map f. */
  public Representation representation() {
    return constant(Representation.class, Parameter.REPRESENTATION);
  }

  /** The optimizer. */
  public OptimizerKind optimizer() {
    return constant(OptimizerKind.class, Parameter.OPTIMIZER);
  }

  /** The form in which the optimizer trains fastest at these sizes. */
  public Form form() {
    return optimizer().form(promptLength(), tokens(), dim());
  }

  /** The objective of training. */
  public ObjectiveKind objective() {
    return constant(ObjectiveKind.class, Parameter.OBJECTIVE);
  }

  /** The distribution of the templates. */
  public Templates templates() {
    return constant(Templates.class, Parameter.TEMPLATES);
  }

  /** The sampling of training prompts. */
  public ObjectiveKind.Sampling sampling() {
    return new ObjectiveKind.Sampling(
        templates(), integer(Parameter.TRAINING_PROMPTS), integer(Parameter.BATCH_SIZE), seed());
  }

  /** The test settings for trained models. */
  public Measures.TestSettings testSettings() {
    Templates.Moments outOfDomain =
        new Templates.Moments(real(Parameter.OOD_MEAN), Math.sqrt(real(Parameter.OOD_VARIANCE)));
    return new Measures.TestSettings(
        templates(), outOfDomain, integer(Parameter.TEST_TEMPLATES), seed());
  }

  /** The rule of eta_Q. */
  public LearningRate learningRateQ() {
    return learningRate(Parameter.LEARNING_RATE_Q);
  }

  /** The rule of eta_w. */
  public LearningRate learningRateW() {
    return learningRate(Parameter.LEARNING_RATE_W);
  }

  private LearningRate learningRate(Parameter own) {
    if (value(own) != null) {
      return LearningRate.of(real(own));
    }
    String both = (String) value(Parameter.LEARNING_RATE);
    return switch (both) {
      case LearningRateWord.AUTO -> LearningRate.AUTO;
      case LearningRateWord.THEORY -> LearningRate.THEORY;
      case LearningRateWord.DESCENT -> LearningRate.DESCENT;
      default -> LearningRate.of(Double.parseDouble(both));
    };
  }

  /**
   * The requested rule: a word, a number, or {@code q=RULE w=RULE} if Q and w differ. It is the
   * same for all seeds, unlike the rates resolved from a word.
   */
  public String learningRateRule() {
    String q = rule(learningRateQ());
    String w = rule(learningRateW());
    return q.equals(w) ? q : "q=" + q + " w=" + w;
  }

  private static String rule(LearningRate rate) {
    return switch (rate.rule()) {
      case AUTO -> LearningRateWord.AUTO;
      case THEORY -> LearningRateWord.THEORY;
      case DESCENT -> LearningRateWord.DESCENT;
      case NUMBER -> Double.toString(rate.number());
    };
  }

  /** The maximum number of updates. */
  public int steps() {
    return integer(Parameter.STEPS);
  }

  /** The tolerance on gap / gap(0). */
  public double tolerance() {
    return real(Parameter.TOLERANCE);
  }

  /** The seed of all random streams. */
  public long seed() {
    return (Long) value(Parameter.SEED);
  }

  /**
   * The trial's id: the first 16 hexadecimal digits of the SHA-256 digest of its parameters and of
   * the {@linkplain Trial#VERSION version of the mathematics}. Doubles enter in hexadecimal, which
   * is exact. The id names rows; no seed is derived from it.
   */
  public String id() {
    StringBuilder text = new StringBuilder("version=").append(Trial.VERSION);
    for (Parameter parameter : Parameter.values()) {
      String value =
          switch (parameter) {
            case LEARNING_RATE -> null;
            case LEARNING_RATE_Q -> exact(learningRateQ());
            case LEARNING_RATE_W -> exact(learningRateW());
            default -> exact(value(parameter));
          };
      if (value != null) {
        text.append(';').append(parameter.column()).append('=').append(value);
      }
    }
    return DigestUtils.sha256Hex(text.toString()).substring(0, ID_DIGITS);
  }

  private static String exact(LearningRate rate) {
    boolean number = rate.rule() == LearningRate.Rule.NUMBER;
    return number ? exact((Double) rate.number()) : rule(rate);
  }

  private static String exact(Object value) {
    return value instanceof Double d ? Double.toHexString(d) : value.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrialConfig config && values.equals(config.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return Arrays.stream(Parameter.values())
        .filter(parameter -> value(parameter) != null)
        .map(parameter -> parameter.column() + "=" + value(parameter))
        .collect(Collectors.joining(" "));
  }
}
