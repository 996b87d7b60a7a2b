package org.iclsweep.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;

/**
 * The trials that differ in their seed alone.
 *
 * @param values the value of each parameter but the seed and the resolved learning rates
 * @param counts the number of trials by status
 * @param inRegime the number of trials in the theory's regime
 * @param boundHeld the number of these whose gap stayed under the rate bound
 * @param measures what was measured, over the seeds that have it; no diverged trial has anything
 *     that was measured at its end
 */
record Configuration(
    Map<Parameter, Object> values,
    Map<Status, Long> counts,
    long inRegime,
    long boundHeld,
    Map<Measure, Spread> measures) {

  /** The measured columns that are summed up over seeds. */
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
      // The last finite gap of a diverged trial says nothing of where training leads.
      String value =
          this == GAP_END
              ? "if(status in ('diverged', 'failed'), null, " + column() + ")"
              : column();
      return "cast(" + value + " as double)";
    }

    /** The median of an even number, as the tables have it: geometric for gaps alone. */
    double middle(double lower, double upper) {
      return gap ? Spread.middle(lower, upper) : 0.5 * (lower + upper);
    }

    /** What it is called in tables and on axes. */
    String title() {
      return title;
    }
  }

  /** The parameters that configurations are told apart by. */
  static final List<Parameter> KEYS = Stream.of(Parameter.values()).filter(Parameter::key).toList();

  long count(Status status) {
    return counts.getOrDefault(status, 0L);
  }

  long trials() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A measure over the seeds; null where no trial has it. */
  Spread measure(Measure measure) {
    return measures.get(measure);
  }
}
