package org.iclsweep.report.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.iclsweep.report.data.Curves.Point;
import org.iclsweep.report.data.Curves.Quantity;
import org.junit.jupiter.api.Test;

/** Curves over seeds against medians computed by hand. */
class CurvesTest {
  private static void add(Curves curves, String trial, long step, Double gap, Double loss) {
    curves.add(
        trial,
        step,
        quantity ->
            switch (quantity) {
              case GAP -> gap;
              case LOSS -> loss;
              default -> null;
            });
  }

  @Test
  void aTrialThatEndedEarlyKeepsItsLastValue() {
    Curves curves = new Curves();
    add(curves, "long", 0, 8.0, 1.0);
    add(curves, "long", 1, 4.0, 1.0);
    add(curves, "long", 2, 2.0, 1.0);
    add(curves, "long", 4, 1.0, 1.0);
    add(curves, "short", 0, 18.0, 1.0);
    add(curves, "short", 1, 9.0, 1.0);
    assertEquals(
        List.of(
            new Point(0, new Spread(8, 12, 18)),
            new Point(1, new Spread(4, 6, 9)),
            new Point(2, new Spread(2, Math.sqrt(2) * 3, 9)),
            new Point(4, new Spread(1, 3, 9))),
        rounded(curves.over(Quantity.GAP)));
  }

  /** Products of square roots may differ in the last bit. */
  private static List<Point> rounded(List<Point> points) {
    return points.stream()
        .map(
            p -> {
              double near = Math.rint(p.over().median());
              boolean integer = Math.abs(p.over().median() - near) < 1e-14 * near;
              return integer
                  ? new Point(p.step(), new Spread(p.over().low(), near, p.over().high()))
                  : p;
            })
        .toList();
  }

  @Test
  void trialsWithOtherRecordedStepsCountWithTheLastOneBefore() {
    Curves curves = new Curves();
    add(curves, "a", 0, 5.0, null);
    add(curves, "a", 10, 3.0, null);
    add(curves, "a", 20, 1.0, null);
    add(curves, "b", 0, 6.0, null);
    add(curves, "b", 9, 4.0, null);
    add(curves, "b", 11, 2.0, null);
    add(curves, "c", 0, 7.0, null);
    List<Point> points = curves.over(Quantity.GAP);
    assertEquals(List.of(0L, 10L, 20L), points.stream().map(Point::step).toList());
    assertEquals(new Spread(3, 4, 7), points.get(1).over());
    assertEquals(new Spread(1, 2, 7), points.get(2).over());
  }

  @Test
  void missingValuesAreSkipped() {
    Curves curves = new Curves();
    add(curves, "a", 0, 5.0, null);
    add(curves, "b", 0, 6.0, 0.5);
    assertEquals(List.of(), curves.over(Quantity.BOUND));
    assertEquals(List.of(new Point(0, new Spread(0.5, 0.5, 0.5))), curves.over(Quantity.LOSS));
    assertEquals(List.of(), new Curves().over(Quantity.GAP));
  }

  @Test
  void theMedianOfTwoIsTheirGeometricMean() {
    assertEquals(1e-10, Curves.middle(1e-20, 1), 1e-25);
    assertEquals(0, Curves.middle(0, 4));
    assertEquals(0.1, Curves.middle(0.1, 0.1));
    assertEquals(1e-300, Curves.middle(1e-320, 1e-280), 1e-302);
  }
}
