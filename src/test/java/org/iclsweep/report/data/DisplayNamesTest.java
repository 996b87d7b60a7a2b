package org.iclsweep.report.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.junit.jupiter.api.Test;

/** Display names in figures and captions. */
class DisplayNamesTest {
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
        DisplayNames.settings(
            values,
            List.of(
                Parameter.HEADS, Parameter.NOISE, Parameter.LEARNING_RATE, Parameter.TOLERANCE)));
    assertEquals("", DisplayNames.settings(values, List.of()));
  }

  @Test
  void noTwoParametersShareAName() {
    Set<String> symbols = new HashSet<>();
    Set<String> axes = new HashSet<>();
    Stream.of(Parameter.values())
        .forEach(
            p -> {
              assertTrue(symbols.add(DisplayNames.symbol(p)), p.column());
              assertTrue(axes.add(DisplayNames.axis(p)), p.column());
              assertTrue(DisplayNames.axis(p).indexOf('_') < 0, p.column());
            });
  }
}
