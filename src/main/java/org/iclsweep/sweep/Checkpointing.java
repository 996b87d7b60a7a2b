package org.iclsweep.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.iclsweep.state.StateReader;
import org.iclsweep.state.StateWriter;

/**
 * Resumes an interrupted trial from its last checkpoint. Manages its checkpoints, its total time
 * over all parts and the limit on that time.
 *
 * <p>A checkpoint consists of a header (magic number, format, version of the mathematics, trial
 * id), the seconds used, the attempt, the number of updates in earlier attempts, the trainer's
 * state, and a checksum of all of these.
 */
final class Checkpointing {
  private static final long MAGIC = 0x69636c7377656570L;
  private static final int FORMAT = 2;
  private static final double SECOND = 1e9;

  /**
   * Minimum ratio of training time to write time: writing takes at most a twentieth of the time.
   */
  private static final long MIN_TRAINING_RATIO = 19;

  private final String id;
  private final Checkpoints checkpoints;
  private final long interval;
  private final double limit;
  private final long begin = System.nanoTime();
  private double earlier;
  private long due;
  private boolean stored;
  private boolean failedToWrite;

  /**
   * Starts a part of a trial.
   *
   * @param id the trial's id
   * @param checkpoints storage of the trial's checkpoints; the reference is kept
   * @param interval the minimum time between checkpoints; zero writes one after each step
   * @param limit the maximum total seconds of all parts of the trial
   */
  Checkpointing(String id, Checkpoints checkpoints, Duration interval, double limit) {
    this.id = id;
    this.checkpoints = checkpoints;
    this.interval = interval.toNanos();
    this.limit = limit;
    due = begin + this.interval;
  }

  /** The seconds of this part so far and of earlier parts up to their last checkpoint. */
  double seconds() {
    return earlier + (System.nanoTime() - begin) / SECOND;
  }

  /**
   * Restores the attempt of the last checkpoint. If there is no usable checkpoint, returns the
   * first attempt at its start.
   */
  Attempt restore(Attempt.Maker attempts) {
    try {
      Optional<InputStream> last = checkpoints.read();
      stored = last.isPresent();
      if (stored) {
        try (InputStream in = last.get()) {
          Attempt attempt = read(in, attempts);
          checkpoints.resumed(attempt.trainer().stepsDone());
          return attempt;
        }
      }
    } catch (IOException | RuntimeException e) {
      stored = true;
      earlier = 0;
      warn("cannot be used, so it starts again", e);
    }
    return attempts.make(0, 0);
  }

  private Attempt read(InputStream in, Attempt.Maker attempts) throws IOException {
    StateReader reader = new StateReader(in);
    check(reader.exchange(0L) == MAGIC, "it is no checkpoint of a trial");
    long format = reader.exchange(0L);
    check(format == FORMAT, "it has format %d, not %d".formatted(format, FORMAT));
    long version = reader.exchange(0L);
    check(
        version == Trial.VERSION,
        "it is of version %d of the mathematics, not %d".formatted(version, Trial.VERSION));
    String other = HexFormat.of().toHexDigits(reader.exchange(0L));
    check(other.equals(id), "it is of trial " + other);
    earlier = reader.exchange(earlier);
    int halvings = reader.exchange(0);
    long discarded = reader.exchange(0L);
    check(
        halvings >= 0 && halvings <= Attempt.MAX_HALVINGS && discarded >= 0,
        "it is of attempt %d after %d updates".formatted(halvings + 1, discarded));
    Attempt attempt = attempts.make(halvings, discarded);
    attempt.trainer().exchange(reader);
    reader.end();
    attempt.trainer().resume();
    return attempt;
  }

  private long[] header() {
    return new long[] {MAGIC, FORMAT, Trial.VERSION, HexFormat.fromHexDigitsToLong(id)};
  }

  private static void check(boolean right, String otherwise) throws IOException {
    if (!right) {
      throw new IOException(otherwise);
    }
  }

  /**
   * Writes a checkpoint if one is due. Must be called after each step.
   *
   * @throws IllegalStateException if the trial has exceeded its time limit
   * @throws MovedException after a checkpoint, if the trial moves to another machine
   */
  void between(Attempt attempt) {
    long now = System.nanoTime();
    double seconds = earlier + (now - begin) / SECOND;
    if (seconds > limit) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "stopped after %.1f seconds, beyond --trial-timeout %s",
              seconds,
              limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit)));
    }
    boolean moving = checkpoints.moving();
    if (moving || now - due >= 0) {
      stored = true;
      try {
        checkpoints.write(out -> write(out, attempt));
      } catch (IOException | RuntimeException e) {
        if (!failedToWrite) {
          failedToWrite = true;
          warn("cannot be written", e);
        }
      }
      long end = System.nanoTime();
      due = end + (interval == 0 ? 0 : Math.max(interval, MIN_TRAINING_RATIO * (end - now)));
    }
    if (moving) {
      throw new MovedException("trial %s moves to another machine".formatted(id));
    }
  }

  private void write(OutputStream out, Attempt attempt) throws IOException {
    StateWriter writer = new StateWriter(out);
    for (long number : header()) {
      var unused = writer.exchange(number);
    }
    var unused = writer.exchange(seconds());
    var unusedToo = writer.exchange(attempt.halvings()) + writer.exchange(attempt.discarded());
    attempt.trainer().exchange(writer);
    writer.end();
  }

  /** Removes the checkpoint at the end of the trial. */
  void end() {
    if (stored) {
      try {
        checkpoints.remove();
      } catch (IOException | RuntimeException e) {
        warn("cannot be removed", e);
      }
    }
  }

  private void warn(String what, Exception reason) {
    String text =
        reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    checkpoints.warn(
        "the checkpoint of trial %s %s: %s"
            .formatted(id, what, text.lines().findFirst().orElse("")));
  }
}
