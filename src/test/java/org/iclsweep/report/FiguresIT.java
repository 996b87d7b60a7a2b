package org.iclsweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.iclsweep.report.data.ConfigurationSummary;
import org.iclsweep.report.data.Curves;
import org.iclsweep.report.data.Curves.Quantity;
import org.iclsweep.report.data.Measure;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.figure.Figure;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.Parameter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures of a sweep: their number, contents and captions. */
class FiguresIT {
  private static final double[] FALLING = {5, 1, 1e-2, 1e-4, 1e-6};

  private static final double[] EXPLODING = {5, 10, 1e300};
  private static final double[] NONE = {};

  private static Session session;

  /** The report on {@link #wide}. */
  private static Report many;

  @BeforeAll
  static void open() {
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    many = wide().report();
  }

  @AfterAll
  static void close() {
    session.close();
    System.clearProperty("spark.master");
  }

  private static HandMade sweep() {
    return new HandMade(session.sized(false));
  }

  private static Figure figure(Report report, String name) {
    return report.figures().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is none of " + names(report)));
  }

  private static List<String> names(Report report) {
    return report.figures().stream().map(Figure::name).toList();
  }

  /** The texts of a figure, in document order. */
  private static List<String> texts(Figure figure) {
    return Pattern.compile("<text[^>]*>([^<]*)</text\\s*>")
        .matcher(figure.svg())
        .results()
        .map(r -> r.group(1).strip())
        .toList();
  }

  private static void assertSound(Report report) {
    List<String> ids = new ArrayList<>(names(report));
    for (Figure figure : report.figures()) {
      assertFalse(figure.svg().contains("NaN"), figure.name());
      assertFalse(figure.svg().contains("Infinity"), figure.name());
      assertTrue(texts(figure).containsAll(figure.series()), figure.name() + texts(figure));
      Pattern.compile(" id=\"([^\"]*)\"")
          .matcher(figure.svg())
          .results()
          .forEach(r -> ids.add(r.group(1)));
    }
    assertEquals(new HashSet<>(ids).size(), ids.size(), ids.toString());
  }

  /** 12 numbers of heads, six noises, three seeds. */
  private static HandMade wide() {
    HandMade sweep = sweep();
    for (int heads = 1; heads <= 12; heads++) {
      for (int noise = 1; noise <= 6; noise++) {
        for (long seed = 1; seed <= 3; seed++) {
          sweep.trial(Map.of("heads", heads, "noise", 0.1 * noise, "seed", seed), FALLING);
        }
      }
    }
    return sweep;
  }

  @Test
  void captionsCountOmittedSeriesAndPanels() {
    Report report = many;
    assertSound(report);
    Figure gap = figure(report, "gap-against-step-1");
    List<String> series = gap.series();
    assertEquals(8, series.size());
    assertEquals("H = 1", series.get(0));
    assertEquals("H = 12", series.get(7));
    assertEquals(8, texts(gap).stream().filter(t -> t.startsWith("H = ")).count());
    assertTrue(gap.title().endsWith(" at τ = 0.1"), gap.title());
    assertTrue(gap.caption().contains("8 of 12 series are drawn"), gap.caption());
    assertTrue(gap.caption().contains("2 of 6 panels are drawn"), gap.caption());
    assertTrue(gap.caption().contains("medians over seeds"), gap.caption());
    assertTrue(names(report).contains("gap-against-step-2"));
    assertFalse(names(report).contains("gap-against-step-3"));
    assertTrue(
        figure(report, "gap-against-step-2").title().endsWith(" at τ = 0.6"),
        "the last panel is the last value");
    Figure domains = figure(report, "domains-1");
    assertTrue(domains.caption().contains("2 of 72 configurations"), domains.caption());
    Figure rates = figure(report, "rate-against-bound");
    assertTrue(rates.caption().contains("One point per trial, 216 of 216"), rates.caption());
  }

  @Test
  void equalDataGivesIdenticalReports() {
    Report first = many;
    Report again = wide().report();
    assertEquals(first.figures(), again.figures());
    assertEquals(first.page(), again.page());
  }

