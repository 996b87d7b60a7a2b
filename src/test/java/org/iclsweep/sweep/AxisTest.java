package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text of values means, and which texts are refused. */
class AxisTest {
  private static List<Object> values(Parameter parameter, String text) {
    Axis axis = Axis.parse(parameter, text);
    return LongStream.range(0, axis.count().longValueExact()).mapToObj(axis::value).toList();
  }

  @Test
  void aListKeepsItsOrder() {
    assertEquals(List.of(8, 32, 16), values(Parameter.HEADS, "8, 32,16"));
    assertEquals(List.of("raw", "unit"), values(Parameter.TOKEN_NORM, "raw,unit"));
    assertEquals(List.of("auto", "0.5"), values(Parameter.LEARNING_RATE, "auto,5e-1"));
  }

  @Test
  void aRangeIncludesItsEndIfTheStepMeetsIt() {
    assertEquals(List.of(10, 20, 30, 40, 50), values(Parameter.PROMPT_LENGTH, "10:50:10"));
    assertEquals(List.of(10, 20, 30, 40, 50), values(Parameter.PROMPT_LENGTH, "10:59:10"));
    assertEquals(List.of(1L, 2L, 3L), values(Parameter.SEED, "1:3"));
    assertEquals(List.of(7), values(Parameter.HEADS, "7:7:5"));
  }

  @Test
  void rangesAreDecimal() {
    assertEquals(
        List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), values(Parameter.NOISE, "0:0.7:0.1"));
    assertEquals(List.of(1e-3, 1e-2, 1e-1, 1.0), values(Parameter.NOISE, "1e-3:1e0:x10"));
    assertEquals(List.of(1, 2, 4, 8), values(Parameter.HEADS, "1:8:x2"));
  }

  @Test
  void listsAndRangesMix() {
    assertEquals(List.of(1, 4, 6, 8, 100), values(Parameter.HEADS, "1,4:8:2,1e2"));
  }

  @Test
  void aHugeRangeIsCountedAndNotWrittenOut() {
    Axis axis = Axis.parse(Parameter.SEED, "0:9000000000000000000");
    assertEquals(new BigInteger("9000000000000000001"), axis.count());
    assertEquals(8_999_999_999_999_999_999L, axis.value(8_999_999_999_999_999_999L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEADS | ' ' | --heads: the list is empty",
        "HEADS | 1,,2 | empty item",
        "HEADS | 0 | 0 is not allowed; it takes integers from 1 to 2147483647",
        "HEADS | -3 | -3 is not allowed",
        "HEADS | 2.5 | 2.5 is not allowed",
        "HEADS | 4294967297 | 4294967297 is not allowed",
        "HEADS | many | many is not allowed",
        "HEADS | 1:2:3:4 | is not a range",
        "HEADS | 1: | is not a number",
        "HEADS | 5:1:1 | runs backwards",
        "HEADS | 1:5:0 | step 0",
        "HEADS | 1:5:-1 | step must be above 0",
        "HEADS | 0:5:1 | 0 is not allowed",
        "HEADS | 1:5:0.5 | 1.5 is not allowed",
        "HEADS | 1:8:x1 | factor above 1",
        "HEADS | 1:8:x1.5 | 1.5 is not allowed",
        "HEADS | 8,16,8 | has 8 twice",
        "HEADS | 1:9:2,3 | has 3 twice",
        "NOISE | 0.1,1e-1 | has 0.1 twice",
        "NOISE | 0,-0.0 | has 0.0 twice",
        "NOISE | -0.1 | 0 and numbers from 4.9e-324 to 1.8e308",
        "NOISE | NaN | NaN is not allowed",
        "NOISE | Infinity | Infinity is not allowed",
        "NOISE | 1e400 | 1e400 is not allowed",
        "NOISE | 1e999999999 | 1e999999999 is not allowed",
        "NOISE | 0:1:x2 | start above 0",
        "NOISE | 1:1e300:x1.0000001 | more than a million",
        "TOLERANCE | 1 | 0 and numbers from 4.9e-324 to below 1",
        "STEPS | 0 | 0 is not allowed",
        "LEARNING_RATE | 0 | auto, theory, descent or numbers from 4.9e-324 to 1.8e308",
        "LEARNING_RATE | fast | fast is not allowed",
        "LEARNING_RATE_Q | auto | numbers from 4.9e-324 to 1.8e308",
        "OPTIMIZER | sgd | gd or adam",
        "TOKEN_NORM | 1:3 | unit or raw",
        "SEED | -1 | integers from 0 to 9223372036854775807",
      })
  void aBadTextIsRefusedInOneLine(Parameter parameter, String text, String part) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Axis.parse(parameter, text));
    assertTrue(e.getMessage().startsWith(parameter.option() + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
