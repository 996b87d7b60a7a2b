package org.iclsweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.junit.jupiter.api.Test;

/** Names and numbers in figures and captions. */
class NamesTest {
  @Test
  void settingsAreSymbolsWithValues() {
    Map<Parameter, Object> values =
        Map.of(
            Parameter.HEADS,
            8,
            Parameter.NOISE,
            0.05,
            Parameter.LEARNING_RATE,
            "auto",
            Parameter.TOLERANCE,
            1e-20);
    assertEquals(
        "H = 8, τ = 0.05, learning rate = auto, tolerance = 1.00e-20",
        Names.settings(
            values,
            List.of(
                Parameter.HEADS, Parameter.NOISE, Parameter.LEARNING_RATE, Parameter.TOLERANCE)));
    assertEquals("", Names.settings(values, List.of()));
  }

  @Test
  void noTwoParametersShareAName() {
    Set<String> symbols = new HashSet<>();
    Set<String> axes = new HashSet<>();
    Stream.of(Parameter.values())
        .forEach(
            p -> {
              assertTrue(symbols.add(Names.symbol(p)), p.column());
              assertTrue(axes.add(Names.axis(p)), p.column());
              assertTrue(Names.axis(p).indexOf('_') < 0, p.column());
            });
  }

  @Test
  void numbersAreRoundedForReading() {
    assertEquals("0", Numbers.rounded(0));
    assertEquals("0", Numbers.rounded(-0.0));
    assertEquals("-3", Numbers.rounded(-3));
    assertEquals("123456", Numbers.rounded(123456));
    assertEquals("0.1235", Numbers.rounded(0.123456));
    assertEquals("0.5", Numbers.rounded(0.5));
    assertEquals("1.23e-04", Numbers.rounded(1.2345e-4));
    assertEquals("1.23e+05", Numbers.rounded(123456.7));
    assertEquals("1.00e-20", Numbers.rounded(1e-20));
    assertEquals("-", Numbers.cell(null));
    assertEquals("7", Numbers.cell(7L));
  }
}
