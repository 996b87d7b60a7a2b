package org.iclsweep.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.EjmlTransformer;
import org.iclsweep.model.Form;
import org.iclsweep.model.KernelTransformer;
import org.iclsweep.model.Transformer;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.sweep.Axis;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialSetup;
import org.iclsweep.train.Trainer;

/** Times full-batch training steps of one size. */
public final class StepBenchmark {
  private static final double GIGA = 1e9;
  private static final int BATCHES = 40;
  private static final int MIN_BATCHES = 3;
  private static final double ROUND_SECONDS = 0.5;
  private static final int QUIET_ROUNDS = 2;
  private static final long QUIET_MILLISECONDS = 10;

  /** About a tenth of a millisecond at the peak rate. */
  private static final int PEAK_ROUNDS = 20_000;

  private final Size size;
  private final double seconds;
  private final Kernel fastest = Kernels.available().get(0);

  /**
   * Creates a benchmark.
   *
   * @param size the size to time
   * @param seconds the time spent measuring each case, after at least as long a warm-up for the JIT
   * @throws IllegalArgumentException if no trial can have these sizes
   * @throws org.iclsweep.sweep.UsageException if there is no memory for them
   */
  public StepBenchmark(Size size, double seconds) {
    this.size = size;
    this.seconds = seconds;
    for (OptimizerKind optimizer : OptimizerKind.values()) {
      MemoryModel.checkMemory(config(optimizer));
    }
  }

  /**
   * One variant of a step.
   *
   * @param kernel the kernel; null for the straightforward transformer on EJML
   * @param form the computational form
   * @param optimizer the optimizer
   * @param threads the number of trials run concurrently
   */
  public record Case(Kernel kernel, Form form, OptimizerKind optimizer, int threads) {
    /** The name of the kernel. */
    public String kernelName() {
      return kernel == null ? EjmlTransformer.KERNEL : kernel.name();
    }
  }

  /**
   * The timing of a case.
   *
   * @param size the name of the size
   * @param kernel the name of the kernel
   * @param form the computational form
   * @param optimizer the optimizer
   * @param threads the number of trials run concurrently
   * @param trial whether trials of this size use this variant
   * @param msPerStep milliseconds per step of one trial, median
   * @param gflops 10^9 multiplications and additions per second in the form's products, per trial
   * @param peakGflops the same for a loop of multiply-adds in registers, interleaved with the
   *     steps, on one core
   */
  public record Result(
      String size,
      String kernel,
      String form,
      String optimizer,
      int threads,
      boolean trial,
      double msPerStep,
      double gflops,
      double peakGflops) {
    /** The fraction of the peak attained. */
    public double fractionOfPeak() {
      return gflops / peakGflops;
    }
  }

