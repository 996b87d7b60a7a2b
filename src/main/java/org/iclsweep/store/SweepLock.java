package org.iclsweep.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.UsageException;

/**
 * The lock on writing to a sweep's folder: its file {@code .lock}, created without overwriting.
 *
 * <p>The holder's heartbeat every two seconds sets the file's modification time or, on an object
 * store, where times cannot be set, writes a counter to a file of its own. Neither changes another
 * driver's lock, however late it is. A lock is stale if its process ran on this machine and has
 * ended, or if nothing changes for ten seconds; no clocks are compared. Only one process at a time
 * can take over a stale lock. A holder that finds another lock in place of its own has lost it.
 *
 * <p>An object store creates a file when it is closed. It is asked to refuse that if the file then
 * exists. A test shows whether it does, and a warning is printed if it does not.
 */
public final class SweepLock implements AutoCloseable {
  static final String NAME = ".lock";

  /** The time without a heartbeat after which a lock is stale. */
  static final Duration STALE = Duration.ofSeconds(10);

  private static final int MAX_TRIES = 1000;
  private static final String ID = "[-0-9a-f]+";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WholeFiles whole;
  private final FileSystem files;
  private final Path folder;
  private final Path path;
  private final String name;
  private final Runnable onLost;
  private final Duration stale;
  private final ObjectNode mine = JSON.createObjectNode();
  private final String id = UUID.randomUUID().toString();
  private long beats;
  private long lastBeat;
  private String lost;
  private boolean closed;

