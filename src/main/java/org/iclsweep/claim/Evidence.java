package org.iclsweep.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iclsweep.format.NumberFormatter;

/** The evidence for a verdict, stored as a JSON object. */
public final class Evidence {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REASON = "reason";
  private static final String ROWS = "counterexamples";
  private static final String MORE = "more";

  private Evidence() {}

  /** The reason why a claim was not decided. */
  public static String reason(String why) {
    return write(Map.of(REASON, why));
  }

  /**
   * Counterexamples.
   *
   * @param rows the first ones, each a JSON object
   * @param more whether there are further ones
   */
  public static String counterexamples(List<String> rows, boolean more) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put(ROWS, rows.stream().map(Evidence::read).toList());
    if (more) {
      evidence.put(MORE, true);
    }
    return write(evidence);
  }

  /**
   * Formats evidence for reading, with rounded numbers: {@code trials 64, slope -1.97}.
   *
   * @param evidence a JSON object, as stored
   */
  public static String text(String evidence) {
    Map<?, ?> values = read(evidence);
    if (values.get(REASON) instanceof String reason) {
      return reason;
    }
    if (values.get(ROWS) instanceof List<?> rows) {
      return rows.stream().map(row -> text((Map<?, ?>) row)).collect(Collectors.joining("; "))
          + (values.containsKey(MORE) ? "; and more" : "");
    }
    return text(values);
  }

  private static String text(Map<?, ?> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + " " + NumberFormatter.cell(value.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static Map<?, ?> read(String object) {
    try {
      return JSON.readValue(object, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object: " + object, e);
    }
  }

  private static String write(Map<String, Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable in JSON: " + object, e);
    }
  }
}
