package org.iclsweep.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.theory.RoundingFloor;
import org.junit.jupiter.api.Test;

/** Every stored row of a few thousand small random trials says nothing that contradicts itself. */
class ConsistentRowsTest {
  private static final int TRIALS = 3000;

  /** Columns that may be below 0. */
  private static final Set<String> SIGNED = Set.of("ood_mean", "local_rate");

  private static final List<String> OF_THE_FIT =
      List.of("rate", "rate_low", "rate_high", "rate_r2", "rate_from", "rate_to", "rate_orders");

  private static final List<String> OF_THE_END =
      List.of(
          "loss_end",
          "zeta_end",
          "ridge_gap",
          "ridge_gap_prompt",
          "ridge_gap_query",
          "ridge_gap_ood",
          "sampled_ridge_gap",
          "error_query_ood");

  /** The columns of one row by name, as they are stored. */
  private record Row(Map<String, Object> values) {
    static <T> Row of(List<Column<T>> columns, T of) {
      Map<String, Object> values = new LinkedHashMap<>();
      columns.forEach(column -> values.put(column.name(), column.stored(of)));
      return new Row(values);
    }

    Object get(String column) {
      if (!values.containsKey(column)) {
        throw new IllegalArgumentException("no column " + column);
      }
      return values.get(column);
    }

    boolean isNull(String column) {
      return get(column) == null;
    }

    boolean is(String column, Object value) {
      return Objects.equals(get(column), value);
    }

    double number(String column) {
      return ((Number) get(column)).doubleValue();
    }

    long whole(String column) {
      return ((Number) get(column)).longValue();
    }
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  /** Sizes from 1 on, noise from none to too much, every optimizer, objective and rule. */
  private static TrialConfig draw(Random random) {
    int n = 1 + random.nextInt(5);
    int k = n + 1 + random.nextInt(6);
    String representation = pick(random, "gaussian", "gaussian", "linear", "relu", "fourier");
    int d = 1 + random.nextInt(5);
    int m = representation.equals("gaussian") ? 1 + random.nextInt(6) : 1 + random.nextInt(d);
    boolean plain = random.nextInt(10) < 7;
    String rate =
        pick(
            random,
            "auto",
            "auto",
            "0.01",
            "1",
            "30",
            plain ? "theory" : "1e-3",
            plain ? "descent" : "1e-4");
    return Grids.trial(
        "prompt_length=" + n,
        "tokens=" + k,
        "dim=" + d,
        "m=" + m,
        "representation=" + representation,
        "heads=" + (1 + random.nextInt(2 * n + 1)),
        "noise=" + pick(random, "0", "0", "1e-15", "1e-9", "0.01", "0.1", "1", "5", "1e9", "1e300"),
        "init_scale=" + pick(random, "0", "1", "1", "1", "3", "1e308"),
        "token_norm=" + pick(random, "unit", "raw"),
        "templates=" + pick(random, "gaussian", "rademacher", "uniform"),
        "objective=" + (plain ? "population" : pick(random, "population", "sampled", "fresh")),
        "optimizer=" + (plain ? "gd" : pick(random, "gd", "adam")),
        "learning_rate=" + rate,
        "training_prompts=8",
        "batch_size=4",
        "test_templates=3",
        "ood_mean=" + pick(random, "1", "0", "-2"),
        "ood_variance=" + pick(random, "4", "0", "1e-3"),
        "tolerance=" + pick(random, "0", "1e-20", "1e-6", "0.5"),
        "steps=" + pick(random, "1", "7", "60", "250", "1500"),
        "seed=" + random.nextInt(1000));
  }

