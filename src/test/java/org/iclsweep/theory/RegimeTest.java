package org.iclsweep.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The regime for every combination of conditions. */
class RegimeTest {
  private static final int CONDITIONS = 12;

  private static boolean bit(int number, int position) {
    return (number >> position & 1) == 1;
  }

  /**
   * The regime is the first in the order of the enum whose condition fails, or THEORY if all hold.
   */
  @Test
  void theFirstFailureNamesTheRegime() {
    Set<Regime> seen = new TreeSet<>();
    for (int i = 0; i < 1 << CONDITIONS; i++) {
      Map<Regime, Boolean> fails = new EnumMap<>(Regime.class);
      fails.put(Regime.THEORY, false);
      fails.put(Regime.ADAM, bit(i, 0));
      fails.put(Regime.SAMPLED, bit(i, 1));
      fails.put(Regime.SINGULAR, bit(i, 2));
      fails.put(Regime.SAME_TOKENS, bit(i, 3));
      fails.put(Regime.TEMPLATES, bit(i, 4));
      fails.put(Regime.FEW_HEADS, bit(i, 5));
      fails.put(Regime.RANK_LOST, bit(i, 6));
      fails.put(Regime.RATE_TOO_LARGE, bit(i, 7) || bit(i, 8) || bit(i, 11));
      fails.put(Regime.SIGMA_HALVED, bit(i, 9));
      fails.put(Regime.LEFT_BALL, bit(i, 10));
      Regime expected =
          fails.entrySet().stream()
              .filter(Map.Entry::getValue)
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(Regime.THEORY);
      Assumptions assumptions = new Assumptions(!bit(i, 2), !bit(i, 3), !bit(i, 4), !bit(i, 6));
      Regime actual =
          Regime.of(
              !bit(i, 0),
              bit(i, 1),
              bit(i, 5),
              assumptions,
              !bit(i, 7),
              new Conditions(at(i, 9), at(i, 8), at(i, 10), at(i, 11)));
      assertEquals(expected, actual, "combination " + i);
      seen.add(actual);
    }
    assertEquals(Set.of(Regime.values()), seen);
  }

  /** A step, possibly 0, at which a condition failed. */
  private static Long at(int combination, int position) {
    return bit(combination, position) ? (Long) (long) (combination % 3) : null;
  }
}
