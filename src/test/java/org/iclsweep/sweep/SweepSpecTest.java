package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Grids and the names of their trials. */
class SweepSpecTest {
  @Test
  void theGridIsTheProductOfItsAxesLastFastest() {
    List<TrialConfig> trials = Grids.trials("heads=1,2", "noise=0,0.5", "seed=1:3");
    assertEquals(12, trials.size());
    assertEquals(12, new HashSet<>(trials).size());
    assertEquals(List.of(1L, 2L, 3L, 1L), trials.stream().limit(4).map(t -> t.seed()).toList());
    assertEquals(1, trials.get(5).heads());
    assertEquals(2, trials.get(6).heads());
  }

  @Test
  void combinationsAreCountedWithoutOverflow() {
    SweepSpec spec = Grids.spec("seed=0:9000000000000000000", "heads=1:2000000000");
    assertEquals(
        new BigInteger("9000000000000000001").multiply(BigInteger.valueOf(2_000_000_000)),
        spec.combinations());
  }

  @Test
  void idsAreFixedForAllTime() {
    // A change here means that stored sweeps are not found any more: raise the version instead.
    assertEquals("577415744023187a", Grids.trial().id());
    assertEquals(
        "e96c46e732dc9f0b", Grids.trial("heads=4", "noise=0.1", "learning_rate=0.25").id());
  }

  @Test
  void everyParameterChangesTheId() {
    Set<String> ids = new HashSet<>(Set.of(Grids.trial().id()));
    for (String axis :
        List.of(
            "m=3",
            "heads=3",
            "prompt_length=3",
            "noise=3",
            "tokens=13",
            "dim=3",
            "init_scale=3",
            "token_norm=raw",
            "optimizer=adam",
            "learning_rate=3",
            "learning_rate_q=3",
            "learning_rate_w=3",
            "steps=3",
            "representation=linear",
            "templates=uniform",
            "objective=sampled",
            "training_prompts=300",
            "batch_size=3",
            "learning_rate=theory",
            "test_templates=3",
            "ood_mean=3",
            "ood_variance=3",
            "tolerance=0.3",
            "seed=3")) {
      assertTrue(ids.add(Grids.trial(axis).id()), axis);
    }
  }

  @Test
  void aRateGivenInTwoWaysIsTheSameTrial() {
    assertEquals(
        Grids.trial("learning_rate=0.5").id(),
        Grids.trial("learning_rate_q=0.5", "learning_rate_w=0.5").id());
    assertEquals(
        "0.5", Grids.trial("learning_rate_q=0.5", "learning_rate_w=0.5").learningRateRule());
    assertEquals("q=0.5 w=auto", Grids.trial("learning_rate_q=0.5").learningRateRule());
    assertNotEquals(
        Grids.trial("learning_rate_q=0.5").id(), Grids.trial("learning_rate_w=0.5").id());
  }

  @Test
  void contradictionsAreRefused() {
    assertRefused("--prompt-length 50 with --tokens 50", "prompt_length=5,50", "tokens=50,60");
    assertRefused(
        "--learning-rate has several values",
        "learning_rate=auto,1",
        "learning_rate_q=1",
        "learning_rate_w=1");
    IllegalArgumentException both =
        assertThrows(
            IllegalArgumentException.class,
            () -> Grids.spec(List.of("heads = 2 * m"), List.of(), "heads=3"));
    assertTrue(both.getMessage().contains("--heads is given as well"), both.getMessage());
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class,
            () -> Grids.spec(List.of("heads = 2", "HEADS = 3"), List.of()));
    assertTrue(twice.getMessage().contains("derived twice"), twice.getMessage());
    for (String let : List.of("heads", "heads =", "banana = 3")) {
      assertThrows(IllegalArgumentException.class, () -> SweepSpec.Let.parse(let), let);
    }
  }

  private static void assertRefused(String part, String... axes) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Grids.spec(axes));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void resultsOfExpressionsAreTakenExactlyOrRefused() {
    Map<Parameter, Object> values = new EnumMap<>(Grids.spec().combination(0));
    values.put(Parameter.HEADS, new java.math.BigDecimal("8.0"));
    values.put(Parameter.NOISE, 0.1f + 0.2);
    assertEquals(8, new TrialConfig(values).heads());
    values.put(Parameter.HEADS, 7.5);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new TrialConfig(values));
    assertTrue(e.getMessage().startsWith("heads: 7.5 is not allowed"), e.getMessage());
    values.put(Parameter.HEADS, null);
    assertThrows(IllegalArgumentException.class, () -> new TrialConfig(values));
  }
}