  @Test
  void noRowContradictsItself() {
    Random random = new Random(20_260);
    Map<String, Integer> seen = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      TrialConfig config = draw(random);
      StoredTrial stored = new StoredTrial(1, Trial.run(config), "host", "driver");
      Row trial = Row.of(StoredTrial.TRIALS, stored);
      List<Row> steps =
          stored.steps().stream().map(step -> Row.of(StoredTrial.TRAJECTORIES, step)).toList();
      for (String contradiction : contradictions(trial, steps)) {
        wrong.add(contradiction + ": " + config);
      }
      for (String column : List.of("status", "regime", "rate_fit")) {
        seen.merge(column + " " + trial.get(column), 1, Integer::sum);
      }
    }
    assertTrue(wrong.isEmpty(), wrong.size() + " contradictions, as " + first(wrong));
    for (String status : List.of("converged", "stalled", "budget", "diverged", "failed")) {
      assertTrue(seen.getOrDefault("status " + status, 0) > 10, seen.toString());
    }
    assertTrue(seen.keySet().stream().filter(key -> key.startsWith("regime")).count() >= 9);
  }

  private static String first(List<String> lines) {
    return String.join("\n", lines.subList(0, Math.min(10, lines.size())));
  }

  private static List<String> contradictions(Row trial, List<Row> steps) {
    Check check = new Check();
    boolean failed = trial.is("status", "failed");
    check.that(failed != trial.isNull("error"), "a failed trial has an error, no other");
    check.that(failed == steps.isEmpty(), "a failed trial has no steps, every other has");
    trial.values().forEach((column, value) -> sign(check, column, value));
    steps.forEach(step -> step.values().forEach((column, value) -> sign(check, column, value)));
    if (failed) {
      String error = (String) trial.get("error");
      check.that(!error.startsWith("unexpected") && error.contains(" "), "an error is a sentence");
      check.that(
          trial.isNull("gap_end") && trial.isNull("regime"), "a failed trial has no numbers");
      return check.contradictions;
    }
    status(check, trial);
    path(check, trial, steps);
    theory(check, trial, steps);
    rate(check, trial);
    return check.contradictions;
  }

  private static void sign(Check check, String column, Object value) {
    boolean negative = value instanceof Number number && number.doubleValue() < 0;
    check.that(!negative || SIGNED.contains(column), column + " is below 0");
  }

  private static void status(Check check, Row trial) {
    String status = (String) trial.get("status");
    boolean diverged = status.equals("diverged");
    boolean reached =
        trial.number("gap_end") <= trial.number("tolerance") * trial.number("gap_start");
    check.that(
        status.equals("converged") == (reached && !diverged),
        "converged is gap_end <= tolerance gap_start");
    check.that(
        status.equals("converged") != trial.isNull("steps_to_tolerance"), "steps_to_tolerance");
    check.that(
        trial.isNull("steps_to_tolerance")
            || trial.is("steps_to_tolerance", trial.get("steps_run")),
        "steps_to_tolerance is steps_run");
    check.that(trial.whole("steps_run") <= trial.whole("steps"), "steps_run");
    check.that(
        !status.equals("budget") || trial.whole("steps_run") == trial.whole("steps"),
        "a budget is used up");
    check.that(
        !status.equals("stalled") || trial.whole("steps_run") >= 1000,
        "nothing stalls before step 1000");
    for (String column : OF_THE_END) {
      check.that(diverged == trial.isNull(column), column + " is null where a trial diverged");
    }
    for (String column :
        List.of(
            "gap_start",
            "best_gap",
            "best_error",
            "minimum_loss",
            "sigma_max",
            "zeta_0",
            "learning_rate_q",
            "learning_rate_w",
            "kernel",
            "form")) {
      check.that(!trial.isNull(column), column + " is null");
    }
    boolean halves = trial.is("learning_rate", "descent");
    check.that(halves != trial.isNull("rate_halvings"), "rate_halvings");
    check.that(halves || trial.whole("steps_discarded") == 0, "steps_discarded");
    if (halves) {
      check.that(
          trial.whole("rate_halvings") <= trial.whole("steps_discarded"),
          "each halving discards a step");
      check.that(
          trial.whole("rate_halvings") == 10 || (trial.isNull("climbed_at") && !diverged),
          "no step climbs with the rate descent");
    }
  }

