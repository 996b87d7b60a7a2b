package org.iclsweep.query;

import static org.apache.spark.sql.functions.col;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;
import org.iclsweep.train.Status;

/** A stored trial: the newest row of {@code trials} and its rows of {@code trajectories}. */
public final class TrialRows {
  /** Maximum number of ids in a message. */
  private static final int LISTED = 3;

  private final Row trial;
  private final List<Row> steps;
  private final TrialConfig config;

  private TrialRows(Row trial, List<Row> steps, TrialConfig config) {
    this.trial = trial;
    this.steps = steps;
    this.config = config;
  }

  /**
   * Finds a trial. The session is not used afterwards.
   *
   * @param store a folder that passed {@link SweepFolder#checkExists()}
   * @param prefix the beginning of the trial's id
   * @throws UsageException with a one-line message if no id or more than one begins with the
   *     prefix, or if the trial was trained with another version of the mathematics
   */
  public static TrialRows find(Session session, SweepFolder store, String prefix) {
    Dataset<Row> trials =
        SweepFolders.read(session.sized(SweepFolders.large(store)), store, TableNames.TRIALS)
            .cache();
    String id = onlyId(trials, store, prefix);
    Row trial =
        trials.where(col("trial_id").equalTo(id)).collectAsList().stream()
            .max(Comparator.comparing(row -> row.<Integer>getAs("attempt")))
            .orElseThrow();
    int version = trial.<Integer>getAs("version");
    if (version != Trial.VERSION) {
      throw new UsageException(
          "trial %s is of version %d of the mathematics, this build has version %d"
              .formatted(id, version, Trial.VERSION));
    }
    List<Row> steps =
        SweepFolders.read(session.sized(SweepFolders.large(store)), store, TableNames.TRAJECTORIES)
            .where(
                col("trial_id")
                    .equalTo(id)
                    .and(col("attempt").equalTo(trial.<Integer>getAs("attempt"))))
            .collectAsList()
            .stream()
            .sorted(Comparator.comparing(row -> row.<Long>getAs("step")))
            .toList();
    long distinct = steps.stream().map(row -> row.<Long>getAs("step")).distinct().count();
    if (steps.isEmpty() != failed(trial) || distinct < steps.size()) {
      throw new UsageException(
          "trial %s is damaged: it has %d rows in trajectories, of %d steps"
              .formatted(id, steps.size(), distinct));
    }
    return new TrialRows(trial, steps, config(trial, id));
  }

  private static String onlyId(Dataset<Row> trials, SweepFolder store, String prefix) {
    List<String> found = ids(trials.where(col("trial_id").startsWith(prefix)));
    if (found.isEmpty()) {
      List<String> others = ids(trials);
      throw new UsageException(
          "no trial of --out %s has an id that begins with %s; there %s"
              .formatted(
                  store.path(), prefix, others.isEmpty() ? "are none" : "are " + listed(others)));
    }
    if (found.size() > 1) {
      throw new UsageException(
          "several trials of --out %s have an id that begins with %s: %s; give more digits"
              .formatted(store.path(), prefix, listed(found)));
    }
    return found.get(0);
  }

  /** The first ids in order, one more than a message lists. */
  private static List<String> ids(Dataset<Row> trials) {
    return trials.select("trial_id").distinct().orderBy("trial_id").takeAsList(LISTED + 1).stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static String listed(List<String> ids) {
    return ids.size() <= LISTED
        ? String.join(", ", ids)
        : String.join(", ", ids.subList(0, LISTED)) + ", ...";
  }

  private static TrialConfig config(Row trial, String id) {
    Map<Parameter, Object> stored = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      stored.put(parameter, trial.getAs(parameter.column()));
    }
    try {
      TrialConfig config = TrialConfig.ofStored(stored);
      if (!config.id().equals(id)) {
        throw new UsageException(
            "trial %s is damaged: its parameters are those of trial %s".formatted(id, config.id()));
      }
      return config;
    } catch (IllegalArgumentException e) {
      throw new UsageException("trial %s is damaged: %s".formatted(id, e.getMessage()), e);
    }
  }

  private static boolean failed(Row trial) {
    return StoredTrial.lower(Status.FAILED).equals(trial.<String>getAs("status"));
  }

  /** The trial's configuration. */
  public TrialConfig config() {
    return config;
  }

  /**
   * Refuses a failed trial, which has no numbers.
   *
   * @throws UsageException with a one-line message
   */
  public void refuseFailed() {
    if (failed(trial)) {
      throw new UsageException(
          "trial %s failed and has no numbers: %s"
              .formatted(config.id(), trial.<String>getAs("error")));
    }
  }

  /**
   * Compares the trial with the result of training it again.
   *
   * @param again the new result for the same configuration
   */
  public Comparison compare(TrialResult again) {
    return Comparison.of(trial, steps, new StoredTrial(1, again, null, null));
  }

  /** Whether the trained model is kept. */
  public boolean keepsModel() {
    return trial.getAs("model") != null;
  }

  /** The value of eta_Q that was used; not for a failed trial. */
  public double learningRateQ() {
    return trial.<Double>getAs(Parameter.LEARNING_RATE_Q.column());
  }

  /** The value of eta_w that was used; not for a failed trial. */
  public double learningRateW() {
    return trial.<Double>getAs(Parameter.LEARNING_RATE_W.column());
  }

  /** The recorded steps. */
  public List<Long> steps() {
    return steps.stream().map(row -> row.<Long>getAs("step")).toList();
  }

  /** The gap at each recorded step. */
  public List<Double> gaps() {
    return steps.stream().map(row -> row.<Double>getAs("gap")).toList();
  }
}
