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
 * Lets a trial go on where an earlier part of it was lost: its checkpoints, its time over all
 * parts, and the limit on that.
 *
 * <p>A checkpoint is a header (what it is, its format, the version of the mathematics, the trial's
 * id), the seconds that were used, which attempt it is and how many updates those before it took,
 * the state of its trainer, and a checksum over all of it.
 */
final class Checkpointing {
  private static final long MAGIC = 0x69636c7377656570L;
  private static final int FORMAT = 2;
  private static final double SECOND = 1e9;

  /** Writing takes at most a twentieth of the time, however slow it is. */
  private static final long SHARE = 19;

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
   * Begins a part of a trial.
   *
   * @param id of the trial
   * @param checkpoints Kept.
   * @param interval from one checkpoint to the next; zero writes one after each step
   * @param limit the seconds that all parts of the trial may take
   */
  Checkpointing(String id, Checkpoints checkpoints, Duration interval, double limit) {
    this.id = id;
    this.checkpoints = checkpoints;
    this.interval = interval.toNanos();
    this.limit = limit;
    due = begin + this.interval;
  }

  /** The seconds of this part up to now and of earlier ones up to their last checkpoint. */
  double seconds() {
    return earlier + (System.nanoTime() - begin) / SECOND;
  }

  /**
   * The attempt of the last checkpoint as that left it; the first one at its start if there is no
   * checkpoint that can be used.
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
    check(reader.of(0L) == MAGIC, "it is no checkpoint of a trial");
    long format = reader.of(0L);
    check(format == FORMAT, "it has format %d, not %d".formatted(format, FORMAT));
    long version = reader.of(0L);
    check(
        version == Trial.VERSION,
        "it is of version %d of the mathematics, not %d".formatted(version, Trial.VERSION));
    String other = HexFormat.of().toHexDigits(reader.of(0L));
    check(other.equals(id), "it is of trial " + other);
    earlier = reader.of(earlier);
    int halvings = reader.of(0);
    long discarded = reader.of(0L);
    check(
        halvings >= 0 && halvings <= Attempt.MOST_HALVINGS && discarded >= 0,
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
   * Writes a checkpoint if it is time. To be called after each step.
   *
   * @throws IllegalStateException if the trial has taken longer than its limit
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
    if (now - due >= 0) {
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
      due = end + (interval == 0 ? 0 : Math.max(interval, SHARE * (end - now)));
    }
  }

  private void write(OutputStream out, Attempt attempt) throws IOException {
    StateWriter writer = new StateWriter(out);
    for (long number : header()) {
      var unused = writer.of(number);
    }
    var unused = writer.of(seconds());
    var unusedToo = writer.of(attempt.halvings()) + writer.of(attempt.discarded());
    attempt.trainer().exchange(writer);
    writer.end();
  }

  /** Removes the checkpoint, the trial being at its end. */
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
