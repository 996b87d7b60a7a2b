package org.iclsweep.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialResult;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trials as reference files: what is written is read back, trained and found the same. */
class TrialCaseTest {
  private static final double AGREEMENT = 1e-9;
  private static final Pattern ADVICE = Pattern.compile("export it with --steps (\\d+)$");

  @TempDir private Path folder;

  /** What a sweep would have stored. */
  private record Stored(
      TrialConfig config,
      double learningRateQ,
      double learningRateW,
      List<Long> steps,
      List<Double> gaps) {
    static Stored of(TrialConfig config) {
      TrialResult result = Trial.run(config);
      assertNull(result.error());
      List<Trajectory.Point> points = result.measured().trajectory().points();
      return new Stored(
          config,
          result.measured().learningRateQ(),
          result.measured().learningRateW(),
          points.stream().map(Trajectory.Point::step).toList(),
          points.stream().map(Trajectory.Point::gap).toList());
    }

    Stored upTo(long last) {
      int count = (int) steps.stream().filter(step -> step <= last).count();
      return new Stored(
          config, learningRateQ, learningRateW, steps.subList(0, count), gaps.subList(0, count));
    }

    ReferenceCase reference() {
      return TrialCase.of(config, learningRateQ, learningRateW, steps, gaps);
    }
  }

  private ReferenceCase readBack(ReferenceCase reference) throws IOException {
    Path file = folder.resolve("case.json");
    try (OutputStream out = Files.newOutputStream(file)) {
      ReferenceWriter.write(reference, out);
    }
    return ReferenceCase.read(file);
  }

  private static String[] any(Random random, String... others) {
    int n = 1 + random.nextInt(6);
    List<String> words = new ArrayList<>();
    words.add("m=" + (1 + random.nextInt(8)));
    words.add("heads=" + (1 + random.nextInt(10)));
    words.add("prompt_length=" + n);
    words.add("tokens=" + (n + 1 + random.nextInt(9)));
    words.add("dim=" + (3 + random.nextInt(6)));
    words.add("noise=" + (random.nextInt(4) == 0 ? 0 : random.nextDouble()));
    words.add("init_scale=" + List.of("1", "0", "0.1", "3").get(random.nextInt(4)));
    words.add("token_norm=" + List.of("unit", "raw").get(random.nextInt(2)));
    words.add(
        "representation="
            + List.of("gaussian", "linear", "relu", "fourier", "polynomial")
                .get(random.nextInt(5)));
    words.add("optimizer=" + List.of("gd", "gd", "adam").get(random.nextInt(3)));
    words.add(
        "objective="
            + List.of("population", "population", "sampled", "fresh").get(random.nextInt(4)));
    words.add("training_prompts=" + (9 + random.nextInt(30)));
    words.add("batch_size=" + (1 + random.nextInt(9)));
    words.add("tolerance=" + List.of("1e-20", "1e-3").get(random.nextInt(2)));
    words.add("steps=" + List.of("1", "10", "300", "2000").get(random.nextInt(4)));
    words.add("seed=" + random.nextInt(1000));
    words.addAll(List.of(others));
    return words.toArray(String[]::new);
  }

  /** Trials of all kinds. {@code linear} has no more features than dimensions. */
  static List<TrialConfig> configurations() {
    Random random = new Random(11);
    return IntStream.range(0, 40)
        .mapToObj(
            i ->
                Grids.trial(
                    i % 3 == 0
                        ? any(random, "m=3", "learning_rate_q=0.02", "learning_rate_w=0.3")
                        : any(random, "m=3")))
        .toList();
  }