  /** The parts of gaps, and the trajectory against the row of its trial. */
  private static void path(Check check, Row trial, List<Row> steps) {
    boolean diverged = trial.is("status", "diverged");
    Row start = steps.get(0);
    Row end = steps.get(steps.size() - 1);
    check.that(start.whole("step") == 0, "the first step is 0");
    check.that(start.is("gap", trial.get("gap_start")), "gap_start is the gap at step 0");
    check.that(diverged || end.is("step", trial.get("steps_run")), "the last step is recorded");
    check.that(diverged || end.is("gap", trial.get("gap_end")), "gap_end is the last gap");
    for (String column :
        List.of(
            "ridge_gap",
            "ridge_gap_prompt",
            "ridge_gap_query",
            "ridge_gap_ood",
            "sampled_ridge_gap",
            "error_query_ood")) {
      check.that(
          diverged || end.is(column, trial.get(column)), column + " is that of the last step");
    }
    boolean population = trial.is("objective", "population");
    long before = -1;
    for (Row step : steps) {
      check.that(step.whole("step") > before, "steps increase");
      before = step.whole("step");
      double total = step.number("ridge_gap");
      double parts = step.number("ridge_gap_prompt") + step.number("ridge_gap_query");
      check.that(Math.abs(total - parts) <= 1e-15 * total, "ridge_gap is the sum of its parts");
      check.that(total == 2 * step.number("gap"), "ridge_gap is twice the gap");
      double loss = trial.number("minimum_loss") + step.number("gap");
      check.that(!population || step.number("loss") == loss, "loss is minimum_loss plus the gap");
    }
    boolean equal = trial.number("noise") == 0 || trial.is("m", trial.get("prompt_length"));
    check.that(!equal || trial.number("best_gap") == 0, "best_gap is 0 where the penalties agree");
  }

  private static void theory(Check check, Row trial, List<Row> steps) {
    boolean diverged = trial.is("status", "diverged");
    boolean descends = trial.is("optimizer", "gd") && trial.is("objective", "population");
    boolean few = trial.whole("heads") < trial.whole("prompt_length");
    boolean definite = trial.is("gram_definite", true);
    String regime = (String) trial.get("regime");
    check.that(trial.is("optimizer", "adam") == regime.equals("adam"), "regime adam");
    boolean sampled = trial.is("optimizer", "gd") && !trial.is("objective", "population");
    check.that(sampled == regime.equals("sampled"), "regime sampled");
    check.that((descends && !definite) == regime.equals("singular"), "regime singular");
    check.that(!few || !regime.equals("theory"), "few heads are outside the theory");
    check.that(!regime.equals("few_heads") || few, "regime few_heads");
    check.that(trial.number("noise") == 0 || definite, "noise makes M definite");
    check.that(
        !definite || trial.number("noise") > 0 || trial.whole("m") >= trial.whole("prompt_length"),
        "M has rank m at most");
    check.that(
        !(few || !definite) || trial.number("zeta_0") == 0,
        "zeta is 0 where B_k cannot have rank N");
    check.that(trial.number("sigma_min") <= trial.number("sigma_max"), "sigma_min <= sigma_max");
    check.that(few != trial.isNull("floor_start"), "floor_start");
    check.that((few && !diverged) != trial.isNull("floor_end"), "floor_end");
    if (few) {
      double rounding = 1e-9 * trial.number("gap_start");
      check.that(
          trial.number("floor_start") <= trial.number("gap_start") + rounding,
          "floor_start is at most gap_start");
      check.that(
          diverged || trial.number("floor_end") <= trial.number("gap_end") + rounding,
          "floor_end is at most gap_end");
    }
    bound(check, trial, steps, descends);
    check.that(
        descends || (trial.isNull("climbed_at") && trial.isNull("descent_failed_at")),
        "only descent can climb");
    for (String column :
        List.of("climbed_at", "descent_failed_at", "sigma_halved_at", "ball_left_at")) {
      check.that(trial.isNull(column) || trial.whole(column) <= trial.whole("steps_run"), column);
      boolean broken = !trial.isNull(column);
      check.that(!broken || !regime.equals("theory"), "the theory's conditions hold in its regime");
    }
    check.that(!(descends && diverged) || !trial.isNull("climbed_at"), "what diverges has climbed");
    if (descends && trial.isNull("climbed_at")) {
      for (int i = 1; i < steps.size(); i++) {
        double gap = steps.get(i - 1).number("gap");
        long passed = steps.get(i).whole("step") - steps.get(i - 1).whole("step");
        for (long step = 0; step < passed; step++) {
          gap = RoundingFloor.above(gap, trial.number("gap_start"));
        }
        check.that(steps.get(i).number("gap") <= gap, "no recorded gap is above the one before");
      }
    }
  }

