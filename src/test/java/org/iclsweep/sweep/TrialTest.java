package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.model.Transformer;
import org.iclsweep.theory.Regime;
import org.iclsweep.train.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trials: reproducible, comparable with each other, and as the paper says. */
class TrialTest {
  private static final String[] SMALL = {
    "m=5", "heads=6", "prompt_length=4", "noise=0.1", "tokens=12", "dim=6", "steps=60"
  };

  private static TrialConfig small(String... more) {
    List<String> axes = new ArrayList<>(List.of(SMALL));
    for (String axis : more) {
      String name = axis.substring(0, axis.indexOf('=') + 1);
      axes.removeIf(other -> other.startsWith(name));
      axes.add(axis);
    }
    return Grids.trial(axes.toArray(String[]::new));
  }

  private static TrialResult.Measured measured(TrialConfig config) {
    TrialResult result = Trial.run(config);
    assertNull(result.error());
    return result.measured();
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimizer=gd", "optimizer=adam", "token_norm=raw"})
  void aTrialGivesTheSameBitsEachTime(String axis) {
    TrialResult.Measured first = measured(small(axis));
    TrialResult.Measured second = measured(small(axis));
    assertEquals(first.trajectory().points(), second.trajectory().points());
    assertEquals(first.fit(), second.fit());
    assertEquals(first.theory().start(), second.theory().start());
  }

  @Test
  void headsShareTheTask() {
    TrialResult.Measured few = measured(small("heads=2"));
    TrialResult.Measured many = measured(small("heads=9"));
    assertEquals(few.gapStart(), many.gapStart());
    assertEquals(few.bestGap(), many.bestGap());
    assertEquals(few.minimumLoss(), many.minimumLoss());
    assertNotEquals(few.gapEnd(), many.gapEnd());
  }

  @Test
  void moreHeadsKeepTheFirstOnes() {
    var kernel = Kernels.choice().kernel();
    Transformer few = new TrialSetup(small("heads=2")).transformer(kernel);
    Transformer many = new TrialSetup(small("heads=9")).transformer(kernel);
    for (int h = 0; h < few.heads(); h++) {
      assertArrayEquals(few.q(h).data, many.q(h).data);
    }
  }

  @Test
  void theKernelAndTheFormAreRecorded() {
    String kernel = Kernels.choice().kernel().name();
    Map<String, Form> forms =
        Map.of(
            "dim=4",
            Form.REDUCED,
            "dim=12",
            Form.SCORES,
            "prompt_length=11",
            Form.REDUCED,
            "optimizer=adam",
            Form.FULL);
    forms.forEach(
        (axis, form) -> {
          TrialResult.Measured measured = measured(small(axis));
          assertEquals(kernel, measured.kernel());
          assertEquals(form, measured.form(), axis);
        });
    assertEquals(Form.FULL, measured(small("prompt_length=11", "dim=1")).form());
    assertTrue(Trial.kernel().startsWith(kernel + " ("), Trial.kernel());
  }

  @Test
  void noiseAndPromptLengthShareTokensAndRepresentation() {
    var reference = new TrialSetup(small()).task();
    for (String axis : List.of("noise=0.7", "prompt_length=7", "heads=3", "steps=5")) {
      var other = new TrialSetup(small(axis)).task();
      assertArrayEquals(reference.dictionary().data, other.dictionary().data);
      assertArrayEquals(reference.features().data, other.features().data);
    }
    var reseeded = new TrialSetup(small("seed=2")).task();
    assertFalse(Arrays.equals(reference.dictionary().data, reseeded.dictionary().data));
  }

  @Test
  void whatDoesNotFitIsAFailedTrialWithItsReason() {
    TrialResult result = Trial.run(small("tokens=70000", "dim=70000"));
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.error().contains("70000 x 70000"), result.error());
    assertNull(result.measured());
  }

  @Test
  void trainingThatExplodesIsDivergedWithFiniteNumbers() {
    TrialResult result = Trial.run(small("learning_rate=1e6", "steps=500"));
    assertEquals(Status.DIVERGED, result.status());
    assertTrue(Double.isFinite(result.measured().gapEnd()));
    assertNull(result.measured().end());
    assertNull(result.measured().fit());
    result
        .measured()
        .trajectory()
        .points()
        .forEach(point -> assertTrue(Double.isFinite(point.ridgeGapOod())));
  }

