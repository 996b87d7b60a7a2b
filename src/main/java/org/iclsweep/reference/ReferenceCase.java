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
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.Task;
import org.iclsweep.train.RecordedSteps;

/**
 * One reference file.
 *
 * @param name the file's name
 * @param task the problem
 * @param heads Q_1 .. Q_H at the start, each d x d; not to be modified, see {@link #head}
 * @param optimizer gradient descent or Adam
 * @param rateQ eta_Q
 * @param rateW eta_w
 * @param steps the steps at which the gap is known, increasing from 0
 * @param gaps the gap at each of them
 * @param expected the object {@code expected} of the file
 */
public record ReferenceCase(
    String name,
    Task task,
    List<DMatrixRMaj> heads,
    OptimizerKind optimizer,
    double rateQ,
    double rateW,
    List<Long> steps,
    List<Double> gaps,
    JsonNode expected) {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** The expected numbers that every file has, beside {@code steps} and {@code gap}. */
  private static final List<String> QUANTITIES =
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
   * Reads a file.
   *
   * @throws IllegalArgumentException in one line that names the file and what is wrong with it
   */
  public static ReferenceCase read(Path file) {
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

  /** Q_h at the start, a new matrix. */
  public DMatrixRMaj head(int h) {
    return heads.get(h).copy();
  }

  /**
   * An expected number.
   *
   * @throws IllegalArgumentException if the file does not have it
   */
  public double expected(String quantity) {
    return Reader.number(expected, quantity);
  }

  private record Reader(JsonNode root) {
    ReferenceCase read(String name) {
      if (!root.isObject()) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      int tokens = whole("tokens");
      int dim = whole("dim");
      int m = whole("m");
      int heads = whole("heads");
      DMatrixRMaj dictionary = columns(field(root, "token_vectors"), tokens, dim, "token_vectors");
      DMatrixRMaj features = columns(field(root, "features"), tokens, m, "features");
      JsonNode initial = array(field(root, "q_init"), heads, "q_init");
      List<DMatrixRMaj> q = new ArrayList<>();
      for (int h = 0; h < heads; h++) {
        String what = "q_init[" + h + "]";
        DMatrixRMaj transposed = columns(initial.get(h), dim, dim, what);
        q.add(CommonOps_DDRM.transpose(transposed, null));
      }
      Task task = new Task(dictionary, features, whole("prompt_length"), number(root, "noise"));
      JsonNode expected = field(root, "expected");
      for (String quantity : QUANTITIES) {
        number(expected, quantity);
      }
      JsonNode stepList = field(expected, "steps");
      if (!stepList.isArray()) {
        throw new IllegalArgumentException("steps must be an array");
      }
      List<Long> steps = new ArrayList<>();
      for (int i = 0; i < stepList.size(); i++) {
        steps.add((long) whole(stepList.get(i), "steps[" + i + "]", 0));
      }
      RecordedSteps.exactly(steps);
      JsonNode gapList = array(field(expected, "gap"), steps.size(), "gap");
      List<Double> gaps = new ArrayList<>();
      for (int i = 0; i < gapList.size(); i++) {
        gaps.add(finite(gapList.get(i), "gap[" + i + "]"));
      }
      return new ReferenceCase(
          name,
          task,
          q,
          optimizer(),
          positive("learning_rate_q"),
          positive("learning_rate_w"),
          steps,
          gaps,
          expected);
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

    private int whole(String name) {
      return whole(field(root, name), name, 1);
    }

    private static int whole(JsonNode node, String what, int least) {
      if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least) {
        throw new IllegalArgumentException(
            what + " is " + node + "; it must be a whole number of at least " + least);
      }
      return node.intValue();
    }

    /** A matrix whose columns are the rows of a JSON array of arrays. */
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
