package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.state.StateReader;
import org.iclsweep.state.StateWriter;
import org.iclsweep.train.RecordedSteps;
import org.iclsweep.train.Status;
import org.iclsweep.train.StopRule;
import org.iclsweep.train.Trainer;
import org.iclsweep.train.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial that was interrupted, however and wherever, ends with the bits of one that was not. */
class ResumptionTest {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private static void nobody(Trajectory.Point point) {}

  /** Trials of every kind whose state differs. Their sizes fill no panel. */
  private enum Kind {
    REDUCED("dim=5"),
    SCORES("dim=13"),
    FULL("dim=1", "prompt_length=11"),
    ADAM("optimizer=adam"),
    THEORY("learning_rate=theory", "prompt_length=3", "heads=9"),
    FEW_HEADS("heads=3"),
    DESCENT("learning_rate=descent", "heads=1", "noise=0", "token_norm=raw", "seed=3"),
    SAMPLED("objective=sampled", "training_prompts=23", "batch_size=5", "templates=uniform"),
    SAMPLED_ADAM("objective=sampled", "training_prompts=9", "batch_size=9", "optimizer=adam"),
    FRESH("objective=fresh", "batch_size=3", "steps=75"),
    FRESH_ADAM("objective=fresh", "batch_size=4", "optimizer=adam", "representation=fourier"),
    DIVERGED("learning_rate_w=40"),
    CONVERGED("tolerance=0.5"),
    STALLED("learning_rate=1e-9", "steps=1500");

    private final TrialConfig config;

    Kind(String... more) {
      config = config(more);
    }
  }

  private static TrialConfig config(String... more) {
    Map<String, String> axes = new LinkedHashMap<>();
    String[] usual = {
      "m=5", "heads=7", "prompt_length=5", "noise=0.1", "tokens=13", "dim=6", "steps=250"
    };
    for (String[] words : List.of(usual, more)) {
      for (String word : words) {
        axes.put(word.substring(0, word.indexOf('=')), word);
      }
    }
    return Grids.trial(axes.values().toArray(String[]::new));
  }

  /** The end of an executor. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A checkpoint in memory, and what may happen to it. */
  private static class Memory implements Checkpoints {
    byte[] last;
    int writes;
    int removals;
    int killAfter = Integer.MAX_VALUE;
    final List<String> warnings = new ArrayList<>();

    Memory() {}

    Memory(byte[] last) {
      this.last = last;
    }

    @Override
    public Optional<InputStream> read() throws IOException {
      return Optional.ofNullable(last).map(ByteArrayInputStream::new);
    }

    @Override
    public void write(Content content) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      content.writeTo(out);
      last = out.toByteArray();
      writes++;
      if (--killAfter == 0) {
        throw new Killed();
      }
    }

    @Override
    public void remove() throws IOException {
      last = null;
      removals++;
    }

