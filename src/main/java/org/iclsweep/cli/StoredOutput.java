package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import org.iclsweep.store.DriverOutput;
import org.iclsweep.store.DriverOutput.Part;

/** Stores all that this process prints, every few seconds, while it goes on to be printed. */
final class StoredOutput {
  private static final long PERIOD_MILLIS = 2000;

  /** A long output is stored less often: no more than 100 kB a second. */
  private static final long BYTES_PER_MILLI = 100;

  private final DriverOutput output;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final Copy out;
  private final Copy err;
  private final Timer timer = new Timer("icl-sweep-output", true);

  private StoredOutput(DriverOutput output) throws IOException {
    this.output = output;
    this.out = new Copy(Part.OUT, realOut, output.read(Part.OUT));
    this.err = new Copy(Part.ERR, realErr, output.read(Part.ERR));
  }

  /** A stream that is also kept in memory. */
  private static final class Copy extends OutputStream {
    private final Part part;
    private final PrintStream stream;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private int stored;
    private long due;

    /**
     * Creates a stream.
     *
     * @param before the output of an earlier attempt
     */
    Copy(Part part, PrintStream stream, byte[] before) {
      this.part = part;
      this.stream = stream;
      copy.writeBytes(before);
      stored = before.length;
    }

    @Override
    public synchronized void write(int b) {
      stream.write(b);
      copy.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      stream.write(bytes, from, length);
      copy.write(bytes, from, length);
    }

    @Override
    public void flush() {
      stream.flush();
    }

    synchronized byte[] bytes() {
      return copy.toByteArray();
    }
  }

  /**
   * Begins to store what is printed, after what an earlier attempt of this driver has printed.
   *
   * @throws IOException if that cannot be read
   */
  static StoredOutput begin(DriverOutput output) throws IOException {
    StoredOutput stored = new StoredOutput(output);
    System.setOut(new PrintStream(stored.out, true, UTF_8));
    System.setErr(new PrintStream(stored.err, true, UTF_8));
    stored.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            stored.storeIfDue();
          }
        },
        PERIOD_MILLIS,
        PERIOD_MILLIS);
    return stored;
  }

  private synchronized void storeIfDue() {
    long now = System.nanoTime() / 1_000_000;
    try {
      for (Copy copy : List.of(out, err)) {
        if (now >= copy.due) {
          store(copy);
          copy.due = now + copy.stored / BYTES_PER_MILLI;
        }
      }
    } catch (IOException e) {
      realErr.println("icl-sweep: the output is not stored for now: " + e.getMessage());
    }
  }

  private void store(Copy copy) throws IOException {
    byte[] bytes = copy.bytes();
    if (bytes.length > copy.stored) {
      output.write(copy.part, bytes);
      copy.stored = bytes.length;
    }
  }

  /**
   * Stores the rest.
   *
   * @throws IOException if it cannot be stored
   */
  synchronized void close() throws IOException {
    timer.cancel();
    System.setOut(realOut);
    System.setErr(realErr);
    store(out);
    store(err);
  }
}
