package org.iclsweep.task;

import org.ejml.data.DMatrixRMaj;

/** Random problems for tests, determined by the given stream. */
public final class RandomTasks {
  private RandomTasks() {}

  /** A stream for a test, determined by a seed. */
  public static RandomStream stream(long seed) {
    return new RandomStream(seed, "test");
  }

  /** A random integer from low to high, both included. */
  public static int between(int low, int high, RandomStream stream) {
    return low + (int) Math.min(high - low, Math.floor(stream.nextUniform() * (high - low + 1)));
  }

  /** A matrix of independent standard Gaussian numbers. */
  public static DMatrixRMaj gaussian(int rows, int columns, RandomStream stream) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    stream.fillColumns(matrix, 1);
    return matrix;
  }

  /**
   * A task with tokens of length one and standard Gaussian representations.
   *
   * @param n N
   * @param k K
   * @param d d
   * @param m m
   * @param noise tau
   * @param stream Modified.
   */
  public static Task task(int n, int k, int d, int m, double noise, RandomStream stream) {
    DMatrixRMaj dictionary = TokenNorm.UNIT.dictionary(d, k, stream);
    return new Task(dictionary, gaussian(m, k, stream), n, noise);
  }

  /** A task of random small sizes: N and m from 2 to 6, K up to N + 6, d up to 5, noise above 0. */
  public static Task small(RandomStream stream) {
    int n = between(2, 6, stream);
    int k = n + between(1, 6, stream);
    int d = between(2, 5, stream);
    int m = between(2, 6, stream);
    double noise = 0.01 + 0.5 * stream.nextUniform();
    return task(n, k, d, m, noise, stream);
  }
}