    @Override
    public void warn(String warning) {
      assertEquals(1, warning.lines().count(), warning);
      warnings.add(warning);
    }
  }

  /** Runs a part with a checkpoint after each step, and returns nothing if it was killed. */
  private static Optional<TrialResult> part(
      TrialConfig config, Consumer<Trajectory.Point> watcher, Checkpoints checkpoints) {
    try {
      return Optional.of(Trial.run(config, watcher, checkpoints, Duration.ZERO, NO_LIMIT));
    } catch (Killed e) {
      return Optional.empty();
    }
  }

  /** Runs parts until one is not killed. */
  private static TrialResult parts(
      TrialConfig config, Consumer<Trajectory.Point> watcher, Checkpoints checkpoints) {
    while (true) {
      Optional<TrialResult> result = part(config, watcher, checkpoints);
      if (result.isPresent()) {
        return result.get();
      }
    }
  }

  /** All numbers of a result; records and decimal text of doubles stand for their bits. */
  private static Map<String, Object> numbers(TrialResult result) {
    assertNull(result.error());
    Map<String, Object> numbers = new LinkedHashMap<>();
    try {
      for (RecordComponent component : TrialResult.Measured.class.getRecordComponents()) {
        Object value = component.getAccessor().invoke(result.measured());
        numbers.put(component.getName(), value instanceof Trajectory t ? t.points() : value);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return numbers;
  }

  private static void assertSame(TrialResult expected, TrialResult result) {
    assertEquals(expected.status(), result.status());
    assertEquals(numbers(expected), numbers(result));
  }

  /** All updates of a trial, those of attempts that climbed included. */
  private static int updates(TrialResult result) {
    return Math.toIntExact(result.measured().steps() + result.measured().discarded());
  }

  private static void assertDone(Memory memory) {
    assertEquals(List.of(), memory.warnings);
    assertNull(memory.last);
    assertEquals(1, memory.removals);
  }

  /** A checkpoint as it is some steps after the start. */
  private static byte[] checkpoint(TrialConfig config, int steps) {
    Memory memory = new Memory();
    memory.killAfter = steps;
    assertTrue(part(config, ResumptionTest::nobody, memory).isEmpty());
    return memory.last;
  }

  @Test
  void theKindsAreWhatTheyAreCalled() {
    assertEquals(Form.REDUCED, Kind.REDUCED.config.form());
    assertEquals(Form.SCORES, Kind.SCORES.config.form());
    assertEquals(Form.FULL, Kind.FULL.config.form());
    for (Status status : List.of(Status.DIVERGED, Status.CONVERGED, Status.STALLED)) {
      TrialResult result = Trial.run(Kind.valueOf(status.name()).config);
      assertEquals(status, result.status());
      assertTrue(result.measured().steps() > 1);
    }
    List<Trajectory.Point> points = Trial.run(Kind.THEORY.config).measured().trajectory().points();
    assertNotNull(points.get(0).dynamics().inBall());
    assertNotNull(points.get(0).dynamics().descended());
    TrialResult.Measured halved = Trial.run(Kind.DESCENT.config).measured();
    assertTrue(halved.halvings() >= 2 && halved.discarded() >= 2, "halvings: " + halved.halvings());
  }

  @ParameterizedTest
  @EnumSource
  void checkpointsChangeNothing(Kind kind) {
    TrialResult expected = Trial.run(kind.config);
    Memory memory = new Memory();
    assertSame(expected, parts(kind.config, ResumptionTest::nobody, memory));
    assertEquals(updates(expected), memory.writes);
    assertDone(memory);
  }

  @ParameterizedTest
  @EnumSource
  void interruptionsAtRandomStepsChangeNothing(Kind kind) {
    TrialResult expected = Trial.run(kind.config);
    int most = updates(expected);
    Random random = new Random(kind.name().hashCode());
    for (int run = 0; run < 3; run++) {
      Memory memory =
          new Memory() {
            @Override
            public Optional<InputStream> read() throws IOException {
              killAfter = 1 + random.nextInt(most);
              return super.read();
            }
          };
      assertSame(expected, parts(kind.config, ResumptionTest::nobody, memory));
      assertEquals(most, memory.writes);
      assertDone(memory);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDUCED", "ADAM", "SAMPLED", "FRESH_ADAM", "DESCENT"})
  void anInterruptionAfterEachStepChangesNothing(Kind kind) {
    TrialResult expected = Trial.run(kind.config);
    Memory memory =
        new Memory() {
          @Override
          public Optional<InputStream> read() throws IOException {
            killAfter = 1;
            return super.read();
          }
        };
    assertSame(expected, parts(kind.config, ResumptionTest::nobody, memory));
    assertEquals(updates(expected), memory.writes);
    assertDone(memory);
  }

  /** The first time that a point is recorded, its step is interrupted; often before its descent. */
  @ParameterizedTest
  @EnumSource
  void interruptionsAtRecordedPointsChangeNothing(Kind kind) {
    TrialResult expected = Trial.run(kind.config);
    for (int keep : new int[] {1, 7}) {
      Set<Long> seen = new HashSet<>();
      Memory memory =
          new Memory() {
            @Override
            public void write(Content content) throws IOException {
              if (++writes % keep == 0) {
                super.write(content);
              }
            }
          };
      Consumer<Trajectory.Point> watcher =
          point -> {
            boolean measured = keep == 1 ? point.dynamics() != null : point.step() % 5 == 0;
            if (measured && seen.add(point.step())) {
              throw new Killed();
            }
          };
      assertSame(expected, parts(kind.config, watcher, memory));
      assertTrue(seen.contains(0L));
      assertEquals(List.of(), memory.warnings);
    }
  }

  /** No checkpoint is due; the only ones are those of the moves, and no step is repeated. */
  @ParameterizedTest
  @EnumSource
  void movesToOtherMachinesChangeNothing(Kind kind) {
    TrialResult expected = Trial.run(kind.config);
    int[] asked = {0};
    int[] moves = {0};
    Memory memory =
        new Memory() {
          @Override
          public boolean moving() {
            return ++asked[0] % 13 == 0;
          }
        };
    TrialResult result = null;
    while (result == null) {
      try {
        result =
            Trial.run(kind.config, ResumptionTest::nobody, memory, Duration.ofDays(1), NO_LIMIT);
      } catch (MovedException e) {
        moves[0]++;
      }
    }
    assertSame(expected, result);
    assertEquals(updates(expected), asked[0]);
    assertEquals(asked[0] / 13, moves[0]);
    assertEquals(moves[0], memory.writes);
  }

  @Test
  void anInterruptionAfterTheLastStepChangesNothing() {
    TrialConfig config = Kind.REDUCED.config;
    Memory memory = new Memory(checkpoint(config, config.steps()));
    List<Long> told = new ArrayList<>();
    assertSame(Trial.run(config), parts(config, point -> told.add(point.step()), memory));
    assertEquals(List.of((long) config.steps()), told);
    assertEquals(0, memory.writes);
    assertDone(memory);
  }

  @Test
  void anInterruptionWhileWritingLeavesTheLastCheckpoint() {
    TrialConfig config = Kind.ADAM.config;
    Memory memory =
        new Memory(checkpoint(config, 20)) {
          private boolean done;

          @Override
          public void write(Content content) throws IOException {
            if (!done) {
              done = true;
              content.writeTo(
                  new OutputStream() {
                    @Override
                    public void write(int b) {
                      throw new Killed();
                    }
                  });
            }
            super.write(content);
          }
        };
    assertSame(Trial.run(config), parts(config, ResumptionTest::nobody, memory));
    assertEquals(config.steps() - 20, memory.writes);
    assertDone(memory);
  }

  private static void assertStartsAgain(
      TrialConfig config, TrialResult expected, byte[] bytes, String reason) {
    Memory memory = new Memory(bytes);
    assertSame(expected, part(config, ResumptionTest::nobody, memory).orElseThrow());
    assertEquals(expected.measured().steps(), memory.writes);
    assertEquals(1, memory.warnings.size());
    String warning = memory.warnings.get(0);
    assertTrue(warning.contains("the checkpoint of trial " + config.id()), warning);
    assertTrue(warning.contains(reason), warning);
    assertNull(memory.last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimizer=gd", "objective=sampled"})
  void whatIsDamagedIsToldAndTheTrialStartsAgain(String axis) {
    TrialConfig config = config(axis, "steps=12", "training_prompts=8", "batch_size=3");
    TrialResult expected = Trial.run(config);
    byte[] bytes = checkpoint(config, 9);
    Random random = new Random(2);
    for (int i = 0; i < 150; i++) {
      byte[] flipped = bytes.clone();
      int at = i < 56 ? i : random.nextInt(bytes.length);
      flipped[at] ^= (byte) (1 + random.nextInt(255));
      assertStartsAgain(config, expected, flipped, "");
      int length = i < 40 ? i : random.nextInt(bytes.length);
      assertStartsAgain(config, expected, Arrays.copyOf(bytes, length), "truncated");
      byte[] garbage = Arrays.copyOf(bytes, bytes.length);
      for (int j = random.nextInt(bytes.length); j < bytes.length; j++) {
        garbage[j] = (byte) random.nextInt();
      }
      assertStartsAgain(config, expected, garbage, "");
    }
    for (int more : new int[] {1, 7, 8, 100_000}) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
      assertStartsAgain(config, expected, longer, "data follows its end");
    }
  }

  /** One number is replaced by the largest, and the file never ends. */
  @Test
  void noNumberOfACheckpointFillsTheMemory() {
    TrialConfig config =
        config("objective=sampled", "steps=12", "training_prompts=8", "batch_size=3");
    TrialResult expected = Trial.run(config);
    byte[] bytes = checkpoint(config, 9);
    for (int i = 0; i < bytes.length / Long.BYTES - 1; i++) {
      byte[] huge = bytes.clone();
      ByteBuffer.wrap(huge)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(i * Long.BYTES, Integer.MAX_VALUE);
      Memory memory =
          new Memory(huge) {
            @Override
            public Optional<InputStream> read() {
              return Optional.of(
                  new SequenceInputStream(new ByteArrayInputStream(huge), new Endless()));
            }
          };
      assertSame(expected, part(config, ResumptionTest::nobody, memory).orElseThrow());
      assertEquals(1, memory.warnings.size());
    }
  }

  /** Zeros without end. */
  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      Arrays.fill(into, from, from + length, (byte) 0);
      return length;
    }
  }

  /** Writes a checkpoint anew with one number changed, and the right checksum. */
  private static byte[] changed(byte[] bytes, int index, long value) throws IOException {
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StateWriter writer = new StateWriter(out);
    for (int i = 0; i < bytes.length / Long.BYTES - 1; i++) {
      long number = numbers.getLong(i * Long.BYTES);
      assertEquals(i == index ? value : number, writer.exchange(i == index ? value : number));
    }
    writer.end();
    return out.toByteArray();
  }

  @Test
  void whatIsOfSomethingElseIsToldAndTheTrialStartsAgain() throws IOException {
    TrialConfig config = config("steps=12");
    TrialResult expected = Trial.run(config);
    byte[] bytes = checkpoint(config, 9);
    assertArrayEquals(bytes, changed(bytes, -1, 0));
    TrialConfig other = config("steps=12", "seed=2");
    assertStartsAgain(config, expected, checkpoint(other, 9), "it is of trial " + other.id());
    assertStartsAgain(config, expected, changed(bytes, 0, 1), "no checkpoint of a trial");
    assertStartsAgain(config, expected, changed(bytes, 1, 0), "format 0");
    assertStartsAgain(
        config, expected, changed(bytes, 2, Trial.VERSION - 1), "version " + (Trial.VERSION - 1));
    long anything = Double.doubleToRawLongBits(0.5);
    assertStartsAgain(config, expected, changed(bytes, 11, anything), "but the parameters give");
    for (long halvings : new long[] {-1, 11}) {
      assertStartsAgain(config, expected, changed(bytes, 5, halvings), "it is of attempt");
    }
    assertStartsAgain(config, expected, changed(bytes, 6, -1), "after -1 updates");
  }

  @Test
  void whatCannotBeReadIsToldAndTheTrialStartsAgain() {
    TrialConfig config = config("steps=12");
    TrialResult expected = Trial.run(config);
    byte[] bytes = checkpoint(config, 9);
    for (int i = 0; i < 3; i++) {
      int way = i;
      Memory memory =
          new Memory(bytes) {
            @Override
            public Optional<InputStream> read() throws IOException {
              return switch (way) {
                case 0 -> throw new IOException("no entry\nat all");
                case 1 -> throw new UncheckedIOException(new IOException("no entry"));
                default ->
                    Optional.of(
                        new ByteArrayInputStream(bytes) {
                          @Override
                          public int readNBytes(byte[] b, int off, int len) {
                            throw new UncheckedIOException(new IOException("no entry"));
                          }
                        });
              };
            }
          };
      assertSame(expected, part(config, ResumptionTest::nobody, memory).orElseThrow());
      assertEquals(1, memory.warnings.size());
      assertTrue(memory.warnings.get(0).contains("no entry"));
      assertNull(memory.last);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeWrittenOrRemovedIsToldOnce(boolean checked) {
    TrialConfig config = config("steps=40");
    Memory memory =
        new Memory() {
          @Override
          public void write(Content content) throws IOException {
            writes++;
            if (writes % 5 != 0) {
              content.writeTo(OutputStream.nullOutputStream());
              fail("full");
            }
            super.write(content);
          }

          @Override
          public void remove() throws IOException {
            fail("read only");
          }

          private void fail(String message) throws IOException {
            if (checked) {
              throw new IOException(message);
            }
            throw new IllegalStateException(message);
          }
        };
    assertSame(Trial.run(config), part(config, ResumptionTest::nobody, memory).orElseThrow());
    assertEquals(2, memory.warnings.size(), memory.warnings.toString());
    assertTrue(memory.warnings.get(0).endsWith("cannot be written: full"));
    assertTrue(memory.warnings.get(1).endsWith("cannot be removed: read only"));
  }

  @Test
  void aTrialThatFailsRemovesItsCheckpoint() {
    Memory memory = new Memory();
    Consumer<Trajectory.Point> watcher =
        point -> {
          if (point.step() == 5) {
            throw new IllegalStateException("enough");
          }
        };
    TrialResult result = part(Kind.REDUCED.config, watcher, memory).orElseThrow();
    assertEquals(Status.FAILED, result.status());
    assertEquals("enough", result.error());
    assertEquals(5, memory.writes);
    assertDone(memory);
  }

  @Test
  void aShortTrialTouchesNothing() {
    Memory memory = new Memory();
    TrialConfig config = Kind.REDUCED.config;
    TrialResult result =
        Trial.run(config, ResumptionTest::nobody, memory, Duration.ofHours(1), NO_LIMIT);
    assertSame(Trial.run(config), result);
    assertEquals(0, memory.writes);
    assertEquals(0, memory.removals);
  }

  @Test
  void checkpointsThatAreSlowToWriteAreRare() {
    Memory memory =
        new Memory() {
          @Override
          public void write(Content content) throws IOException {
            pause(10);
            super.write(content);
          }
        };
    TrialConfig config = config("steps=1000000000", "tolerance=0", "objective=fresh");
    TrialResult result = Trial.run(config, ResumptionTest::nobody, memory, Duration.ofNanos(1), 1);
    assertEquals(Status.FAILED, result.status());
    double most = 1 + result.seconds() / 0.2;
    assertTrue(memory.writes >= 1 && memory.writes <= most, memory.writes + " writes");
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void beyondItsLimitATrialFails() {
    Memory memory = new Memory();
    TrialConfig config = config("steps=1000000000", "tolerance=0", "objective=fresh");
    TrialResult result = Trial.run(config, ResumptionTest::nobody, memory, Duration.ZERO, 0.25);
    assertEquals(Status.FAILED, result.status());
    assertTrue(
        result.error().matches("stopped after 0\\.\\d seconds, beyond --trial-timeout 0\\.25"),
        result.error());
    assertTrue(memory.writes > 0);
    assertDone(memory);
    TrialResult whole = Trial.run(config, ResumptionTest::nobody, memory, Duration.ZERO, 1);
    assertTrue(whole.error().endsWith(" seconds, beyond --trial-timeout 1"), whole.error());
  }

  @Test
  void theTimeOfAllPartsCounts() {
    TrialConfig config = Kind.REDUCED.config;
    Memory memory = new Memory();
    for (int i = 0; i < 3; i++) {
      memory.killAfter = 2;
      assertTrue(part(config, point -> pause(point.step() % 2 == 0 ? 150 : 0), memory).isEmpty());
    }
    byte[] last = memory.last;
    TrialResult limited = Trial.run(config, ResumptionTest::nobody, memory, Duration.ZERO, 0.45);
    assertEquals(Status.FAILED, limited.status());
    assertEquals(0, memory.killAfter);
    memory.last = last;
    memory.killAfter = Integer.MAX_VALUE;
    TrialResult result = part(config, ResumptionTest::nobody, memory).orElseThrow();
    assertTrue(result.seconds() > 0.45, result.seconds() + " seconds");
    assertSame(Trial.run(config), result);
  }

  @Test
  void anIntervalOrALimitThatIsNoneIsRefused() {
    TrialConfig config = Kind.REDUCED.config;
    for (double limit : new double[] {0, -1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Trial.run(config, ResumptionTest::nobody, Checkpoints.NONE, Duration.ZERO, limit));
    }
    Duration negative = Duration.ofSeconds(-1);
    assertThrows(
        IllegalArgumentException.class,
        () -> Trial.run(config, ResumptionTest::nobody, Checkpoints.NONE, negative, 1));
  }

  private static Trainer trainer(TrialConfig config, Kernel kernel) {
    TrialSetup setup = new TrialSetup(config);
    return setup.trainer(kernel, setup.transformer(kernel));
  }

  private static List<Trajectory.Point> run(TrialConfig config, Trainer trainer, Runnable between) {
    long[] recorded = RecordedSteps.logSpaced(config.steps());
    List<StopRule> rules = StopRule.sampled(config.tolerance());
    return trainer
        .run(config.steps(), recorded, rules, ResumptionTest::nobody, between)
        .trajectory()
        .points();
  }

  /** What one kernel has written every other one reads, and goes on with the same bits. */
  @ParameterizedTest
  @EnumSource(names = {"REDUCED", "SCORES", "FULL", "ADAM", "SAMPLED", "FRESH_ADAM"})
  void aTrialGoesOnWithAnotherKernel(Kind kind) throws IOException {
    List<byte[]> written = new ArrayList<>();
    List<Trajectory.Point> expected = null;
    for (Kernel kernel : Kernels.available()) {
      Trainer trainer = trainer(kind.config, kernel);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StateWriter writer = new StateWriter(out);
      int[] step = {0};
      expected =
          run(
              kind.config,
              trainer,
              () -> {
                if (++step[0] == 31) {
                  try {
                    trainer.exchange(writer);
                    writer.end();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              });
      written.add(out.toByteArray());
    }
    for (byte[] bytes : written) {
      assertArrayEquals(written.get(0), bytes);
      for (Kernel kernel : Kernels.available()) {
        Trainer trainer = trainer(kind.config, kernel);
        StateReader reader = new StateReader(new ByteArrayInputStream(bytes));
        trainer.exchange(reader);
        reader.end();
        trainer.resume();
        assertEquals(expected, run(kind.config, trainer, () -> {}));
      }
    }
  }
}