  /**
   * All cases: each kernel, form and optimizer on one core, and the variant of a trial on all
   * cores.
   */
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (OptimizerKind optimizer : OptimizerKind.values()) {
      for (Kernel kernel : Kernels.available()) {
        for (Form form : Form.values()) {
          if (form == Form.FULL || optimizer == OptimizerKind.GD) {
            cases.add(new Case(kernel, form, optimizer, 1));
          }
        }
      }
      cases.add(new Case(null, Form.FULL, optimizer, 1));
      int cores = Runtime.getRuntime().availableProcessors();
      if (cores > 1) {
        cases.add(new Case(Kernels.choice().kernel(), form(optimizer), optimizer, cores));
      }
    }
    return cases;
  }

  /** The form that a trial of this size uses. */
  public Form form(OptimizerKind optimizer) {
    return config(optimizer).form();
  }

  private TrialConfig config(OptimizerKind optimizer) {
    Map<Parameter, Object> values =
        Map.of(
            Parameter.PROMPT_LENGTH, size.promptLength(),
            Parameter.TOKENS, size.tokens(),
            Parameter.DIM, size.dim(),
            Parameter.M, size.m(),
            Parameter.HEADS, size.heads(),
            Parameter.OPTIMIZER, optimizer.name().toLowerCase(Locale.ROOT));
    Map<Parameter, Axis> axes = new EnumMap<>(Parameter.class);
    values.forEach((name, value) -> axes.put(name, Axis.parse(name, value.toString())));
    return new TrialConfig(new SweepSpec(axes, List.of(), List.of()).combination(0));
  }

  /** Creates a trainer in its initial state, as a trial does. */
  Trainer trainer(Case variant) {
    TrialSetup setup = new TrialSetup(config(variant.optimizer()));
    Kernel kernel = variant.kernel() == null ? Kernels.portable() : variant.kernel();
    Transformer transformer =
        variant.kernel() == null
            ? new EjmlTransformer(setup.task(), size.heads(), setup::head, kernel.panelWidth())
            : new KernelTransformer(
                kernel, variant.form(), setup.task(), size.heads(), setup::head);
    return setup.trainer(kernel, transformer);
  }

  /**
   * Times a case. Takes medians over batches of steps, each followed by a short loop at the
   * machine's peak.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Result time(Case variant) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(variant.threads());
    try {
      List<Callable<List<Batch>>> same =
          Collections.nCopies(variant.threads(), () -> batches(variant));
      List<Batch> batches = new ArrayList<>();
      for (Future<List<Batch>> thread : threads.invokeAll(same)) {
        batches.addAll(thread.get());
      }
      double step = median(batches, Batch::secondsPerStep);
      double multiplyAdds =
          size.heads()
              * variant.form().multiplyAdds(size.promptLength(), size.tokens(), size.dim());
      return new Result(
          size.name(),
          variant.kernelName(),
          variant.form().name().toLowerCase(Locale.ROOT),
          variant.optimizer().name().toLowerCase(Locale.ROOT),
          variant.threads(),
          variant.kernelName().equals(Kernels.choice().kernel().name())
              && variant.form() == form(variant.optimizer()),
          step * 1e3,
          2 * multiplyAdds / step / GIGA,
          median(batches, Batch::peak) / GIGA);
    } catch (ExecutionException e) {
      throw new IllegalStateException(variant + " cannot be timed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * The time per step of consecutive steps, and the operations per second of the register-only loop
   * that follows them.
   */
  private record Batch(double secondsPerStep, double peak) {}

  private List<Batch> batches(Case variant) {
    Trainer trainer = trainer(variant);
    long steps = warm(trainer);
    int inBatch = (int) Math.max(1, steps / BATCHES);
    List<Batch> batches = new ArrayList<>();
    long begin = System.nanoTime();
    while (since(begin) < seconds || batches.size() < MIN_BATCHES) {
      long start = System.nanoTime();
      for (int i = 0; i < inBatch; i++) {
        trainer.step();
      }
      batches.add(new Batch(since(start) / inBatch, peak()));
    }
    return batches;
  }

  /**
   * Runs steps until the JIT has finished: for at least the measuring time, and until no method has
   * been compiled for a while. Returns the number of steps that fit in the measuring time.
   */
  private long warm(Trainer trainer) {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    int quiet = 0;
    long steps = 0;
    for (long begin = System.nanoTime(); since(begin) < seconds || quiet < QUIET_ROUNDS; ) {
      long compiled = compiler.getTotalCompilationTime();
      steps = 0;
      long round = System.nanoTime();
      while (since(round) < Math.min(ROUND_SECONDS, seconds) || steps < MIN_BATCHES) {
        trainer.step();
        steps++;
        var unused = peak();
      }
      steps = Math.round(steps * seconds / since(round));
      quiet = compiler.getTotalCompilationTime() - compiled < QUIET_MILLISECONDS ? quiet + 1 : 0;
    }
    return steps;
  }

  private double peak() {
    long start = System.nanoTime();
    long multiplyAdds = fastest.runAtPeak(PEAK_ROUNDS, new double[1]);
    return 2 * multiplyAdds / since(start);
  }

  private static double since(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }

  private static double median(List<Batch> batches, ToDoubleFunction<Batch> value) {
    double[] sorted = batches.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
