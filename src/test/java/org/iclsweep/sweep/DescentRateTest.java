package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.theory.Regime;
import org.iclsweep.theory.RoundingFloor;
import org.iclsweep.train.Status;
import org.iclsweep.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learning rate descent: the largest halved automatic rate with which no step climbs. */
class DescentRateTest {
  /** One head, and whatever else makes steps climb. */
  private static final String[] HOSTILE = {
    "m=5",
    "heads=1",
    "prompt_length=4",
    "tokens=10",
    "dim=5",
    "noise=0,5",
    "init_scale=3",
    "token_norm=raw",
    "steps=400",
    "seed=1:100"
  };

  private static List<TrialConfig> hostile(String rate) {
    List<String> axes = new ArrayList<>(List.of(HOSTILE));
    axes.add("learning_rate=" + rate);
    return Grids.trials(axes.toArray(String[]::new));
  }

  private static TrialResult.Measured measured(TrialConfig config) {
    TrialResult result = Trial.run(config);
    assertNull(result.error());
    return result.measured();
  }

  /** The same trial with a given rate. */
  private static TrialConfig withRate(TrialConfig config, double rate) {
    return Grids.trial(
        Stream.of(Parameter.values())
            .filter(parameter -> config.value(parameter) != null)
            .map(
                parameter ->
                    parameter.column()
                        + "="
                        + (parameter == Parameter.LEARNING_RATE ? rate : config.value(parameter)))
            .toArray(String[]::new));
  }

  private static Trainer trainer(TrialConfig config) {
    Kernel kernel = Kernels.choice().kernel();
    TrialSetup setup = new TrialSetup(config);
    return setup.trainer(kernel, setup.transformer(kernel));
  }

  /** Whether any step climbs, each of them looked at, recorded or not. */
  private static boolean climbs(TrialConfig config, long steps) {
    Trainer trainer = trainer(config);
    double start = trainer.bound().gapStart();
    double gap = start;
    for (long step = 0; step < steps; step++) {
      double next = trainer.step();
      if (!(next <= RoundingFloor.above(gap, start))) {
        return true;
      }
      gap = next;
    }
    return false;
  }

  @Test
  void noStepOfAnyHostileTrialClimbs() {
    int halved = 0;
    for (TrialConfig config : hostile("descent")) {
      TrialResult.Measured measured = measured(config);
      assertTrue(measured.status() != Status.DIVERGED, config.toString());
      assertNull(measured.theory().conditions().climbedAt(), config.toString());
      assertTrue(measured.halvings() < Attempt.MAX_HALVINGS);
      assertEquals(measured.learningRateQ(), measured.learningRateW());
      TrialConfig same = withRate(config, measured.learningRateQ());
      assertTrue(!climbs(same, measured.steps()), config.toString());
      halved += measured.halvings() > 0 ? 1 : 0;
    }
    assertTrue(halved > 20, "halved: " + halved);
  }

  /** And a rate twice as large climbs; the trial is that of the number to the last bit. */
  @Test
  void theRateIsTheLargestOfTheHalvedOnes() {
    for (TrialConfig config : hostile("descent").subList(0, 60)) {
      TrialResult.Measured measured = measured(config);
      double automatic = trainer(config).learningRateQ();
      assertEquals(Math.scalb(automatic, -measured.halvings()), measured.learningRateQ());
      TrialResult.Measured same = measured(withRate(config, measured.learningRateQ()));
      assertEquals(same.trajectory().points(), measured.trajectory().points());
      assertEquals(same.theory(), measured.theory());
      long discarded = 0;
      for (int halvings = 0; halvings < measured.halvings(); halvings++) {
        TrialResult.Measured larger = measured(withRate(config, Math.scalb(automatic, -halvings)));
        assertNotNull(larger.theory().conditions().climbedAt(), config.toString());
        discarded += larger.theory().conditions().climbedAt();
      }
      assertEquals(discarded, measured.discarded());
    }
  }

  /** An automatic rate that climbs says so in its row. */
  @Test
  void anAutomaticRateDescendsOrSaysThatItClimbed() {
    int climbed = 0;
    for (TrialConfig config : hostile("auto").subList(0, 100)) {
      TrialResult.Measured measured = measured(config);
      Long at = measured.theory().conditions().climbedAt();
      assertNull(measured.halvings());
      assertEquals(at != null, climbs(config, measured.steps()), config.toString());
      if (at != null) {
        climbed++;
        assertTrue(climbs(config, at) && !climbs(config, at - 1), config.toString());
      } else {
        assertTrue(measured.status() != Status.DIVERGED, config.toString());
      }
    }
    assertTrue(climbed > 20, "climbed: " + climbed);
  }

  /** One head, m = 5, K = 10, d = 5, seed 5: the gap explodes with the automatic rate. */
  @Test
  void whereTheAutomaticRateDivergesDescentDoesNot() {
    String[] axes = {"m=5", "heads=1", "prompt_length=4", "tokens=10", "dim=5", "seed=5"};
    Stream<String> rated = Stream.of("learning_rate=descent", "steps=2000");
    TrialResult.Measured measured =
        measured(Grids.trial(Stream.concat(Stream.of(axes), rated).toArray(String[]::new)));
    assertTrue(measured.status() != Status.DIVERGED);
    assertNull(measured.theory().conditions().climbedAt());
    assertTrue(measured.gapEnd() < measured.gapStart());
  }

  /** A rate that no halving can save: eta_w is given and far too large. */
  @Test
  void aTrialThatClimbsWithEveryRateIsLabelled() {
    TrialConfig config =
        Grids.trial(
            "m=5",
            "heads=6",
            "prompt_length=4",
            "noise=0.1",
            "tokens=12",
            "dim=6",
            "steps=200",
            "learning_rate=descent",
            "learning_rate_w=1000");
    TrialResult.Measured measured = measured(config);
    assertEquals(Attempt.MAX_HALVINGS, measured.halvings());
    assertNotNull(measured.theory().conditions().climbedAt());
    assertEquals(Regime.RATE_TOO_LARGE, measured.theory().regime());
    assertEquals("q=descent w=1000.0", config.learningRateRule());
    assertEquals(1000, measured.learningRateW());
    assertTrue(measured.discarded() >= Attempt.MAX_HALVINGS);
  }

  @ParameterizedTest
  @CsvSource({
    "optimizer=adam, --learning-rate descent with --optimizer adam",
    "objective=sampled, --learning-rate descent with --objective sampled",
    "objective=fresh, --learning-rate descent with --objective fresh"
  })
  void onlyGradientDescentOnThePopulationLossCanPromiseIt(String axis, String message) {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> Grids.spec("learning_rate=auto,descent", axis));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void moreIsPredictedForTrialsThatMayBeginAgain() {
    TrialConfig descent = hostile("descent").get(0);
    TrialConfig automatic = hostile("auto").get(0);
    assertTrue(CostModel.predictedSeconds(descent) > CostModel.predictedSeconds(automatic));
    assertTrue(CostModel.seconds(descent) > CostModel.predictedSeconds(descent));
  }
}