  /**
   * Rounding decides the late steps of a few of them, and the refusal says up to where it does not.
   */
  @ParameterizedTest
  @MethodSource("configurations")
  void theFileOfATrialVerifies(TrialConfig config) throws IOException {
    Stored stored = Stored.of(config);
    ReferenceCase made = null;
    while (made == null) {
      try {
        made = stored.reference();
      } catch (IllegalArgumentException e) {
        Matcher advice = ADVICE.matcher(e.getMessage());
        assertTrue(advice.find(), e.getMessage());
        Stored shorter = stored.upTo(Long.parseLong(advice.group(1)));
        assertTrue(shorter.steps().size() < stored.steps().size(), e.getMessage());
        stored = shorter;
      }
    }
    ReferenceCase read = readBack(made);
    assertEquals(stored.steps(), read.expected().steps());
    assertEquals(stored.gaps(), read.expected().gaps());
    assertEquals(made.expected(), read.expected());
    assertEquals(stored.learningRateQ(), read.problem().learningRateQ());
    assertEquals(stored.learningRateW(), read.problem().learningRateW());
    assertEquals(config.optimizer(), read.problem().optimizer());
    assertEquals(config.heads(), read.problem().heads().size());
    assertEquals(config.objective().sampled(), read.problem().prompts() != null);
    for (Verification.Run run : Verification.all(read)) {
      assertTrue(run.largest() <= AGREEMENT, run.toString());
    }
  }

  @Test
  void mostTrialsAreExportedWhole() {
    long whole =
        configurations().stream()
            .map(Stored::of)
            .filter(
                stored -> {
                  try {
                    return stored.reference().expected().steps().equals(stored.steps());
                  } catch (IllegalArgumentException e) {
                    return false;
                  }
                })
            .count();
    assertTrue(whole >= 30, whole + " of 40");
  }

  @Test
  void aTrialThatStoppedEarlyHasTheStepsThatItRan() throws IOException {
    Stored stored =
        Stored.of(
            Grids.trial(
                "m=3", "heads=9", "prompt_length=3", "tokens=6", "dim=4", "tolerance=1e-2"));
    long last = stored.steps().get(stored.steps().size() - 1);
    assertTrue(last > 1 && last < 5000, "at step " + last);
    ReferenceCase read = readBack(stored.reference());
    assertEquals(last, read.expected().steps().get(stored.steps().size() - 1));
  }

  /** Saturated attention makes B_k singular; nothing else of the trial is in doubt. */
  @Test
  void aSingularValueThatRoundingDecidesIsNullAndTheRestIsCompared() throws IOException {
    Stored stored =
        Stored.of(
            Grids.trial(
                "m=5",
                "heads=8",
                "prompt_length=6",
                "tokens=12",
                "dim=8",
                "token_norm=raw",
                "init_scale=4",
                "steps=20"));
    ReferenceCase made = stored.reference();
    assertEquals(List.of("sigma_min_b"), made.expected().undetermined());
    ReferenceCase read = readBack(made);
    assertEquals(made.expected(), read.expected());
    for (Verification.Run run : Verification.all(read)) {
      assertEquals(13, run.deviations().size());
      assertTrue(run.largest() <= AGREEMENT, run.toString());
    }
  }

  @Test
  void aStoredGapThatTrainingDoesNotGiveIsRefused() {
    Stored stored =
        Stored.of(
            Grids.trial("m=3", "heads=4", "prompt_length=3", "tokens=6", "dim=4", "steps=10"));
    List<Double> gaps = new ArrayList<>(stored.gaps());
    gaps.set(7, Math.nextUp(gaps.get(7)));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                TrialCase.of(
                    stored.config(),
                    stored.learningRateQ(),
                    stored.learningRateW(),
                    stored.steps(),
                    gaps));
    assertTrue(refusal.getMessage().contains("its stored gap at step 7 is " + gaps.get(7)));
    assertTrue(refusal.getMessage().contains("gives " + stored.gaps().get(7)));
  }

  @Test
  void aFileThatWouldBeHugeIsRefused() {
    TrialConfig fresh = Grids.trial("objective=fresh", "batch_size=256", "steps=20000");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> TrialCase.checkFileSize(fresh, 20000));
    assertTrue(refusal.getMessage().contains("more than 20,000,000"), refusal.getMessage());
    TrialCase.checkFileSize(fresh, 1000);
    // The paper's sizes.
    TrialConfig paper =
        Grids.trial("objective=sampled", "tokens=200", "dim=100", "heads=64", "prompt_length=30");
    TrialCase.checkFileSize(paper, 20000);
    assertThrows(
        IllegalArgumentException.class,
        () -> TrialCase.checkFileSize(Grids.trial("dim=1000", "heads=32"), 10));
  }
}
