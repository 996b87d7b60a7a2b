package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of sampled objectives, tests and representations, and in which words. */
class SamplingRefusalTest {
  private static void assertRefused(List<String> parts, String... axes) {
    assertRefused(parts, List.of(), axes);
  }

  private static void assertRefused(List<String> parts, List<String> lets, String... axes) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Grids.spec(lets, List.of(), axes));
    assertOneLine(refusal.getMessage(), parts);
  }

  private static void assertOneLine(String message, List<String> parts) {
    assertFalse(message.contains("\n"), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' in: " + message);
    }
  }

  @Test
  void aBatchLargerThanTheTrainingSetIsRefused() {
    List<String> words =
        List.of(
            "--batch-size 101", "--training-prompts 100", "not be larger than the training set");
    assertRefused(words, "objective=sampled", "training_prompts=100", "batch_size=101");
    assertRefused(words, "objective=population,sampled", "training_prompts=100", "batch_size=101");
    assertRefused(
        words, "objective=sampled", "training_prompts=300,100,200", "batch_size=7,101,20");
    assertRefused(
        List.of("--batch-size 256 with --training-prompts 20"),
        "objective=sampled",
        "training_prompts=20");
    Map<Parameter, Object> values = new EnumMap<>(Grids.spec().combination(0));
    values.put(Parameter.OBJECTIVE, "sampled");
    values.put(Parameter.TRAINING_PROMPTS, 100);
    values.put(Parameter.BATCH_SIZE, 101);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new TrialConfig(values));
    assertOneLine(refusal.getMessage(), words);
    assertEquals(
        100,
        Grids.trial("objective=sampled", "training_prompts=100", "batch_size=100")
            .sampling()
            .batchSize());
  }

  /** Without a training set nothing is too large for it. */
  @ParameterizedTest
  @ValueSource(strings = {"population", "fresh"})
  void otherObjectivesTakeAnyBatchSize(String objective) {
    assertEquals(
        101,
        Grids.trial("objective=" + objective, "training_prompts=100", "batch_size=101")
            .sampling()
            .batchSize());
  }

  @Test
  void severalValuesWithoutEffectAreRefused() {
    List<String> set =
        List.of("--training-prompts has several values", "no effect", "--objective sampled;");
    assertRefused(set, "training_prompts=1000,2000");
    assertRefused(set, "training_prompts=1000:2000:x2", "objective=fresh");
    assertRefused(set, "training_prompts=1000,2000", "objective=population,fresh");
    assertRefused(set, List.of("training_prompts = 100 * m"), "objective=fresh");
    List<String> batch =
        List.of("--batch-size has several values", "no effect", "--objective sampled or fresh");
    assertRefused(batch, "batch_size=10,20");
    assertRefused(batch, List.of("batch_size = 2 * m"));
  }

  @Test
  void severalValuesWithAnEffectAreTaken() {
    assertEquals(2, Grids.trials("objective=sampled", "training_prompts=1000,2000").size());
    assertEquals(2, Grids.trials("objective=fresh", "batch_size=10,20").size());
    assertEquals(2, Grids.trials("objective=sampled", "batch_size=10,20").size());
    assertEquals(3, Grids.trials("objective=population,sampled,fresh").size());
    List<String> derived = List.of("objective = if(m > 5, 'sampled', 'fresh')");
    assertEquals(
        4,
        Grids.spec(derived, List.of(), "batch_size=10,20", "training_prompts=100,200")
            .combinations()
            .intValueExact());
  }

  /** There are 1 + d + d (d + 1) / 2 products of degree at most two in d dimensions. */
  @ParameterizedTest
  @CsvSource({"1, 3", "4, 15", "20, 231"})
  void moreBasisFunctionsThanThereAreAreRefused(int dim, int most) {
    String[] axes = {"representation=polynomial", "dim=" + dim, "m=" + (most + 1)};
    List<String> words =
        List.of(
            "--m " + (most + 1) + " with",
            "--representation polynomial",
            "--dim " + dim + ":",
            "only " + most);
    assertRefused(words, axes);
    axes[0] = "representation=gaussian,polynomial,linear";
    assertRefused(words, axes);
    axes[2] = "m=1," + (most + 1) + ",2";
    assertRefused(words, axes);
    axes[2] = "m=" + most;
    assertEquals(3, Grids.trials(axes).size());
    axes[2] = "m=" + (most + 1);
    for (String any : List.of("gaussian", "linear", "fourier", "relu")) {
      axes[0] = "representation=" + any;
      assertEquals(most + 1, Grids.trial(axes).m());
    }
  }

  @Test
  void theGuaranteedRateIsRefusedForAdam() {
    List<String> words = List.of("--learning-rate theory", "--optimizer adam", "gd");
    assertRefused(words, "optimizer=adam", "learning_rate=theory");
    assertRefused(words, "optimizer=gd,adam", "learning_rate=auto,theory,1");
    assertRefused(words, "optimizer=adam", "learning_rate=theory", "learning_rate_q=1");
    assertRefused(words, "optimizer=adam", "learning_rate=theory", "learning_rate_w=1");
    assertEquals("theory", Grids.trial("learning_rate=theory").learningRateRule());
    assertEquals(
        "q=1.0 w=2.0",
        Grids.trial(
                "optimizer=adam", "learning_rate=theory", "learning_rate_q=1", "learning_rate_w=2")
            .learningRateRule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objective=banana | population, sampled or fresh",
        "templates=banana | gaussian, rademacher or uniform",
        "training_prompts=0 | integers from 1 to 2147483647",
        "batch_size=0 | integers from 1 to 2147483647",
        "batch_size=1.5 | integers from 1 to 2147483647",
        "test_templates=0 | integers from 1 to 2147483647",
        "test_templates=2147483648 | integers from 1 to 2147483647",
        "ood_mean=NaN | numbers of 4.9e-324 to 1.8e308",
        "ood_mean=1e400 | numbers of 4.9e-324 to 1.8e308",
        "ood_variance=-1 | 0 and numbers from 4.9e-324 to 1.8e308",
        "ood_variance=Infinity | 0 and numbers from 4.9e-324 to 1.8e308"
      })
  void valuesThatAreNotAllowedAreRefusedWithWhatIs(String axis, String allowed) {
    String column = axis.substring(0, axis.indexOf('='));
    String value = axis.substring(axis.indexOf('=') + 1).strip();
    Parameter parameter = Parameter.ofColumn(column).orElseThrow();
    List<String> parts = List.of(parameter.option() + ": ", allowed);
    assertRefused(parts, axis.strip());
    Map<Parameter, Object> values = new EnumMap<>(Grids.spec().combination(0));
    values.put(parameter, value);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new TrialConfig(values));
    assertOneLine(refusal.getMessage(), List.of(column + ": ", allowed));
  }

  @Test
  void negativeMeansAndNoVarianceAreTaken() {
    TrialConfig config = Grids.trial("ood_mean=-2.5", "ood_variance=0", "test_templates=1");
    assertEquals(-2.5, config.testSettings().outOfDomain().mean());
    assertEquals(0.0, config.testSettings().outOfDomain().deviation());
    assertEquals(1.5, Grids.trial("ood_variance=2.25").testSettings().outOfDomain().deviation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "objective=sampled", "objective=fresh", "training_prompts=300", "batch_size=3",
        "templates=uniform", "test_templates=3", "ood_mean=3", "ood_variance=3"
      })
  void everyParameterOfSamplingChangesTheId(String axis) {
    assertNotEquals(Grids.trial().id(), Grids.trial(axis).id());
  }
}
