package org.iclsweep.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The heads at the start. */
class DrawHeadTest {
  private static List<DMatrixRMaj> heads(int count, int dim, double scale, long seed) {
    return IntStream.range(0, count)
        .mapToObj(h -> Transformer.drawHead(h, dim, scale, seed))
        .toList();
  }

  @Test
  void moreHeadsLeaveTheOthersAsTheyAre() {
    List<DMatrixRMaj> few = heads(3, 4, 1, 42);
    List<DMatrixRMaj> many = heads(8, 4, 1, 42);
    for (int h = 0; h < few.size(); h++) {
      assertArrayEquals(few.get(h).data, many.get(h).data);
    }
    for (int h = 1; h < many.size(); h++) {
      assertNotEquals(many.get(h).data[0], many.get(h - 1).data[0]);
    }
    assertNotEquals(few.get(0).data[0], heads(1, 4, 1, 43).get(0).data[0]);
  }

  @Test
  void headsScaleWithTheStandardDeviation() {
    double[] unit = heads(2, 5, 1, 42).get(1).data;
    double[] quarter = heads(2, 5, 0.25, 42).get(1).data;
    assertArrayEquals(Arrays.stream(unit).map(x -> x / 4).toArray(), quarter);
  }
}
