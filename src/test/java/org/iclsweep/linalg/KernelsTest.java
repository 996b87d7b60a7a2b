package org.iclsweep.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel that a JVM chooses, as a function of its options. */
class KernelsTest {
  private static final String FIX = "--add-modules jdk.incubator.vector";

  @TempDir Path folder;

  /**
   * The output of {@link ChoiceProbe} in a JVM with some options, which must be the same both
   * times.
   */
  private String choice(String... options) throws IOException, InterruptedException {
    List<String> lines = probe(options);
    assertEquals(lines.get(0), lines.get(1), "asked again");
    return lines.get(0);
  }

  private List<String> probe(String... options) throws IOException, InterruptedException {
    List<String> lines = ChildJvm.start(folder, List.of(options), ChoiceProbe.class).lines();
    assertEquals(3, lines.size(), lines::toString);
    return lines;
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "'%s' is not in: %s".formatted(part, text));
    }
  }

  @Test
  void vectorsAreTakenWhereTheModuleIs() throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE);
    assertTrue(choice.startsWith("vector; jdk.incubator.vector, "), choice);
    assertContains(choice, "the JVM has the module jdk.incubator.vector");
  }

  @Test
  void plainJavaIsTakenWithoutTheModuleAndTheReasonNamesIt()
      throws IOException, InterruptedException {
    String choice = choice();
    assertTrue(choice.startsWith("portable; "), choice);
    assertContains(choice, FIX);
  }

  @Test
  void plainJavaCanBeForced() throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE, "-Diclsweep.kernel=portable");
    assertTrue(choice.startsWith("portable; "), choice);
    assertContains(choice, "iclsweep.kernel");
  }

  @Test
  void vectorsCanBeForced() throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE, "-Diclsweep.kernel=vector");
    assertTrue(choice.startsWith("vector; "), choice);
    assertContains(choice, "iclsweep.kernel");
  }

  @Test
  void forcedVectorsWithoutTheModuleAreRefusedWithTheFix()
      throws IOException, InterruptedException {
    String choice = choice("-Diclsweep.kernel=vector");
    assertTrue(choice.startsWith("refused; "), choice);
    assertContains(choice, "iclsweep.kernel=vector", FIX);
  }

  @Test
  void anUnknownKernelIsRefusedWithWhatIsAllowed() throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE, "-Diclsweep.kernel=Vector");
    assertTrue(choice.startsWith("refused; "), choice);
    assertContains(choice, "iclsweep.kernel", "'Vector'", "vector or portable");
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void theLengthOfVectorsCanBeForced(int bits) throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE, "-Diclsweep.vector.bits=" + bits);
    assertContains(choice, "vector; ", "%d lanes of %d bits".formatted(bits / 64, bits));
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "256.0", ""})
  void aLengthOfVectorsThatThereIsNotIsRefusedWithWhatIsAllowed(String bits)
      throws IOException, InterruptedException {
    String choice = choice(ChildJvm.WITH_MODULE, "-Diclsweep.vector.bits=" + bits);
    assertTrue(choice.startsWith("refused; "), choice);
    assertContains(choice, "iclsweep.vector.bits", "128, 256 or 512");
  }

  @Test
  void multiplyAddsInSoftwareAreWarnedOf() throws IOException, InterruptedException {
    String slowness = probe("-XX:-UseFMA").get(2);
    assertContains(slowness, "UseFMA", "slow");
  }

  @Test
  void aProcessKeepsItsChoice() {
    assertSame(Kernels.choice(), Kernels.choice());
    assertSame(Kernels.choice().kernel(), Kernels.choice().kernel());
  }

  @Test
  void theFastestKernelComesFirstAndThePortableOneLast() {
    List<String> names = Kernels.available().stream().map(Kernel::name).toList();
    assertEquals(Kernels.choose(null).kernel().name(), names.get(0));
    assertEquals("portable", names.get(names.size() - 1));
    assertEquals("portable", Kernels.portable().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PORTABLE", "simd"})
  void namesAreTakenLiterally(String name) {
    var thrown = assertThrows(IllegalStateException.class, () -> Kernels.choose(name));
    assertContains(thrown.getMessage(), Kernels.PROPERTY, "'" + name + "'");
  }
}
