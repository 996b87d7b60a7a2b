package org.iclsweep.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.iclsweep.objective.ListedPrompts;
import org.iclsweep.optimizer.OptimizerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a reference file, and refusing one that is not right. */
class ReferenceCaseTest {
  private static final Path TALL = Path.of("src", "test", "resources", "reference", "gd-tall.json");

  @TempDir private Path folder;

  private static ObjectNode tall() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(TALL.toFile());
  }

  /** Asserts that a text is refused in one line that names the file and the reason. */
  private void assertRefused(String content, String reason) throws IOException {
    Path file = folder.resolve("broken.json");
    Files.writeString(file, content);
    assertRefused(file, reason);
  }

  private static void assertRefused(Path file, String reason) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> ReferenceCase.read(file));
    String message = refusal.getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains(reason), message);
  }

  private void assertRefusedAfter(Consumer<ObjectNode> change, String reason) throws IOException {
    ObjectNode root = tall();
    change.accept(root);
    assertRefused(root.toString(), reason);
  }

  private static ArrayNode array(JsonNode node) {
    return (ArrayNode) node;
  }

  private static ObjectNode expected(ObjectNode root) {
    return (ObjectNode) root.get("expected");
  }

  @Test
  void readsWhatTheFileSays() throws IOException {
    ObjectNode root = tall();
    ReferenceCase reference = ReferenceCase.read(TALL);
    assertEquals("gd-tall.json", reference.name());
    assertEquals(OptimizerKind.GD, reference.problem().optimizer());
    assertEquals(0.5, reference.problem().learningRateQ());
    assertEquals(0.5, reference.problem().learningRateW());
    assertEquals(4, reference.problem().task().promptLength());
    assertEquals(9, reference.problem().task().tokens());
    assertEquals(5, reference.problem().task().dim());
    assertEquals(3, reference.problem().task().m());
    assertEquals(0.3, reference.problem().task().noise());
    assertEquals(List.of(0L, 1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L), reference.expected().steps());
    assertEquals(reference.expected().steps().size(), reference.expected().gaps().size());
    assertEquals(
        root.get("expected").get("w_norm").doubleValue(), reference.expected().quantity("w_norm"));
    for (int k = 0; k < 9; k++) {
      for (int i = 0; i < 5; i++) {
        double entry = root.get("token_vectors").get(k).get(i).doubleValue();
        assertEquals(entry, reference.problem().task().dictionary().get(i, k));
      }
      for (int i = 0; i < 3; i++) {
        double entry = root.get("features").get(k).get(i).doubleValue();
        assertEquals(entry, reference.problem().task().features().get(i, k));
      }
    }
    assertEquals(6, reference.problem().heads().size());
    for (int h = 0; h < 6; h++) {
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          double entry = root.get("q_init").get(h).get(i).get(j).doubleValue();
          assertEquals(entry, reference.problem().heads().get(h).get(i, j));
        }
      }
    }
  }

  @Test
  void readsTheRatesAndTheOptimizerApart() {
    ReferenceCase twoRates = ReferenceCase.read(TALL.resolveSibling("gd-two-rates.json"));
    assertEquals(0.05, twoRates.problem().learningRateQ());
    assertEquals(0.8, twoRates.problem().learningRateW());
    ReferenceCase adam = ReferenceCase.read(TALL.resolveSibling("adam.json"));
    assertEquals(OptimizerKind.ADAM, adam.problem().optimizer());
  }

  @Test
  void copiesOfTheHeadsCanBeTrained() {
    ReferenceCase reference = ReferenceCase.read(TALL);
    double[] before = reference.problem().heads().get(2).data.clone();
    reference.problem().head(2).data[0] += 1;
    assertArrayEquals(before, reference.problem().heads().get(2).data);
  }

  @Test
  void refusesAMissingFileAndAFolder() {
    assertRefused(folder.resolve("nowhere.json"), "does not exist");
    assertRefused(folder, "is a folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"tokens\": ", "not json", "{\"tokens\": 9,}", "{\n\"a\": [1, 2}\n", "\u0000"})
  void refusesWhatIsNotJson(String text) throws IOException {
    assertRefused(text, "is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "null", "\"text\""})
  void refusesWhatIsNoObject(String text) throws IOException {
    assertRefused(text, "it is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt_length",
        "tokens",
        "dim",
        "m",
        "heads",
        "noise",
        "optimizer",
        "learning_rate_q",
        "learning_rate_w",
        "token_vectors",
        "features",
        "q_init",
        "expected"
      })
  void refusesAMissingField(String field) throws IOException {
    assertRefusedAfter(root -> root.remove(field), "the field " + field + " is missing");
    assertRefusedAfter(root -> root.putNull(field), "the field " + field + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"steps", "gap"})
  void refusesMissingCurves(String field) throws IOException {
    assertRefusedAfter(root -> expected(root).remove(field), "the field " + field + " is missing");
  }

  @Test
  void refusesAQuantityThatTheFileDoesNotHave() {
    ReferenceCase reference = ReferenceCase.read(TALL);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> reference.expected().quantity("nothing"));
    assertTrue(refusal.getMessage().contains("nothing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token_vectors", "features", "q_init"})
  void refusesArraysOfTheWrongLength(String field) throws IOException {
    assertRefusedAfter(root -> array(root.get(field)).remove(0), field + " must be an array of");
    assertRefusedAfter(root -> array(root.get(field)).add(1), field + " must be an array of");
    assertRefusedAfter(
        root -> array(root.get(field).get(1)).remove(0), field + "[1] must be an array of");
    assertRefusedAfter(
        root -> array(root.get(field).get(1)).add(1), field + "[1] must be an array of");
    assertRefusedAfter(root -> root.put(field, 3), field + " must be an array of");
    assertRefusedAfter(
        root -> array(root.get(field)).set(1, root.numberNode(4)),
        field + "[1] must be an array of");
  }

  @Test
  void refusesHeadsThatAreNotSquare() throws IOException {
    assertRefusedAfter(
        root -> array(root.get("q_init").get(2).get(1)).remove(0),
        "q_init[2][1] must be an array of 5, it has 4");
  }

  @Test
  void refusesCurvesOfDifferentLengths() throws IOException {
    assertRefusedAfter(
        root -> array(expected(root).get("gap")).remove(0), "gap must be an array of 9, it has 8");
  }

  @Test
  void refusesNumbersThatAreNone() throws IOException {
    assertRefusedAfter(root -> root.put("noise", "0.3"), "noise is \"0.3\"");
    assertRefusedAfter(root -> root.put("noise", "NaN"), "noise is \"NaN\"");
    assertRefusedAfter(root -> root.put("noise", true), "noise is true");
    assertRefusedAfter(
        root -> array(root.get("features").get(4)).set(2, root.textNode("1")),
        "features[4][2] is \"1\"");
    assertRefusedAfter(
        root -> array(root.get("token_vectors").get(0)).set(0, root.nullNode()),
        "token_vectors[0][0] is null");
    assertRefusedAfter(
        root -> array(root.get("q_init").get(0).get(1)).set(2, root.textNode("NaN")),
        "q_init[0][1][2] is \"NaN\"");
    assertRefusedAfter(
        root -> array(expected(root).get("gap")).set(3, root.textNode("NaN")), "gap[3] is \"NaN\"");
    assertRefused(tall().toString().replace("\"noise\":0.3", "\"noise\":NaN"), "NaN");
    assertRefused(tall().toString().replace("\"noise\":0.3", "\"noise\":1e999"), "noise is");
  }

  @Test
  void refusesNumbersOutOfTheirRange() throws IOException {
    assertRefusedAfter(root -> root.put("noise", -0.1), "noise is -0.1");
    assertRefusedAfter(root -> root.put("heads", 0), "heads is 0");
    assertRefusedAfter(root -> root.put("dim", 2.5), "dim is 2.5");
    assertRefusedAfter(root -> root.put("m", "3"), "m is \"3\"");
    assertRefusedAfter(root -> root.put("tokens", 1L << 40), "tokens is 1099511627776");
    assertRefusedAfter(root -> root.put("prompt_length", 9), "prompt_length is 9");
    assertRefusedAfter(root -> root.put("learning_rate_q", 0), "learning_rate_q is 0.0");
    assertRefusedAfter(root -> root.put("learning_rate_w", -1), "learning_rate_w is -1.0");
    assertRefusedAfter(root -> root.put("optimizer", "sgd"), "optimizer is 'sgd'");
  }

  @Test
  void refusesStepsThatDoNotRiseFromZero() throws IOException {
    assertRefusedAfter(
        root -> array(expected(root).get("steps")).set(0, root.numberNode(1)), "begin with 0");
    assertRefusedAfter(
        root -> array(expected(root).get("steps")).set(2, root.numberNode(1)), "must increase");
    assertRefusedAfter(root -> expected(root).putArray("steps"), "begin with 0");
    assertRefusedAfter(root -> expected(root).put("steps", 5), "steps must be an array");
    assertRefusedAfter(
        root -> array(expected(root).get("steps")).set(1, root.textNode("1")), "steps[1] is \"1\"");
  }

  @Test
  void refusesExpectedNumbersThatAreMissingOrNone() throws IOException {
    List<String> quantities = new ArrayList<>();
    expected(tall()).fieldNames().forEachRemaining(quantities::add);
    for (String quantity : quantities) {
      assertRefusedAfter(root -> expected(root).remove(quantity), quantity);
      assertRefusedAfter(root -> expected(root).put(quantity, "NaN"), quantity);
    }
  }

  @Test
  void refusesStepsThatAreNoWholeNumbers() throws IOException {
    assertRefusedAfter(root -> expected(root).putObject("steps").put("a", 0), "steps");
    assertRefusedAfter(root -> array(expected(root).get("steps")).set(1, 1.5), "steps[1] is 1.5");
    assertRefusedAfter(root -> array(expected(root).get("steps")).set(0, -1), "steps[0] is -1");
  }

  @Test
  void refusesMoreThanOneObjectAndFieldsGivenTwice() throws IOException {
    assertRefused(tall() + " {}", "is not JSON");
    assertRefused("{\"m\": 1, \"m\": 2}", "is not JSON");
  }

  private static void sampled(ObjectNode root) {
    root.put("objective", "sampled");
    ArrayNode labels = root.putArray("training_labels");
    for (int prompt = 0; prompt < 3; prompt++) {
      ArrayNode row = labels.addArray();
      for (int k = 0; k < 9; k++) {
        row.add(0.1 * prompt - 0.01 * k);
      }
    }
    ArrayNode batches = root.putArray("batches");
    for (int step = 0; step < 200; step++) {
      batches.addArray().add(step % 3).add((step + 1) % 3);
    }
  }

  @Test
  void readsTheTrainingPromptsAndTheBatches() throws IOException {
    ObjectNode root = tall();
    sampled(root);
    Path file = folder.resolve("sampled.json");
    Files.writeString(file, root.toString());
    ListedPrompts prompts = ReferenceCase.read(file).problem().prompts();
    assertEquals(200, prompts.steps());
    assertArrayEquals(new int[] {1, 2}, prompts.batch(4));
    assertEquals(3, prompts.labels().numRows);
    for (int k = 0; k < 9; k++) {
      assertEquals(
          root.get("training_labels").get(2).get(k).doubleValue(), prompts.labels().get(2, k));
    }
    assertNull(ReferenceCase.read(TALL).problem().prompts());
    root.put("objective", "population");
    Files.writeString(file, root.toString());
    assertNull(ReferenceCase.read(file).problem().prompts());
  }

  private void assertSampledRefusedAfter(Consumer<ObjectNode> change, String reason)
      throws IOException {
    assertRefusedAfter(
        root -> {
          sampled(root);
          change.accept(root);
        },
        reason);
  }

  @Test
  void refusesPromptsThatDoNotFit() throws IOException {
    assertSampledRefusedAfter(root -> root.put("objective", "fresh"), "objective is 'fresh'");
    assertSampledRefusedAfter(
        root -> root.remove("training_labels"), "the field training_labels is missing");
    assertSampledRefusedAfter(root -> root.remove("batches"), "the field batches is missing");
    assertSampledRefusedAfter(
        root -> array(root.get("batches")).remove(0),
        "at least 200, one for each step, it has 199");
    assertSampledRefusedAfter(
        root -> array(root.get("training_labels").get(1)).remove(0), "training_labels[1]");
    assertSampledRefusedAfter(
        root -> array(root.get("batches").get(5)).add(0), "a batch has 3 prompts");
    assertSampledRefusedAfter(
        root -> array(root.get("batches").get(5)).set(0, 3), "a batch has prompt 3");
    assertSampledRefusedAfter(
        root -> array(root.get("batches").get(5)).set(0, -1), "batches[5][0] is -1");
  }

  @Test
  void onlyNumbersOfTheStartMayBeLeftOut() throws IOException {
    ObjectNode root = tall();
    List<String> leftOut =
        List.of("gradient_norm_q_at_step_1", "gradient_norm_w_at_step_1", "sigma_min_b");
    leftOut.forEach(quantity -> expected(root).putNull(quantity));
    Path file = folder.resolve("undetermined.json");
    Files.writeString(file, root.toString());
    assertEquals(leftOut, ReferenceCase.read(file).expected().undetermined());
    for (String quantity : List.of("sigma_max_b", "ridge_gap", "q_norm", "minimum_loss")) {
      assertRefusedAfter(
          other -> expected(other).putNull(quantity), "the field " + quantity + " is missing");
    }
  }
}
