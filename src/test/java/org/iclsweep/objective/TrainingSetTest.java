package org.iclsweep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.task.PromptSample;
import org.iclsweep.task.RandomStream;
import org.iclsweep.task.RandomTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The order in which the prompts of a training set are visited, and the loss over all of them. */
class TrainingSetTest {
  private static final int K = 5;

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  /** Prompt i has the labels i K, i K + 1 .. */
  private static TrainingSet numbered(int prompts, long seed) {
    double[] labels = IntStream.range(0, prompts * K).mapToDouble(i -> i).toArray();
    return new TrainingSet(
        new DMatrixRMaj(prompts, K, true, labels), 2, new RandomStream(seed, "order"));
  }

  /** The prompts of the next batches, in order. */
  private static int[] visited(TrainingSet set, int batchSize, int batches) {
    int[] visited = new int[batchSize * batches];
    DMatrixRMaj labels = new DMatrixRMaj(batchSize, K);
    for (int i = 0; i < visited.length; i++) {
      int row = i % batchSize;
      if (row == 0) {
        labels.fill(Double.NaN);
        set.next(labels);
      }
      visited[i] = (int) labels.get(row, 0) / K;
      for (int k = 0; k < K; k++) {
        assertEquals((double) visited[i] * K + k, labels.get(row, k), "whole prompts");
      }
    }
    return visited;
  }

  private static int[] sorted(int[] prompts) {
    int[] sorted = prompts.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "6, 1", "6, 2", "6, 3", "6, 6", "1000, 50", "1000, 1000"})
  void anEpochVisitsEachPromptOnce(int prompts, int batchSize) {
    TrainingSet set = numbered(prompts, 1);
    int[] all = IntStream.range(0, prompts).toArray();
    for (int epoch = 0; epoch < 20; epoch++) {
      assertArrayEquals(all, sorted(visited(set, batchSize, prompts / batchSize)));
    }
  }

  /** The number of epochs that drop a prompt is binomial. */
  @ParameterizedTest
  @CsvSource({"7, 3", "10, 4", "11, 2", "100, 51", "20, 19"})
  void theShortLastBatchIsDroppedAndItsPromptsComeAgain(int prompts, int batchSize) {
    TrainingSet set = numbered(prompts, 2);
    int batches = prompts / batchSize;
    int epochs = 2000;
    int[] counts = new int[prompts];
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] visited = visited(set, batchSize, batches);
      assertEquals(visited.length, Arrays.stream(visited).distinct().count());
      for (int prompt : visited) {
        counts[prompt]++;
      }
    }
    double fraction = (double) batches * batchSize / prompts;
    double error = Math.sqrt(epochs * fraction * (1 - fraction));
    for (int count : counts) {
      assertEquals(epochs * fraction, count, 5 * error);
    }
  }

  @Test
  void eachEpochHasAnotherOrderThatDependsOnTheSeedAlone() {
    TrainingSet set = numbered(60, 3);
    TrainingSet otherBatches = numbered(60, 3);
    RandomStream stream = RandomTasks.stream(1);
    TrainingSet otherLabels =
        new TrainingSet(RandomTasks.gaussian(60, 3, stream), 1, new RandomStream(3, "order"));
    TrainingSet otherSeed = numbered(60, 4);
    DMatrixRMaj ignored = new DMatrixRMaj(60, 3);
    int[] previous = IntStream.range(0, 60).toArray();
    for (int epoch = 0; epoch < 20; epoch++) {
      int[] order = visited(set, 10, 6);
      assertArrayEquals(order, visited(otherBatches, 60, 1));
      assertFalse(Arrays.equals(order, previous));
      assertFalse(Arrays.equals(order, visited(otherSeed, 10, 6)));
      otherLabels.next(ignored);
      previous = order;
    }
    TrainingSet again = numbered(60, 3);
    DMatrixRMaj drawn = RandomTasks.gaussian(60, 3, RandomTasks.stream(1));
    for (int epoch = 0; epoch < 19; epoch++) {
      assertEquals(60, visited(again, 10, 6).length);
    }
    int[] last = visited(again, 10, 6);
    for (int row = 0; row < 60; row++) {
      for (int k = 0; k < 3; k++) {
        assertEquals(drawn.get(last[row], k), ignored.get(row, k), "the order of other labels");
      }
    }
  }

  /**
   * Chi-square over the 24 orders of four prompts, and over the 24 permutations from one order to
   * the next: mean 23 and variance 46.
   */
  @Test
  void allOrdersAreEquallyLikelyWhateverTheLastOneWas() {
    TrainingSet set = numbered(4, 5);
    int epochs = 48_000;
    Map<String, Integer> orders = new HashMap<>();
    Map<String, Integer> ways = new HashMap<>();
    int[] previous = visited(set, 1, 4);
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = visited(set, 1, 4);
      int[] way = new int[4];
      for (int place = 0; place < 4; place++) {
        for (int before = 0; before < 4; before++) {
          if (order[place] == previous[before]) {
            way[place] = before;
          }
        }
      }
      orders.merge(Arrays.toString(order), 1, Integer::sum);
      ways.merge(Arrays.toString(way), 1, Integer::sum);
      previous = order;
    }
    for (Map<String, Integer> counts : List.of(orders, ways)) {
      assertEquals(24, counts.size());
      double expected = epochs / 24.0;
      double square =
          counts.values().stream()
              .mapToDouble(count -> (count - expected) * (count - expected) / expected)
              .sum();
      assertEquals(23, square, 4 * Math.sqrt(46));
    }
  }

  /** 1/(2PK) |Y_N A_hat - Y|^2, whatever the gap argument. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theLossIsTheMeanOverAllPrompts(long seed) {
    RandomStream stream = RandomTasks.stream(seed);
    int n = RandomTasks.between(1, 5, stream);
    int k = n + RandomTasks.between(1, 5, stream);
    int prompts = RandomTasks.between(1, 40, stream);
    DMatrixRMaj labels = RandomTasks.gaussian(prompts, k, stream);
    TrainingSet set = new TrainingSet(labels, n, stream);
    DMatrixRMaj prediction = RandomTasks.gaussian(n, k, stream);
    double sum = 0;
    for (int row = 0; row < prompts; row++) {
      for (int column = 0; column < k; column++) {
        double residual = -labels.get(row, column);
        for (int i = 0; i < n; i++) {
          residual += labels.get(row, i) * prediction.get(i, column);
        }
        sum += residual * residual;
      }
    }
    double expected = sum / (2.0 * prompts * k);
    assertEquals(expected, set.loss(prediction, 17), 1e-13 * expected);
    assertEquals(set.loss(prediction, 17), set.loss(prediction, 0));
    assertEquals(
        new PromptSample(labels, n).error(prediction).total() / 2, set.loss(prediction, 0));
    assertTrue(expected > 0);
  }
}
