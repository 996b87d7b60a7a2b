package org.iclsweep.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iclsweep.store.BatchWriter;
import org.iclsweep.store.FolderWriter;
import org.iclsweep.store.Results;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.store.Workers;
import org.iclsweep.sweep.Axis;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.Trial;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Measures the rate at which a cluster's driver stores results. It feeds a store in a temporary
 * folder with trials of 200 recorded steps, serialized as executors return them.
 */
public final class StoreBenchmark {
  /** Yields 200 recorded steps. */
  private static final String STEPS = "300";

  private final double seconds;

  /**
   * Creates a benchmark.
   *
   * @param seconds the time spent measuring each case, after a warm-up of the same length for the
   *     JIT
   */
  public StoreBenchmark(double seconds) {
    this.seconds = seconds;
  }

  /**
   * The results of a case.
   *
   * @param trialsPerTask the number of trials that a task returns
   * @param encodedPerSecond trials that an executor encodes per second on one core
   * @param storedPerSecond trials that the driver stores per second, merging included
   * @param bytesPerTrial the size of a trial on disk, in bytes
   * @param files the number of files of each table at the end
   * @param heapBytes the peak heap usage in bytes, garbage included
   */
  public record Result(
      int trialsPerTask,
      double encodedPerSecond,
      double storedPerSecond,
      double bytesPerTrial,
      long files,
      long heapBytes) {}

  /**
   * Times tasks of a given size.
   *
   * @param trialsPerTask the number of trials that each task returns
   * @throws IOException if the temporary folder cannot be written
   */
  public Result time(int trialsPerTask) throws IOException {
    List<StoredTrial> trials = trials(trialsPerTask);
    encodedPerSecond(trials);
    double encoded = encodedPerSecond(trials);
    byte[] task = serialized(Results.of(trials));
    feed(task, trialsPerTask, encoded);
    return feed(task, trialsPerTask, encoded);
  }

  private double encodedPerSecond(List<StoredTrial> trials) {
    long begin = System.nanoTime();
    long encoded = 0;
    while (elapsed(begin) < seconds) {
      encoded += Results.of(trials).count();
    }
    return encoded / elapsed(begin);
  }

  private static double elapsed(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static byte[] serialized(Results results) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(results);
    }
    return bytes.toByteArray();
  }

  private static Results deserialized(byte[] task) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(task))) {
      return (Results) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e); // its class is in use here
    }
  }

  /**
   * Stores one task's results repeatedly for the measuring time, in a folder that is then deleted.
   */
  private Result feed(byte[] task, int trialsPerTask, double encodedPerSecond) throws IOException {
    Path temporary = Files.createTempDirectory("icl-sweep-bench");
    try {
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
      SweepFolder folder = SweepFolder.local(temporary);
      long tasks = 0;
      long begin;
      try (FolderWriter writer = FolderWriter.open(folder, () -> {});
          BatchWriter batches =
              new BatchWriter(
                  writer.results(Workers.here(folder)), BatchWriter.INTERVAL, () -> {})) {
        begin = System.nanoTime();
        do {
          batches.awaitRoom();
          batches.add(deserialized(task));
          tasks++;
        } while (elapsed(begin) < seconds);
      }
      double taken = elapsed(begin);
      List<SweepFolder.StoredFile> trials = folder.files(TableNames.TRIALS);
      List<SweepFolder.StoredFile> steps = folder.files(TableNames.TRAJECTORIES);
      double bytes =
          Stream.concat(trials.stream(), steps.stream())
              .mapToLong(SweepFolder.StoredFile::bytes)
              .sum();
      return new Result(
          trialsPerTask,
          encodedPerSecond,
          tasks * trialsPerTask / taken,
          bytes / (tasks * trialsPerTask),
          steps.size(),
          heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum());
    } finally {
      delete(temporary);
    }
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }

  private static List<StoredTrial> trials(int count) {
    Map<Parameter, Axis> axes = new EnumMap<>(Parameter.class);
    Map.of(
            Parameter.M, "2",
            Parameter.HEADS, "2",
            Parameter.PROMPT_LENGTH, "2",
            Parameter.TOKENS, "4",
            Parameter.DIM, "2",
            Parameter.STEPS, STEPS,
            Parameter.TOLERANCE, "0",
            Parameter.SEED, "1:" + count)
        .forEach((parameter, text) -> axes.put(parameter, Axis.parse(parameter, text)));
    SweepSpec spec = new SweepSpec(axes, List.of(), List.of());
    List<StoredTrial> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      trials.add(
          new StoredTrial(1, Trial.run(new TrialConfig(spec.combination(i))), "host", "executor"));
    }
    return trials;
  }
}