  @Test
  void theLongestAxisIsTheSeriesIfHeadsDoNotVary() {
    HandMade sweep = sweep();
    for (int m : new int[] {2, 4}) {
      for (double noise : new double[] {0.1, 0.2, 0.4}) {
        sweep.trial(Map.of("m", m, "noise", noise), FALLING);
      }
    }
    Report report = sweep.report();
    assertSound(report);
    Figure gap = figure(report, "gap-against-step-2");
    assertEquals(List.of("τ = 0.1", "τ = 0.2", "τ = 0.4"), gap.series());
    assertTrue(gap.title().endsWith(" at m = 4"), gap.title());
    assertTrue(gap.caption().startsWith("One seed each"), gap.caption());
    assertTrue(names(report).contains("loss-by-noise-1"), "" + names(report));
  }

  @Test
  void omittedTrialsAreCounted() {
    HandMade sweep = sweep();
    for (long seed = 1; seed <= 60; seed++) {
      sweep.trial(Map.of("heads", 2, "seed", seed), FALLING);
    }
    sweep.trial(Map.of("heads", 8, "seed", 1L), FALLING);
    sweep.trial(withoutMeasures("diverged", Map.of("heads", 8, "seed", 2L)), 5, 1e9);
    sweep.trial(withoutMeasures("failed", Map.of("heads", 8, "seed", 3L)));
    Report report = sweep.report();
    assertSound(report);
    Figure gap = figure(report, "gap-against-step");
    assertTrue(gap.caption().contains("2 diverged or failed trials are left out"), gap.caption());
    assertTrue(gap.caption().contains("The first 50 seeds of each configuration"), gap.caption());
    assertTrue(
        figure(report, "rate-against-bound").caption().contains("61 of 63"),
        figure(report, "rate-against-bound").caption());
    // A gap of 1e9 would be on the axis.
    assertFalse(texts(gap).stream().anyMatch(t -> t.matches("10[⁴⁵⁶⁷⁸⁹]")), "" + texts(gap));
  }

  /** The values of a diverged or failed trial, without measurements at its end. */
  private static Map<String, Object> withoutMeasures(String status, Map<String, ?> values) {
    Map<String, Object> row = new HashMap<>(values);
    row.put("status", status);
    for (String column : List.of("gap_end", "rate", "ridge_gap", "ridge_gap_ood")) {
      row.put(column, null);
    }
    if (status.equals("failed")) { // a diverged trial was measured at its start
      row.put("best_gap", null);
      row.put("bound_rate", null);
    }
    row.put("regime", null);
    row.put("bound_held", null);
    return row;
  }

  @Test
  void oneTrialHasItsCurves() {
    Report report = sweep().trial(Map.of(), FALLING).report();
    assertSound(report);
    assertEquals(
        List.of("gap-against-step", "loss-by-step", "domains", "rate-against-bound"),
        names(report));
    assertEquals(List.of("all trials"), figure(report, "loss-by-step").series());
    assertTrue(report.page().contains("1 transformer trained: one configuration, 1 seed each."));
    assertTrue(report.page().contains("No heat maps: fewer than two parameters vary."));
    assertTrue(report.page().contains("No figure against the prompt length"));
  }

  @Test
  void gapsOfExactlyZeroAreDrawn() {
    HandMade sweep = sweep();
    for (int heads : new int[] {2, 8}) {
      for (int length : new int[] {3, 4}) {
        boolean none = heads == 8;
        double end = none ? 0 : 1e-6;
        sweep.trial(
            Map.of(
                "heads",
                heads,
                "prompt_length",
                length,
                "gap_end",
                end,
                "ridge_gap",
                2 * end,
                "ridge_gap_ood",
                8 * end,
                "best_gap",
                length == 4 ? 0.0 : 0.5),
            5,
            1e-3,
            end);
      }
    }
    Report report = sweep.report();
    assertSound(report);
    assertTrue(texts(figure(report, "gap-against-step-1")).contains("10⁻³"));
    List<String> cells = texts(figure(report, "heat-ridge-gap-heads-prompt-length"));
    assertTrue(cells.contains("2.00e-06") && cells.contains("0"), "" + cells);

    Report allZero =
        sweep().trial(Map.of("gap_end", 0.0, "ridge_gap", 0.0, "best_gap", 0.0), 0, 0, 0).report();
    assertSound(allZero);
    assertTrue(names(allZero).contains("gap-against-step"));
  }

