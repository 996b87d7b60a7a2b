package org.iclsweep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.iclsweep.bench.Size;
import org.iclsweep.bench.StepBenchmark;
import org.iclsweep.bench.StepBenchmark.Result;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: how fast training steps are on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Times training steps in float64 for every kernel, form and optimizer.",
      "",
      "S1 is the paper's size, N=30 K=200 d=100 m=20 H=64; S2 is small, N=10 K=50",
      "d=20 m=8 H=16; S3 is large, N=100 K=200 d=100 m=100 H=128.",
      "A star marks how a trial runs; with several threads each has its own trial.",
      ""
    },
    footer = {"", "Example: ./submit.sh bench --size S2,8x32x16x16x16 --seconds 0.5"})
final class BenchCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON
  }

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
      description = "how long each line is timed, and warmed up before (${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE})")
  private Format format;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new UsageException(
          "--seconds: " + seconds + " is not allowed; it takes numbers above 0, at most 3600");
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

  private static <T> T option(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--size: " + e.getMessage(), e);
    }
  }

  private static String json(List<Result> results) throws JsonProcessingException {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Result result : results) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("size", result.size());
      object.put("kernel", result.kernel());
      object.put("form", result.form());
      object.put("optimizer", result.optimizer());
      object.put("threads", result.threads());
      object.put("trial", result.trial());
      object.put("ms_per_step", result.msPerStep());
      object.put("gflops", result.gflops());
      object.put("fraction_of_peak", result.fractionOfPeak());
      objects.add(object);
    }
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(objects);
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
