package org.iclsweep.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Numbers in tables, figures and captions. */
class NumberFormatterTest {
  @Test
  void numbersAreRounded() {
    assertEquals("0", NumberFormatter.rounded(0));
    assertEquals("0", NumberFormatter.rounded(-0.0));
    assertEquals("-3", NumberFormatter.rounded(-3));
    assertEquals("123456", NumberFormatter.rounded(123456));
    assertEquals("0.1235", NumberFormatter.rounded(0.123456));
    assertEquals("0.5", NumberFormatter.rounded(0.5));
    assertEquals("1.23e-04", NumberFormatter.rounded(1.2345e-4));
    assertEquals("1.23e+05", NumberFormatter.rounded(123456.7));
    assertEquals("1.00e-20", NumberFormatter.rounded(1e-20));
    assertEquals("-", NumberFormatter.cell(null));
    assertEquals("7", NumberFormatter.cell(7L));
  }
}