  @Test
  void sweepsWithoutUsableTrialsListTheAbsentFigures() {
    for (String status : List.of("diverged", "failed")) {
      HandMade sweep = sweep();
      for (int length : new int[] {3, 4}) {
        for (int heads : new int[] {2, 8}) {
          Map<String, Integer> values = Map.of("prompt_length", length, "heads", heads);
          sweep.trial(withoutMeasures(status, values), status.equals("failed") ? NONE : EXPLODING);
        }
      }
      Report report = sweep.report();
      assertSound(report);
      boolean diverged = status.equals("diverged");
      // Ridge regression needs no training.
      assertEquals(diverged ? List.of("ridge-against-prompt-length") : List.of(), names(report));
      for (String sentence :
          List.of(
              "No gap against step at N = 3",
              "No gap against step at N = 4",
              "No fitted rate against bound rate",
              "No heat map of the fitted rate",
              "No heat map of the ridge gap")) {
        // The template escapes equals signs.
        assertTrue(report.page().replace("&#x3D;", "=").contains(sentence), sentence);
      }
      assertEquals(
          !diverged,
          report.page().contains("No figure against the prompt length: all trials there failed."));
      assertTrue(report.page().contains("<h3>4 " + status));
      assertFalse(report.page().contains("<h3>0 "));
    }
  }

