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

/** Results are bitwise identical on machines with other vector lengths, or without vectors. */
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

  /** Vectors wider than those of the machine are emulated in software, and one JVM has no JIT. */
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
    // They are about a hundred times slower.
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
   * Asserts that the digests of child JVMs, which run concurrently, equal the digest of this JVM.
   *
   * @param largest the maximum size
   * @param seconds the minimum running time of each JVM
   * @param cases the name of a kernel, then the options of its JVM, for each JVM
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
