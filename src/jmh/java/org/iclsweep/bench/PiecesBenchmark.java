package org.iclsweep.bench;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.model.Form;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.train.Trainer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pieces of a training step, one by one: microseconds for one head, and for a whole step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PiecesBenchmark {
  /** The kernel. */
  @Param({"vector", "portable"})
  public String kernel;

  /** The sizes. */
  @Param({"S1", "S2", "S3"})
  public String size;

  private Kernel kernels;
  private int n;
  private int dim;
  private Panels left;
  private Panels tokens;
  private Panels scores;
  private Panels attention;
  private double[] exponents;
  private double[] exponentials;
  private double[] scratch;
  private DMatrixRMaj w;
  private DMatrixRMaj reciprocal;
  private DMatrixRMaj dw;
  private Panels scoreGradient;
  private Panels gradient;
  private Panels prediction;
  private Trainer trainer;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    kernels =
        Kernels.available().stream().filter(k -> k.name().equals(kernel)).findFirst().orElseThrow();
    Size sizes = Size.parse(size);
    n = sizes.promptLength();
    dim = sizes.dim();
    int k = sizes.tokens();
    int width = kernels.panelWidth();
    int columns = Panels.zeroPadded(k, width);
    left = Panels.constant(gaussian(n, dim), width);
    tokens = Panels.constant(gaussian(dim, k), width);
    scores = new Panels(n, k, width);
    attention = new Panels(n, k, width);
    kernels.multiply(n, dim, left, 0, tokens, 0, scores, 0);
    exponents = new double[n * columns];
    exponentials = new double[n * columns];
    scratch = new double[n * columns];
    Arrays.setAll(exponents, i -> -(i % 37) / 4.0);
    w = gaussian(1, columns);
    reciprocal = new DMatrixRMaj(1, columns);
    dw = new DMatrixRMaj(1, columns);
    scoreGradient = new Panels(n, k, width);
    gradient = new Panels(n, k, width);
    gradient.set(gaussian(n, k));
    prediction = new Panels(n, k, width);
    softmaxForward();
    StepBenchmark benchmark = new StepBenchmark(sizes, 1);
    Form form = benchmark.form(OptimizerKind.GD);
    trainer = benchmark.trainer(new StepBenchmark.Case(kernels, form, OptimizerKind.GD, 1));
  }

  private static DMatrixRMaj gaussian(int rows, int columns) {
    Random random = new Random(1);
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  /** N x d times d x K. */
  @Benchmark
  public Panels multiply() {
    kernels.multiply(n, dim, left, 0, tokens, 0, scores, 0);
    return scores;
  }

  /** N x K exponentials, and a copy of their arguments. */
  @Benchmark
  public double[] exp() {
    System.arraycopy(exponents, 0, exponentials, 0, exponents.length);
    kernels.exponentials(exponentials, 0, exponentials.length, scratch);
    return exponentials;
  }

  /** The softmax of N x K scores and its share of the prediction, and a copy of the scores. */
  @Benchmark
  public Panels softmaxForward() {
    System.arraycopy(scores.data(), 0, attention.data(), 0, scores.data().length);
    for (int panel = 0; panel < attention.count(); panel++) {
      kernels.softmax(attention, panel, 1, w, reciprocal, 0, prediction, scratch);
    }
    return prediction;
  }

  /** The gradients through that softmax. */
  @Benchmark
  public Panels softmaxBackward() {
    kernels.softmaxBackward(attention, 1, gradient, w, reciprocal, 0, dw, scoreGradient);
    return scoreGradient;
  }

  /** A whole step of gradient descent with all heads. */
  @Benchmark
  public double step() {
    return trainer.step();
  }
}
