package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same numbers on machines with vectors of other lengths, or without any. */
class LaneWidthTest {
  private static final int ALL_SIZES = Integer.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void kernelsOfThisJvmAgree() {
    String expected = KernelDigest.of(Kernels.portable(), ALL_SIZES);
    for (Kernel kernel : Kernels.available()) {
      assertEquals(expected, KernelDigest.of(kernel, ALL_SIZES), kernel.name());
    }
  }

  /** Wider vectors than the machine's are computed by software, and one JVM has no JIT. */
  @Test
  void vectorsOfEveryLengthGiveTheSameBits() throws IOException, InterruptedException {
    assertSameDigests(
        ALL_SIZES,
        2,
        List.of(
            List.of("portable"),
            List.of("portable", "-Xint"),
            List.of("vector", ChildJvm.WITH_MODULE),
            List.of("vector", ChildJvm.WITH_MODULE, bits(128)),
            List.of("vector", ChildJvm.WITH_MODULE, bits(256)),
            List.of("vector", ChildJvm.WITH_MODULE, bits(512))));
  }

  @Test
  void multiplyAddsInSoftwareGiveTheSameBits() throws IOException, InterruptedException {
    // They are some hundred times slower.
    assertSameDigests(
        9,
        0,
        List.of(
            List.of("portable", "-XX:-UseFMA"),
            List.of("vector", "-XX:-UseFMA", ChildJvm.WITH_MODULE)));
  }

  private static String bits(int bits) {
    return "-Diclsweep.vector.bits=" + bits;
  }

  /**
   * Digests of child JVMs, which run at the same time, equal this one's.
   *
   * @param largest the largest size
   * @param seconds how long each goes on
   * @param cases each the name of a kernel, then options of its JVM
   */
  private void assertSameDigests(int largest, int seconds, List<List<String>> cases)
      throws IOException, InterruptedException {
    List<ChildJvm> children = new ArrayList<>();
    for (List<String> one : cases) {
      List<String> options = one.subList(1, one.size());
      String[] args = {one.get(0), Integer.toString(largest), Integer.toString(seconds)};
      children.add(ChildJvm.start(folder, options, KernelDigest.class, args));
    }
    List<String> here = List.of(KernelDigest.of(Kernels.portable(), largest));
    Map<List<String>, List<String>> expected = new LinkedHashMap<>();
    Map<List<String>, List<String>> actual = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      expected.put(cases.get(i), here);
      actual.put(cases.get(i), children.get(i).lines());
    }
    assertEquals(expected, actual);
  }
}