  /** In each of several sweeps, other parameters determine the rate. */
  @Test
  void figuresFollowTheParametersWithTheLargestEffect() {
    List<String> parameters = List.of("heads", "prompt_length", "tokens", "dim");
    for (int first = 0; first < 4; first++) {
      int strongest = first;
      int second = (first + 1) % 4;
      HandMade sweep = sweep();
      for (int cell = 0; cell < 81; cell++) {
        Map<String, Object> values = new HashMap<>();
        double logRate = -5;
        for (int i = 0; i < 4; i++) {
          int level = cell / (int) Math.pow(3, i) % 3;
          values.put(parameters.get(i), (i == 2 ? 10 : 2) + level);
          logRate += level * (i == strongest ? 2 : i == second ? 0.5 : 0.01);
        }
        values.put("rate", Math.exp(logRate));
        sweep.trial(values, FALLING);
      }
      Report report = sweep.report();
      String pair = parameters.get(strongest) + "-" + parameters.get(second);
      String heatMap = "heat-rate-" + pair.replace('_', '-');
      assertTrue(names(report).contains(heatMap + "-1"), heatMap + " " + names(report));
      // The two of nine panels that differ most are at opposite ends of both parameters.
      assertFalse(names(report).contains(heatMap + "-3"));
      List<String> ends = new ArrayList<>();
      for (int panel = 1; panel <= 2; panel++) {
        String title = figure(report, heatMap + "-" + panel).title();
        ends.add(title.substring(title.indexOf(" at ")).replaceAll("[^0-9]+", " ").strip());
      }
      List<Integer> low = new ArrayList<>();
      List<Integer> high = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        if (i != strongest && i != second) {
          low.add(i == 2 ? 10 : 2);
          high.add(i == 2 ? 12 : 4);
        }
      }
      assertEquals(List.of(numbers(low), numbers(high)), ends);
    }
  }

  private static String numbers(List<Integer> values) {
    return String.join(" ", values.stream().map(v -> v.toString()).toList());
  }

  @Test
  void cellsOfAHeatMapAreTheMediansOfTheirConfigurations() {
    HandMade sweep = sweep();
    double[][] gaps = {{1e-3, 4e-3}, {2e-5, 8e-5}, {0.5, 0.5}};
    int[] heads = {2, 4, 8};
    for (int i = 0; i < heads.length; i++) {
      for (int seed = 0; seed < 2; seed++) {
        Map<String, Object> values =
            new HashMap<>(
                Map.of(
                    "heads",
                    heads[i],
                    "noise",
                    0.1,
                    "seed",
                    (long) seed,
                    "ridge_gap",
                    gaps[i][seed]));
        values.put("rate", null);
        sweep.trial(values, FALLING);
      }
    }
    sweep.trial(withoutMeasures("failed", Map.of("heads", 2, "noise", 0.7)));
    List<Parameter> pair = List.of(Parameter.HEADS, Parameter.NOISE);
    Report report = sweep.report(List.of(pair, pair, List.of(Parameter.NOISE, Parameter.HEADS)));
    assertSound(report);
    List<String> texts = texts(figure(report, "heat-ridge-gap-heads-noise"));
    // Medians are geometric: of 1e-3 and 4e-3, 2e-3.
    assertTrue(texts.containsAll(List.of("0.002", "4.00e-05", "0.5", "2", "4", "8", "0.7")));
    assertEquals(1, names(report).stream().filter("heat-ridge-gap-heads-noise"::equals).count());
    assertTrue(names(report).contains("heat-ridge-gap-noise-heads"));
    assertTrue(report.page().contains("No heat map of the fitted rate: no trial has one."));

    Report constant =
        sweep().trial(Map.of(), FALLING).report(List.of(List.of(Parameter.M, Parameter.HEADS)));
    assertTrue(constant.page().contains("No heat map over basis functions m: it has one value."));
  }

  /** Curves and aggregates compute their medians separately. */
  @Test
  void curvesEndAtTheMediansOfTheAggregates() {
    HandMade sweep = sweep();
    Random random = new Random(3);
    for (long seed = 1; seed <= 6; seed++) {
      double end = random.nextDouble();
      sweep.trial(
          Map.of("seed", seed, "gap_end", end, "ridge_gap", 2 * end, "ridge_gap_ood", 8 * end),
          5,
          end);
    }
    sweep.report();
    SweepResults results = new SweepResults(sweep);
    ConfigurationSummary configuration = results.configurations().get(0);
    Curves curves = results.curves(List.of(configuration)).get(configuration);
    Map<Quantity, Measure> measures =
        Map.of(
            Quantity.GAP, Measure.GAP_END,
            Quantity.RIDGE_GAP, Measure.RIDGE_GAP,
            Quantity.RIDGE_GAP_OOD, Measure.RIDGE_GAP_OOD);
    measures.forEach(
        (quantity, measure) ->
            assertEquals(
                configuration.measure(measure), curves.over(quantity).get(1).over(), "" + measure));
  }

  @Test
  void aGapThatDoesNotDecayHasNoRate() {
    Report report =
        sweep()
            .trial(Map.of("heads", 2, "rate", -3.26e-5), FALLING)
            .trial(Map.of("heads", 8), FALLING)
            .report();
    assertTrue(report.page().contains("gap does not decay"));
    assertTrue(report.page().contains("0.1 per step"));
    assertFalse(report.page().contains("3.26e-05 per step"));
    assertFalse(report.page().contains("halves every -"));
  }

  @Test
  void pointsFarAboveTheBoundAreDrawnWithTheLineOfTheBound() {
    Report report =
        sweep()
            .trial(Map.of("seed", 1L, "rate", 0.1, "bound_rate", 1e-6), FALLING)
            .trial(Map.of("seed", 2L, "rate", 0.11, "bound_rate", 1.1e-6), FALLING)
            .report();
    assertTrue(texts(figure(report, "rate-against-bound")).contains("rate = bound"));
  }

  @Test
  void trialsBeyondTheLimitAreMentioned() {
    HandMade sweep = sweep();
    for (long seed = 0; seed < SweepResults.MAX_TRIALS + 5; seed++) {
      sweep.trial(Map.of("seed", seed));
    }
    Report report = sweep.report();
    String caption = figure(report, "rate-against-bound").caption();
    assertTrue(caption.contains("10000 of 10000"), caption);
    assertTrue(caption.contains("The other 5 trials are not drawn"), caption);
  }
}
