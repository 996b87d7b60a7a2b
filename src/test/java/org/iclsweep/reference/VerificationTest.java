package org.iclsweep.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.model.Form;
import org.iclsweep.optimizer.OptimizerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference cases of the independent program, and what a deviation is. */
class VerificationTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "reference");

  /** The agreement that two programs in double precision are expected to reach. */
  private static final double AGREEMENT = 1e-9;

  @TempDir private Path folder;

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  static Stream<String> quantities() {
    return Stream.of(
        "minimum_loss",
        "gradient_norm_q_at_step_1",
        "gradient_norm_w_at_step_1",
        "sigma_min_b",
        "sigma_max_b",
        "ridge_gap",
        "ridge_gap_prompt",
        "ridge_gap_query",
        "ridge_gap_ood",
        "best_gap",
        "a_hat_norm",
        "w_norm",
        "q_norm");
  }

  private static ObjectNode tall() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(FOLDER.resolve("gd-tall.json").toFile());
  }

  /** The deviations of each run of a case. */
  private List<Map<String, Double>> deviations(ObjectNode root) throws IOException {
    Path file = folder.resolve("case.json");
    new ObjectMapper().writeValue(file.toFile(), root);
    List<Verification.Run> runs = Verification.all(ReferenceCase.read(file));
    assertFalse(runs.isEmpty());
    return runs.stream().map(Verification.Run::deviations).toList();
  }

  @Test
  void thereAreReferenceCases() throws IOException {
    assertTrue(files().size() >= 7);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyCaseAgrees(Path file) {
    ReferenceCase reference = ReferenceCase.read(file);
    List<Verification.Run> runs = Verification.all(reference);
    assertEquals(
        ways(reference.problem().optimizer()),
        runs.stream().map(run -> run.kernel() + " " + run.form()).toList());
    for (Verification.Run run : runs) {
      assertSame(reference, run.reference());
      assertTrue(run.largest() <= AGREEMENT, run.toString());
    }
  }

  /** Every kernel in every form that the optimizer allows, then the straightforward transformer. */
  private static List<String> ways(OptimizerKind optimizer) {
    List<String> ways = new ArrayList<>();
    for (Kernel kernel : Kernels.available()) {
      for (Form form : optimizer == OptimizerKind.GD ? Form.values() : new Form[] {Form.FULL}) {
        ways.add(kernel.name() + " " + form);
      }
    }
    ways.add("ejml FULL");
    return ways;
  }

  /** Tests run with the vector module, so that both kernels are verified. */
  @Test
  void thereAreSevenRunsForGradientDescentAndThreeForAdam() {
    assertEquals(7, Verification.all(ReferenceCase.read(FOLDER.resolve("gd-tall.json"))).size());
    assertEquals(3, Verification.all(ReferenceCase.read(FOLDER.resolve("adam.json"))).size());
  }

  @Test
  void everyExpectedQuantityIsCompared() throws IOException {
    for (Map<String, Double> deviations : deviations(tall())) {
      Set<String> compared = deviations.keySet();
      Stream.concat(quantities(), Stream.of("gap"))
          .forEach(quantity -> assertTrue(compared.contains(quantity), quantity));
      tall()
          .get("expected")
          .fieldNames()
          .forEachRemaining(
              field -> assertTrue(compared.contains(field) || field.equals("steps"), field));
    }
  }

  /** Wrong by 1e-6, a number deviates by 1e-6 / (1 + 1e-6), up to the agreement. */
  @ParameterizedTest
  @MethodSource("quantities")
  void aWrongNumberShowsInItsQuantityAlone(String quantity) throws IOException {
    ObjectNode root = tall();
    ObjectNode expected = (ObjectNode) root.get("expected");
    expected.put(quantity, expected.get(quantity).doubleValue() * (1 + 1e-6));
    for (Map<String, Double> deviations : deviations(root)) {
      assertEquals(1e-6, deviations.get(quantity), AGREEMENT + 1e-12);
      deviations.forEach(
          (other, deviation) ->
              assertTrue(other.equals(quantity) || deviation <= AGREEMENT, other + deviation));
    }
  }

  @Test
  void aWrongGapAtAnyStepShows() throws IOException {
    int length = tall().get("expected").get("gap").size();
    for (int i = 0; i < length; i++) {
      ObjectNode root = tall();
      ArrayNode gaps = (ArrayNode) root.get("expected").get("gap");
      gaps.set(i, gaps.numberNode(gaps.get(i).doubleValue() * (1 - 1e-6)));
      for (Map<String, Double> deviations : deviations(root)) {
        assertEquals(1e-6, deviations.get("gap"), AGREEMENT + 2e-12, "gap " + i);
      }
    }
  }

  @Test
  void anExpectedZeroIsMeasuredAgainstItsScale() throws IOException {
    ObjectNode root = tall();
    ObjectNode expected = (ObjectNode) root.get("expected");
    double actual = expected.get("best_gap").doubleValue();
    double scale = expected.get("gap").get(0).doubleValue();
    expected.put("best_gap", 0.0);
    for (Map<String, Double> deviations : deviations(root)) {
      double deviation = deviations.get("best_gap");
      assertEquals(actual / (1e-10 * scale), deviation, 1e-9 * deviation);
    }
  }

  @Test
  void anotherStartDeviatesEverywhereAfterIt() throws IOException {
    ObjectNode root = tall();
    ArrayNode row = (ArrayNode) root.get("q_init").get(0).get(0);
    row.set(1, row.numberNode(row.get(1).doubleValue() + 1e-3));
    for (Map<String, Double> deviations : deviations(root)) {
      for (String quantity : List.of("gap", "ridge_gap", "w_norm", "q_norm", "sigma_max_b")) {
        assertTrue(deviations.get(quantity) > AGREEMENT, quantity);
      }
      for (String quantity : List.of("minimum_loss", "best_gap")) {
        assertTrue(deviations.get(quantity) <= AGREEMENT, quantity);
      }
    }
  }

  @Test
  void theLargestDeviationIsTheOneOfARun() {
    Verification.Run run =
        new Verification.Run(
            ReferenceCase.read(FOLDER.resolve("gd-tall.json")),
            "kernel",
            Form.FULL,
            Map.of("gap", 0.0, "w_norm", 3e-7, "q_norm", 1e-12));
    assertEquals(3e-7, run.largest());
  }

  @Test
  void deviationIsRelativeToTheExpectedNumber() {
    assertEquals(0.5, Verification.deviation(3, 2, 0));
    assertEquals(0.5, Verification.deviation(-3, -2, 0));
    assertEquals(0.5, Verification.deviation(1, 2, 1000));
    assertEquals(2.0, Verification.deviation(-2, 2, 0));
  }

  @Test
  void deviationIsRelativeToAShareOfTheScaleWhereThatIsLarger() {
    assertEquals(1e-3 / 1e-10, Verification.deviation(1e-3, 0, 1), 1e-6);
    assertEquals(1e-3, Verification.deviation(2e-13 + 1e-13, 2e-13, 1), 1e-15);
  }

  @Test
  void deviationFromZeroWithoutAScaleIsInfinite() {
    assertEquals(0.0, Verification.deviation(0, 0, 0));
    assertEquals(0.0, Verification.deviation(-0.0, 0, 0));
    assertEquals(Double.POSITIVE_INFINITY, Verification.deviation(1e-300, 0, 0));
  }

  @Test
  void whatIsNotANumberDeviatesInfinitely() {
    double infinity = Double.POSITIVE_INFINITY;
    assertEquals(infinity, Verification.deviation(Double.NaN, 1, 1));
    assertEquals(infinity, Verification.deviation(Double.NaN, 0, 0));
    assertEquals(infinity, Verification.deviation(1, Double.NaN, 1));
    assertEquals(infinity, Verification.deviation(infinity, 1, 1));
    assertEquals(infinity, Verification.deviation(1, 1 + 1e-9, Double.NaN));
  }
}
