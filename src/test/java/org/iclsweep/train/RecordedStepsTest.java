package org.iclsweep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The steps that are recorded. */
class RecordedStepsTest {
  /** Budgets of every size. */
  private static LongStream budgets() {
    LongStream large = LongStream.iterate(193, b -> b < 1_000_000_000_000L, b -> b + b / 5);
    return LongStream.concat(LongStream.rangeClosed(1, 30), large);
  }

  @Test
  void logSpacedStepsRiseFromZeroToTheBudget() {
    budgets()
        .forEach(
            budget -> {
              long[] steps = RecordedSteps.logSpaced(budget);
              assertEquals(0, steps[0]);
              assertEquals(budget, steps[steps.length - 1]);
              for (int i = 1; i < steps.length; i++) {
                assertTrue(steps[i] > steps[i - 1], "budget " + budget);
              }
            });
  }

  @Test
  void shortBudgetsRecordEveryStep() {
    for (int budget = 1; budget < 200; budget += 3) {
      assertArrayEquals(
          LongStream.rangeClosed(0, budget).toArray(), RecordedSteps.logSpaced(budget));
    }
  }

  @Test
  void longBudgetsRecordTwoHundredSteps() {
    for (long budget = 199; budget < 3000; budget++) {
      assertEquals(200, RecordedSteps.logSpaced(budget).length, "budget " + budget);
    }
    budgets()
        .filter(budget -> budget >= 199)
        .forEach(budget -> assertEquals(200, RecordedSteps.logSpaced(budget).length));
  }

  /** On a logarithmic scale the error of each step is at most its rounding to an integer. */
  @Test
  void stepsAreEvenlySpacedOnALogarithmicScale() {
    long[] steps = RecordedSteps.logSpaced(1_000_000);
    double widest = 0;
    double narrowest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < steps.length; i++) {
      // From 1000 on, rounding changes a step by less than one part in 2000.
      if (steps[i - 1] >= 1000) {
        double ratio = Math.log((double) steps[i] / steps[i - 1]);
        widest = Math.max(widest, ratio);
        narrowest = Math.min(narrowest, ratio);
      }
    }
    assertEquals(widest, narrowest, 2.0 / 1000);
  }

  @Test
  void exactlyTakesIncreasingListsFromZero() {
    assertArrayEquals(new long[] {0}, RecordedSteps.exactly(List.of(0L)));
    assertArrayEquals(new long[] {0, 1, 7}, RecordedSteps.exactly(List.of(0L, 1L, 7L)));
  }

  @Test
  void exactlyRefusesOtherLists() {
    for (List<Long> steps :
        List.<List<Long>>of(
            List.of(), List.of(1L), List.of(-1L, 0L), List.of(0L, 0L), List.of(0L, 5L, 4L))) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> RecordedSteps.exactly(steps));
      assertTrue(refusal.getMessage().contains(steps.toString()));
    }
  }
}
