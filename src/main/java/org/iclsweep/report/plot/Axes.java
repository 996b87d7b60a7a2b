package org.iclsweep.report.plot;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;

/** The axes of plots. */
final class Axes {
  private Axes() {}

  /** A linear axis without exponents in its labels. */
  static NumberAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setNumberFormatOverride(
        new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    return axis;
  }

  /** A linear axis that includes 0. */
  static NumberAxis fromZero(String label) {
    NumberAxis axis = linear(label);
    axis.setAutoRangeIncludesZero(true);
    return axis;
  }

  /** A logarithmic axis if the numbers span orders of magnitude, else a linear one. */
  static ValueAxis fitting(String label, Extent numbers) {
    if (!numbers.logarithmic()) {
      return linear(label);
    }
    PowerAxis axis = new PowerAxis(label);
    double margin = Math.pow(numbers.max() / numbers.minPositive(), 0.03);
    axis.setRange(numbers.minPositive() / margin, numbers.max() * margin);
    return axis;
  }

  /** An axis with a name at each of the integers from 0. */
  static SymbolAxis names(String label, List<String> names) {
    SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    return axis;
  }
}