  private static void bound(Check check, Row trial, List<Row> steps, boolean descends) {
    boolean bounded = !trial.isNull("bound_rate");
    check.that(!bounded || descends, "only descent has a bound");
    check.that(bounded != trial.isNull("bound_held"), "bound_held");
    boolean held = !trial.is("status", "diverged");
    for (Row step : steps) {
      check.that(bounded != step.isNull("bound"), "a bound is that of all steps or of none");
      if (bounded) {
        boolean under = step.number("gap") <= step.number("bound") * (1 + 1e-12);
        held &= under || step.number("gap") <= 1e-26 * trial.number("gap_start");
      }
    }
    check.that(!bounded || trial.is("bound_held", held), "bound_held against the trajectory");
    check.that(trial.is("bound_held", false) != trial.isNull("first_violation"), "first_violation");
  }

  private static void rate(Check check, Row trial) {
    boolean straight = trial.is("rate_fit", "straight");
    check.that(trial.is("status", "diverged") == trial.isNull("rate_fit"), "rate_fit");
    check.that(
        trial.is("rate_fit", "bent") || trial.isNull("rate_end"), "rate_end is that of a bend");
    for (String column : OF_THE_FIT) {
      check.that(straight != trial.isNull(column), column + " is that of a straight curve");
    }
    if (straight) {
      double rate = trial.number("rate");
      check.that(trial.number("rate_low") <= rate && rate <= trial.number("rate_high"), "rate");
      check.that(trial.whole("rate_to") <= trial.whole("steps_run"), "rate_to");
    }
  }

  private static final class Check {
    private final List<String> contradictions = new ArrayList<>();

    void that(boolean holds, String rule) {
      if (!holds) {
        contradictions.add(rule);
      }
    }
  }

  /** A check that never fails would say nothing: numbers of other rows contradict each other. */
  @Test
  void rowsOfDifferentTrialsContradictEachOther() {
    TrialConfig one =
        Grids.trial("m=3", "heads=6", "prompt_length=3", "tokens=8", "dim=4", "steps=300");
    TrialConfig other =
        Grids.trial("m=3", "heads=2", "prompt_length=3", "tokens=8", "dim=4", "steps=200");
    StoredTrial stored = new StoredTrial(1, Trial.run(one), "host", "driver");
    List<Row> steps =
        new StoredTrial(1, Trial.run(other), "host", "driver")
            .steps().stream().map(step -> Row.of(StoredTrial.TRAJECTORIES, step)).toList();
    assertEquals(
        List.of(),
        contradictions(
            Row.of(StoredTrial.TRIALS, stored),
            stored.steps().stream().map(step -> Row.of(StoredTrial.TRAJECTORIES, step)).toList()));
    assertTrue(contradictions(Row.of(StoredTrial.TRIALS, stored), steps).size() >= 3);
  }
}
