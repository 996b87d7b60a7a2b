package org.iclsweep.reference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.objective.ListedPrompts;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.Task;
import org.iclsweep.train.RecordedSteps;

/**
 * One reference file.
 *
 * <p>Training uses the population loss or, with the field {@code objective} = "sampled", prompts:
 * {@code training_labels} holds the K labels of each prompt, and {@code batches} the prompts of
 * each step, numbered from 0.
 *
 * @param name the file's name
 * @param problem the training problem
 * @param expected the expected results of training
 */
public record ReferenceCase(String name, Problem problem, Expected expected) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** The expected numbers in every file, in addition to {@code steps} and {@code gap}. */
  static final List<String> QUANTITIES =
      List.of(
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

  /**
   * The numbers that may be null in a file because the initial state does not determine them in
   * double precision: singular values of an almost singular B_k, norms of an almost vanishing
   * gradient.
   */
  static final List<String> UNDETERMINED =
      List.of("gradient_norm_q_at_step_1", "gradient_norm_w_at_step_1", "sigma_min_b");

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException with a one-line message that names the file and its error
   */
  public static ReferenceCase read(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "reference file " + file + " is a folder; name the files in it");
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("reference file " + file + " does not exist");
    }
    try {
      JsonNode root = JSON.readTree(file.toFile());
      return new Reader(root).read(file.getFileName().toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "reference file %s is not JSON: %s at line %d"
              .formatted(
                  file,
                  e.getOriginalMessage().lines().findFirst().orElse("unreadable"),
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "reference file " + file + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("reference file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The results of training.
   *
   * @param steps the steps at which the gap is known, increasing from 0
   * @param gaps the gap at each of them
   * @param quantities all other numbers by name, in the order of the file, except those
   *     undetermined in double precision
   */
  public record Expected(List<Long> steps, List<Double> gaps, Map<String, Double> quantities) {
    /** The names of the quantities that are undetermined in double precision. */
    public List<String> undetermined() {
      return QUANTITIES.stream().filter(name -> !quantities.containsKey(name)).toList();
    }

    /**
     * Returns a quantity.
     *
     * @throws IllegalArgumentException if no quantity has this name
     */
    public double quantity(String name) {
      Double value = quantities.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no quantity is named " + name);
      }
      return value;
    }
  }

  private record Reader(JsonNode root) {
    ReferenceCase read(String name) {
      if (!root.isObject()) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      int tokens = integer("tokens");
      int dim = integer("dim");
      int m = integer("m");
      int heads = integer("heads");
      DMatrixRMaj dictionary = columns(field(root, "token_vectors"), tokens, dim, "token_vectors");
      DMatrixRMaj features = columns(field(root, "features"), tokens, m, "features");
      JsonNode initial = array(field(root, "q_init"), heads, "q_init");
      List<DMatrixRMaj> q = new ArrayList<>();
      for (int h = 0; h < heads; h++) {
        String what = "q_init[" + h + "]";
        DMatrixRMaj transposed = columns(initial.get(h), dim, dim, what);
        q.add(CommonOps_DDRM.transpose(transposed, null));
      }
      Task task = new Task(dictionary, features, integer("prompt_length"), number(root, "noise"));
      JsonNode expected = field(root, "expected");
      Map<String, Double> quantities = new LinkedHashMap<>();
      for (String quantity : QUANTITIES) {
        boolean leftOut =
            UNDETERMINED.contains(quantity)
                && expected.has(quantity)
                && expected.get(quantity).isNull();
        if (!leftOut) {
          quantities.put(quantity, number(expected, quantity));
        }
      }
      JsonNode stepList = field(expected, "steps");
      if (!stepList.isArray()) {
        throw new IllegalArgumentException("steps must be an array");
      }
      List<Long> steps = new ArrayList<>();
      for (int i = 0; i < stepList.size(); i++) {
        steps.add((long) integer(stepList.get(i), "steps[" + i + "]", 0));
      }
      RecordedSteps.exactly(steps);
      JsonNode gapList = array(field(expected, "gap"), steps.size(), "gap");
      List<Double> gaps = new ArrayList<>();
      for (int i = 0; i < gapList.size(); i++) {
        gaps.add(finite(gapList.get(i), "gap[" + i + "]"));
      }
      Problem problem =
          new Problem(
              task,
              q,
              optimizer(),
              positive("learning_rate_q"),
              positive("learning_rate_w"),
              prompts(tokens, Math.max(1, steps.get(steps.size() - 1))));
      return new ReferenceCase(name, problem, new Expected(steps, gaps, quantities));
    }

    /** Reads the prompts of at least the given number of steps; null for the population loss. */
    private ListedPrompts prompts(int tokens, long steps) {
      String objective = root.path("objective").asText("population");
      if (objective.equals("population")) {
        return null;
      }
      if (!objective.equals("sampled")) {
        throw new IllegalArgumentException(
            "objective is '" + objective + "'; it must be population or sampled");
      }
      JsonNode rows = field(root, "training_labels");
      DMatrixRMaj labels = columns(rows, rows.size(), tokens, "training_labels");
      JsonNode lists = field(root, "batches");
      if (!lists.isArray() || lists.size() < steps) {
        throw new IllegalArgumentException(
            "batches must be an array of at least %d, one for each step, it has %d"
                .formatted(steps, lists.size()));
      }
      int[][] batches = new int[lists.size()][];
      for (int step = 0; step < batches.length; step++) {
        JsonNode list = lists.get(step);
        batches[step] = new int[list.size()];
        for (int i = 0; i < list.size(); i++) {
          batches[step][i] = integer(list.get(i), "batches[" + step + "][" + i + "]", 0);
        }
      }
      return new ListedPrompts(CommonOps_DDRM.transpose(labels, null), batches);
    }

    private OptimizerKind optimizer() {
      String text = field(root, "optimizer").asText();
      for (OptimizerKind kind : OptimizerKind.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("optimizer is '" + text + "'; it must be gd or adam");
    }

    private static JsonNode field(JsonNode object, String name) {
      JsonNode field = object.get(name);
      if (field == null || field.isNull()) {
        throw new IllegalArgumentException("the field " + name + " is missing");
      }
      return field;
    }

    private static JsonNode array(JsonNode node, int length, String what) {
      if (!node.isArray() || node.size() != length) {
        throw new IllegalArgumentException(
            "%s must be an array of %d, it %s"
                .formatted(what, length, node.isArray() ? "has " + node.size() : "is none"));
      }
      return node;
    }

    private static double finite(JsonNode node, String what) {
      if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
        throw new IllegalArgumentException(what + " is " + node + "; it must be a finite number");
      }
      return node.doubleValue();
    }

    private static double number(JsonNode object, String name) {
      return finite(field(object, name), name);
    }

    private double positive(String name) {
      double value = number(root, name);
      if (value <= 0) {
        throw new IllegalArgumentException(name + " is " + value + "; it must be above 0");
      }
      return value;
    }

    private int integer(String name) {
      return integer(field(root, name), name, 1);
    }

    private static int integer(JsonNode node, String what, int minimum) {
      if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < minimum) {
        throw new IllegalArgumentException(
            what + " is " + node + "; it must be an integer of at least " + minimum);
      }
      return node.intValue();
    }

    /** Reads a matrix whose columns are the rows of a JSON array of arrays. */
    private static DMatrixRMaj columns(JsonNode rows, int columns, int length, String what) {
      array(rows, columns, what);
      DMatrixRMaj matrix = new DMatrixRMaj(length, columns);
      for (int k = 0; k < columns; k++) {
        JsonNode row = array(rows.get(k), length, what + "[" + k + "]");
        for (int i = 0; i < length; i++) {
          matrix.unsafe_set(i, k, finite(row.get(i), what + "[" + k + "][" + i + "]"));
        }
      }
      return matrix;
    }
  }
}
