package org.iclsweep.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/**
 * The trials that differ only in their seed.
 *
 * @param values the value of each parameter except the seed and the resolved learning rates
 * @param counts the number of trials by status
 * @param inRegime the number of trials in the theory's regime
 * @param boundHeld the number of these whose gap stayed under the rate bound
 * @param measures the measures over the seeds that have them; a diverged trial has no measure taken
 *     at its end
 */
record Configuration(
    Map<Parameter, Object> values,
    Map<Status, Long> counts,
    long inRegime,
    long boundHeld,
    Map<Measure, Spread> measures) {

  /** The measured columns that are summarized over seeds. */
  enum Measure {
    RATE("fitted rate per step", false),
    BOUND_RATE("bound rate per step", false),
    STEPS_TO_TOLERANCE("steps to tolerance", false),
    GAP_END("gap at the end", true),
    RIDGE_GAP("ridge gap", true),
    RIDGE_GAP_OOD("ridge gap out of domain", true),
    BEST_GAP("best gap", true);

    private final String title;
    private final boolean gap;

    Measure(String title, boolean gap) {
      this.title = title;
      this.gap = gap;
    }

    /** The column of {@code trials}. */
    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Its SQL expression over {@code trials}, a double. */
    String value() {
      // The last finite gap of a diverged trial does not show where training leads.
      String value =
          this == GAP_END
              ? "if(status in ('diverged', 'failed'), null, " + column() + ")"
              : column();
      return "cast(" + value + " as double)";
    }

    /** The median of an even number of values, as in the tables: geometric only for gaps. */
    double middle(double lower, double upper) {
      return gap ? Spread.middle(lower, upper) : 0.5 * (lower + upper);
    }

    /** Its name in tables and on axes. */
    String title() {
      return title;
    }
  }

  /** The parameters that identify a configuration. */
  static final List<Parameter> KEYS = Stream.of(Parameter.values()).filter(Parameter::key).toList();

  long count(Status status) {
    return counts.getOrDefault(status, 0L);
  }

  long trials() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A measure over the seeds; null if no trial has it. */
  Spread measure(Measure measure) {
    return measures.get(measure);
  }
}