  private SweepLock(WholeFiles whole, Path folder, String name, Runnable onLost, Duration stale) {
    this.whole = whole;
    this.files = whole.files();
    this.folder = folder;
    this.path = new Path(folder, NAME);
    this.name = name;
    this.onLost = onLost;
    this.stale = stale;
    mine.put("id", id);
    mine.put("host", Machine.hostName());
    mine.put("machine", machine());
    mine.put("pid", ProcessHandle.current().pid());
    mine.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Acquires the lock of a folder, which is created if necessary.
   *
   * @param name the name of the folder, for messages
   * @param onLost called once, on any thread, if another driver has taken the lock
   * @param stale {@link #STALE}, or less in a test; the same for all drivers. There are five
   *     heartbeats in it, and half of it is the time for which a heartbeat is trusted.
   * @throws UsageException if the lock is held; the message names the holder
   * @throws IOException if the folder cannot be written
   */
  static SweepLock take(WholeFiles whole, Path folder, String name, Runnable onLost, Duration stale)
      throws IOException {
    SweepLock lock = new SweepLock(whole, folder, name, onLost, stale);
    whole.files().mkdirs(folder);
    lock.acquire();
    try {
      lock.checkExclusive();
    } catch (IOException | UsageException e) {
      lock.close();
      throw e;
    }
    Thread heart = new Thread(lock::keep, "icl-sweep-lock");
    heart.setDaemon(true);
    heart.start();
    return lock;
  }

  /**
   * The observed state of a lock; its holder is alive if this changes.
   *
   * @param content the content of the lock
   * @param heartbeat the last one: a modification time, a counter, or null if there was none
   */
  private record Seen(String content, String heartbeat) {
    JsonNode json() {
      return parsed(content);
    }

    String id() {
      return idOf(content);
    }

    String holder() {
      JsonNode json = json();
      return json.has("id")
          ? "process %s on %s since %s"
              .formatted(
                  json.path("pid").asText(),
                  json.path("host").asText(),
                  json.path("started").asText())
          : "a process that did not write its name";
    }

    boolean ended() {
      JsonNode json = json();
      return json.path("machine").asText().equals(machine())
          && ProcessHandle.of(json.path("pid").asLong()).isEmpty();
    }
  }

  private static JsonNode parsed(String content) {
    try {
      return JSON.readTree(content);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode(); // half written, by a live or killed driver
    }
  }

  private static String idOf(String content) {
    return parsed(content).path("id").asText();
  }

  /** Returns the content of a file, or null. */
  private String text(Path at) throws IOException {
    try (InputStream in = files.open(at)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException | NoSuchFileException e) {
      return null;
    }
  }

  /** Returns the lock at a path, or null. */
  private Seen look(Path at) throws IOException {
    String time = null;
    if (whole.renames()) {
      try {
        time = Long.toString(files.getFileStatus(at).getModificationTime());
      } catch (FileNotFoundException e) {
        return null;
      }
    }
    String content = text(at);
    if (content == null) {
      return null;
    }
    String holder = idOf(content);
    boolean counts = !whole.renames() && holder.matches(ID);
    return new Seen(content, counts ? text(counter(holder)) : time);
  }

  /** Returns the file in which the holder of a lock counts its heartbeats on an object store. */
  private Path counter(String holder) {
    return new Path(folder, NAME + "-" + holder);
  }

  private void acquire() throws IOException {
    for (int i = 0; i < MAX_TRIES; i++) {
      lastBeat = System.nanoTime();
      if (create(path, mine.toString())) {
        return;
      }
      Seen seen = look(path);
      if (seen == null) {
        continue; // it has just been released
      }
      boolean ended = seen.ended();
      if (!ended && !silent(seen)) {
        continue;
      }
      if (takeOver(seen)) {
        settle();
        System.err.println(
            "icl-sweep: --out %s: taking over from %s, which %s"
                .formatted(
                    name,
                    seen.holder(),
                    ended ? "has ended" : "has been silent for " + stale.toSeconds() + " seconds"));
        return;
      }
    }
    throw new UsageException("--out " + name + ": " + path + " cannot be created");
  }

  /**
   * Returns true if a lock is unchanged until it is stale, false if it disappears; throws if its
   * holder is alive.
   */
  private boolean silent(Seen seen) throws IOException {
    long end = System.nanoTime() + stale.toNanos();
    while (System.nanoTime() < end) {
      pause(stale.dividedBy(50));
      Seen now = look(path);
      if (now == null) {
        return false;
      }
      if (!now.equals(seen) && !now.ended()) {
        throw refusal(now.id().isEmpty() ? seen : now); // the new content may be half written
      }
      if (!now.equals(seen)) {
        return false;
      }
    }
    return true;
  }

  private UsageException refusal(Seen holder) {
    return new UsageException(
        "--out %s is in use by %s; wait for it or name another folder"
            .formatted(name, holder.holder()));
  }

  /** Creates a file; returns false if it exists. */
  private boolean create(Path at, String content) throws IOException {
    if (whole.local()) { // Hadoop's check and creation are not atomic
      try (OutputStream out =
          Files.newOutputStream(
              local(at), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        out.write(content.getBytes(StandardCharsets.UTF_8));
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }
    try (OutputStream out = open(at)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) { // its type depends on the file system
      String present = text(at);
      if (present == null) {
        throw refused(e);
      }
      return present.equals(content); // if the answer was lost and the request repeated
    }
  }

  /** Adds the remedy if the store does not know how to create a file without overwriting. */
  private static IOException refused(IOException e) {
    return FirstLine.of(e).contains("Status Code: 501")
        ? new IOException(
            "the store has no conditional writes; set spark.hadoop.fs.s3a.create.conditional.enabled=false and start only one driver at a time for a folder",
            e)
        : e;
  }

  /** Starts a file. This, or closing the stream, fails if the file exists. */
  private FSDataOutputStream open(Path at) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(at);
    builder.overwrite(false);
    String conditional = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    if (files.hasPathCapability(at, conditional)) {
      builder.opt(conditional, true);
    }
    return builder.build();
  }

  /** Warns if drivers that start at the same moment could all acquire the lock. */
  private void checkExclusive() throws IOException {
    if (whole.renames() || exclusive()) {
      return;
    }
    System.err.println(
        "icl-sweep: --out %s: this store lets two drivers create the same file; start only one at a time for a folder, or both may train and store the same trials until one of them notices"
            .formatted(name));
    settle();
  }

  /** Returns whether a file that appears while it is being created a second time is kept. */
  private boolean exclusive() throws IOException {
    Path probe = counter(UUID.randomUUID().toString());
    String kept = "{}";
    try {
      FSDataOutputStream second = open(probe);
      boolean created;
      try {
        created = create(probe, kept);
      } finally {
        try {
          second.close();
        } catch (IOException e) {
          // refused, or failed; the content shows what is kept
        }
      }
      return !created || kept.equals(text(probe)); // not created if opening it already did that
    } finally {
      whole.delete(probe);
    }
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /**
   * Replaces a stale lock with this driver's. Returns false if the stale lock is gone or another
   * driver is replacing it. A driver that replaces a lock holds a second file, the turn, so no
   * other mistakes a new lock for the stale one and removes it.
   */
  private boolean takeOver(Seen stale) throws IOException {
    Path turn = new Path(folder, NAME + "-turn");
    if (!create(turn, mine.toString())) {
      Seen other = look(turn);
      if (other != null && (other.ended() || unchanged(turn, other))) {
        whole.delete(turn); // its driver died during the takeover
      }
      return false;
    }
    try {
      Seen now = look(path);
      if (now == null || !now.equals(stale)) {
        return false;
      }
      whole.delete(path);
      return create(path, mine.toString());
    } finally {
      whole.delete(turn);
    }
  }

  /** Returns whether a file is unchanged until it is stale. */
  private boolean unchanged(Path at, Seen seen) throws IOException {
    long end = System.nanoTime() + stale.toNanos();
    while (System.nanoTime() < end) {
      pause(stale.dividedBy(50));
      if (!seen.equals(look(at))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gives others that saw the same stale lock time to notice its replacement, then checks that this
   * driver holds the lock.
   */
  private void settle() throws IOException {
    pause(settling());
    Seen now = look(path);
    if (now == null) {
      pause(settling());
      now = look(path);
    }
    if (now == null) {
      throw new IOException(path + " was deleted");
    }
    if (!now.id().equals(id)) {
      throw refusal(now);
    }
  }

  /** Returns the time for others that saw the same stale lock to notice its removal. */
  private Duration settling() {
    return stale.dividedBy(20);
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock of a sweep", e);
    }
  }

  /** Returns the scope of a process id: the boot id and PID namespace, or else the host's name. */
  private static String machine() {
    try {
      return Files.readString(java.nio.file.Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return Machine.hostName();
    }
  }

  private synchronized void keep() {
    while (!closed && lost == null) {
      try {
        wait(stale.dividedBy(5).toMillis());
        if (!closed) {
          beat();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // The next heartbeat may succeed; check() does not trust an old one.
      }
    }
  }

  /** Updates the lock as a heartbeat, unless another driver has taken it. */
  private synchronized void beat() throws IOException {
    if (lost != null) {
      return;
    }
    long now = System.nanoTime();
    Seen seen = look(path);
    if (seen == null) {
      pause(settling()); // another driver may be replacing it
      seen = look(path);
    }
    if (seen == null || !seen.id().equals(id)) {
      lost =
          "--out %s: the lock of this driver %s; it ends here, what it has stored stays"
              .formatted(name, seen == null ? "was deleted" : "was taken over by " + seen.holder());
      onLost.run();
      return;
    }
    if (whole.renames()) {
      files.setTimes(path, System.currentTimeMillis(), -1); // harmless on another's lock
    } else {
      beats++;
      String beat = JSON.createObjectNode().put("id", id).put("beat", beats).toString();
      whole.write(counter(id), out -> out.write(beat.getBytes(StandardCharsets.UTF_8)));
    }
    lastBeat = now;
  }

  /**
   * Checks that the lock is held. Must be called before writing anything that counts.
   *
   * @throws IOException with a one-line message, if another driver has taken it
   */
  public synchronized void check() throws IOException {
    if (System.nanoTime() - lastBeat > stale.dividedBy(2).toNanos()) {
      beat();
    }
    if (lost != null) {
      throw new IOException(lost);
    }
  }

  /** Returns whether a file beside the lock is another driver's, left by a killed process. */
  boolean leftover(Path aside) throws IOException {
    if (!aside.getName().startsWith(NAME + "-")) {
      return false;
    }
    String content = text(aside);
    return content != null && !idOf(content).equals(id);
  }

  /** Releases the lock. If it cannot be deleted, it is stale once this process has ended. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    try {
      Seen seen = look(path);
      if (seen != null && seen.id().equals(id)) {
        whole.delete(path);
      }
      if (beats > 0) {
        whole.delete(counter(id));
      }
    } catch (IOException e) {
      return;
    }
  }
}