  @Test
  void numbersThatOverflowBesideAFiniteGapAreNotRecorded() {
    for (int i = 0; i <= 40; i++) {
      String rate = "learning_rate=" + Math.pow(10, 153 + i / 40.0);
      TrialResult result = Trial.run(small("m=3", "dim=5", rate));
      assertEquals(Status.DIVERGED, result.status());
      result
          .measured()
          .trajectory()
          .points()
          .forEach(
              point ->
                  assertTrue(
                      Double.isFinite(point.ridgeGapOod()) && Double.isFinite(point.ridgeGap())));
    }
  }

  @Test
  void theBoundHoldsInTheTheorysRegime() {
    int inRegime = 0;
    for (TrialConfig config :
        Grids.trials(
            "m=4,8",
            "heads=12,24",
            "prompt_length=3,6",
            "noise=0.1,0.5",
            "tokens=16",
            "dim=8",
            "steps=1500",
            "seed=1:3")) {
      TrialResult.Measured measured = measured(config);
      assertEquals(Regime.THEORY, measured.theory().regime());
      assertNull(measured.theory().firstViolation(), config.toString());
      inRegime++;
    }
    assertEquals(48, inRegime);
  }

  @Test
  void outsideTheTheoryIsLabelled() {
    assertEquals(Regime.FEW_HEADS, measured(small("heads=3")).theory().regime());
    assertEquals(Regime.ADAM, measured(small("optimizer=adam")).theory().regime());
    assertEquals(Regime.SINGULAR, measured(small("noise=0", "m=2")).theory().regime());
    assertEquals(Regime.THEORY, measured(small("noise=0", "m=4")).theory().regime());
    assertEquals(Regime.RANK_LOST, measured(small("init_scale=0")).theory().regime());
    assertEquals(Regime.RATE_TOO_LARGE, measured(small("learning_rate_w=1e9")).theory().regime());
    assertNull(measured(small("optimizer=adam")).theory().bound());
  }

  /** The documented experiment: fewer heads end higher, H well above N converges linearly. */
  @Test
  void fewHeadsStallAndManyHeadsConvergeLinearly() {
    List<Integer> heads = List.of(1, 2, 4, 6, 8, 10, 32);
    List<TrialResult> results =
        Grids.trials(
                "m=16",
                "heads=1,2,4,6,8,10,32",
                "prompt_length=10",
                "noise=0.05",
                "tokens=50",
                "dim=20",
                "steps=5000",
                "seed=1:5")
            .parallelStream()
            .map(Trial::run)
            .toList();
    double previous = Double.POSITIVE_INFINITY;
    for (int h : heads) {
      List<TrialResult.Measured> ofHeads =
          results.stream().filter(r -> r.config().heads() == h).map(TrialResult::measured).toList();
      assertEquals(5, ofHeads.size());
      double median = median(ofHeads, m -> m.gapEnd() / m.gapStart());
      assertTrue(median < previous, h + " heads: " + median);
      previous = median;
      if (h <= 2) {
        for (TrialResult.Measured measured : ofHeads) {
          measured
              .trajectory()
              .points()
              .forEach(p -> assertTrue(p.gap() / measured.gapStart() > 5e-2));
        }
      }
      if (h == 32) {
        assertTrue(median < 1e-12, "the gap fell to " + median);
        assertTrue(median(ofHeads, m -> m.fit().line().r2()) > 0.99);
        ofHeads.forEach(m -> assertTrue(m.fit().line().rate() > m.theory().bound().perStep()));
      }
    }
  }

  private static double median(
      List<TrialResult.Measured> values, ToDoubleFunction<TrialResult.Measured> value) {
    return values.stream()
        .mapToDouble(value)
        .sorted()
        .skip(values.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Figure 3 of the paper, in closed form. */
  @Test
  void theBestRidgeIsTheOptimumWherePromptLengthIsM() {
    for (TrialConfig config :
        Grids.trials(
            "m=100",
            "heads=1",
            "prompt_length=50:150:10",
            "noise=0.01",
            "tokens=200",
            "dim=10",
            "steps=1",
            "seed=1:2")) {
      double bestGap = measured(config).bestGap();
      if (config.promptLength() == 100) {
        assertEquals(0, bestGap, 1e-25);
      } else {
        assertTrue(bestGap > 1e-9, config.promptLength() + ": " + bestGap);
      }
    }
  }
}
