package org.iclsweep.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.iclsweep.bench.Size;
import org.iclsweep.bench.StepBenchmark;
import org.iclsweep.bench.StepBenchmark.Result;
import org.iclsweep.bench.StoreBenchmark;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: times training steps on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Time training steps in float64 for every kernel, form and optimizer.",
      "",
      "S1 is the paper's size, N=30 K=200 d=100 m=20 H=64; S2 is small, N=10 K=50",
      "d=20 m=8 H=16; S3 is large, N=100 K=200 d=100 m=100 H=128.",
      "A star marks the variant that trials use; with several threads, each has its own trial.",
      ""
    },
    footer = {"", "Example: ./submit.sh bench --size S2,8x32x16x16x16 --seconds 0.5"})
final class BenchCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON
  }

  private static final List<Integer> TRIALS_PER_TASK = List.of(1, 128);

  @Option(
      names = "--size",
      split = ",",
      paramLabel = "SIZE",
      defaultValue = "S1,S2,S3",
      description = "S1, S2, S3 or N x K x d x m x H such as 30x200x100x20x64 (all three)")
  private List<String> sizes;

  @Option(
      names = "--seconds",
      paramLabel = "NUMBER",
      defaultValue = "1",
      converter = NumberWithin.SecondsOfWaiting.class,
      description = "time for each line, and for its warm-up (${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE})")
  private Format format;

  @Option(
      names = "--store",
      description =
          "time instead how fast a driver stores trials of 200 recorded steps, 1 or 128 per task")
  private boolean store;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (store) {
      List<StoreBenchmark.Result> results = new ArrayList<>();
      for (int trials : TRIALS_PER_TASK) {
        results.add(new StoreBenchmark(seconds).time(trials));
      }
      printStore(results);
      return 0;
    }
    List<StepBenchmark> benchmarks = new ArrayList<>();
    for (String text : sizes) {
      Size size = option(() -> Size.parse(text));
      benchmarks.add(option(() -> new StepBenchmark(size, seconds)));
    }
    List<Result> results = new ArrayList<>();
    for (StepBenchmark benchmark : benchmarks) {
      for (StepBenchmark.Case way : benchmark.cases()) {
        results.add(benchmark.time(way));
      }
    }
    if (format == Format.JSON) {
      System.out.println(json(results));
    } else {
      print(results, System.out);
    }
    return 0;
  }

  private void printStore(List<StoreBenchmark.Result> results) throws JsonProcessingException {
    if (format == Format.JSON) {
      System.out.println(json(results));
      return;
    }
    TextTable table =
        new TextTable(
            List.of(
                "trials per task",
                "encoded trials/s per core",
                "stored trials/s",
                "bytes per trial",
                "files",
                "heap"));
    for (StoreBenchmark.Result result : results) {
      table.add(
          List.of(
              result.trialsPerTask(),
              Math.round(result.encodedPerSecond()),
              Math.round(result.storedPerSecond()),
              Math.round(result.bytesPerTrial()),
              result.files(),
              NumberFormatter.bytes((double) result.heapBytes())));
    }
    table.print(System.out);
  }

  private static <T> T option(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--size: " + e.getMessage(), e);
    }
  }

  /** The fields of a step's result in JSON: the fraction of the peak in place of the peak. */
  @JsonIgnoreProperties("peak_gflops")
  private interface StepFields {
    @JsonProperty
    double fractionOfPeak();
  }

  private static String json(List<?> objects) throws JsonProcessingException {
    return new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .addMixIn(Result.class, StepFields.class)
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(objects);
  }

  private static void print(List<Result> results, PrintStream out) {
    TextTable table =
        new TextTable(
            List.of(
                "",
                "size",
                "kernel",
                "form",
                "optimizer",
                "threads",
                "ms/step",
                "GFLOP/s",
                "of peak",
                "steps/s of all"));
    for (Result result : results) {
      table.add(
          List.of(
              result.trial() ? "*" : "",
              result.size(),
              result.kernel(),
              result.form(),
              result.optimizer(),
              result.threads(),
              result.msPerStep(),
              result.gflops(),
              String.format(Locale.ROOT, "%.0f%%", 100 * result.fractionOfPeak()),
              result.threads() * 1e3 / result.msPerStep()));
    }
    table.print(out);
    out.println();
    double[] peaks = results.stream().mapToDouble(Result::peakGflops).sorted().toArray();
    out.printf(
        Locale.ROOT,
        "peak of one core: %.1f GFLOP/s (multiply-adds in registers)%n",
        peaks[peaks.length / 2]);
  }
}
