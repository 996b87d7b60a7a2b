package org.iclsweep.linalg;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;

/**
 * A digest of the results of a kernel, to compare JVMs with different vector lengths.
 *
 * <p>Results are digested in matrix order, so the digest does not depend on the kernel's panel
 * width. All NaNs count as equal.
 */
final class KernelDigest {
  private final Kernel kernel;
  private final MessageDigest digest;

  private KernelDigest(Kernel kernel) {
    this.kernel = kernel;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Prints the digest of a kernel.
   *
   * @param args the name of the kernel; the maximum size; and the minimum time in seconds for which
   *     the digest is recomputed, so that the final code of the JIT is tested too
   */
  public static void main(String[] args) {
    Kernel kernel =
        Kernels.available().stream()
            .filter(one -> one.name().equals(args[0]))
            .findFirst()
            .orElseThrow();
    long end = System.nanoTime() + (long) (Double.parseDouble(args[2]) * 1e9);
    int largest = Integer.parseInt(args[1]);
    String first = of(kernel, largest);
    while (System.nanoTime() < end) {
      String again = of(kernel, largest);
      if (!again.equals(first)) {
        throw new IllegalStateException("first %s, then %s".formatted(first, again));
      }
    }
    System.out.println(first);
  }

  /**
   * The digest of a kernel's results, in hexadecimal digits.
   *
   * @param kernel the kernel to compute with
   * @param largest the maximum of {@link KernelCases#SIZES} to use
   */
  static String of(Kernel kernel, int largest) {
    KernelDigest digest = new KernelDigest(kernel);
    int[] sizes = IntStream.of(KernelCases.SIZES).filter(size -> size <= largest).toArray();
    // Each size occurs as rows, depth and columns, each time with different other sizes.
    for (int i = 0; i < sizes.length; i++) {
      for (int shift : new int[] {3, 6}) {
        int rows = sizes[i];
        int depth = sizes[(i + shift) % sizes.length];
        int columns = sizes[(i + 2 * shift) % sizes.length];
        RandomStream stream = RandomTasks.stream(rows * 1_000_000L + depth * 1_000L + columns);
        digest.products(rows, depth, columns, stream);
        digest.attention(rows, columns, 1 + i % 3, stream);
      }
      digest.optimizers(sizes[i], RandomTasks.stream(sizes[i]));
    }
    return HexFormat.of().formatHex(digest.digest.digest());
  }

  private void add(double... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
    for (double number : numbers) {
      bytes.putLong(Double.doubleToLongBits(number));
    }
    digest.update(bytes.array());
  }

  private void products(int rows, int depth, int columns, RandomStream stream) {
    DMatrixRMaj a = KernelCases.withSpecialNumbers(rows + 2, depth, 20 * depth, stream);
    DMatrixRMaj b = KernelCases.withSpecialNumbers(depth + 1, columns, 20 * depth, stream);
    Panels c = new Panels(rows + 1, columns, kernel.panelWidth());
    kernel.multiply(
        rows, depth, KernelCases.panels(kernel, a), 2, KernelCases.panels(kernel, b), 1, c, 1);
    add(c.toMatrix().data);
  }

  private void attention(int n, int k, int heads, RandomStream stream) {
    DMatrixRMaj scores = KernelCases.scaled(5, RandomTasks.gaussian(heads * n, k, stream));
    CommonOps_DDRM.insert(KernelCases.specialScores(n, k, stream), scores, 0, 0);
    DMatrixRMaj w = KernelCases.zeroPadded(kernel, RandomTasks.gaussian(heads + 1, k, stream));
    DMatrixRMaj u = w.createLike();
    DMatrixRMaj dw = w.createLike();
    Panels ds = new Panels(heads * n, k, kernel.panelWidth());
    Panels e = KernelCases.panels(kernel, scores);
    Panels prediction = KernelCases.panels(kernel, RandomTasks.gaussian(n, k, stream));
    Panels gradient = KernelCases.panels(kernel, RandomTasks.gaussian(n, k, stream));
    KernelCases.softmax(kernel, e, heads, w, u, 1, prediction);
    kernel.softmaxBackward(e, heads, gradient, w, u, 1, dw, ds);
    add(e.toMatrix().data);
    add(prediction.toMatrix().data);
    add(KernelCases.used(u, k).data);
    add(KernelCases.used(dw, k).data);
    add(ds.toMatrix().data);
  }

  private void optimizers(int length, RandomStream stream) {
    double[] x = KernelCases.withSpecialNumbers(1, length + 3, 9, stream).data;
    double[] g = KernelCases.withSpecialNumbers(1, length + 3, 9, stream).data;
    double[] mean = new double[length + 3];
    double[] square = new double[length + 3];
    AdamStep step = new AdamStep(0.9, 0.999, 1e-8);
    step.set(0.25, 3);
    kernel.descend(length, x, 1, g, 2, 0.1);
    kernel.adam(length, x, 3, g, 1, mean, square, 2, step);
    kernel.adam(length, x, 3, g, 1, mean, square, 2, step);
    add(x);
    add(mean);
    add(square);
  }
}
