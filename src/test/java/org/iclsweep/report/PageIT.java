package org.iclsweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.report.page.Facts;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.SweepRun;
import org.junit.jupiter.api.Test;

/** The page as text, with hostile input; ReportPageIT opens pages in a browser. */
class PageIT {
  private static final String SCRIPT = "</script><script>alert('1')</script>";

  private static String page(HandMade sweep) {
    SweepRun run =
        new SweepRun(
            List.of("run", "--where", SCRIPT, "--out", "my $(folder)"),
            Map.of("heads", SCRIPT),
            List.of("noise = " + SCRIPT),
            List.of(SCRIPT),
            5,
            Map.of("Spark", SCRIPT),
            "then",
            null);
    return sweep
        .report(
            new Facts(
                "/tmp/" + SCRIPT.replace("/", ""),
                OptionalLong.of(5),
                OptionalLong.of(9),
                List.of(SCRIPT),
                List.of(run),
                "now"),
            List.of())
        .page();
  }

  @Test
  void noTextBecomesMarkup() throws Exception {
    System.setProperty("spark.master", "local[1]");
    String page;
    Session session = Session.open("test");
    try {
      Map<String, Object> failed = new HashMap<>(Map.of("status", "failed", "error", SCRIPT));
      failed.put("gap_end", null);
      failed.put("seed", Long.MAX_VALUE);
      page = page(new HandMade(SparkSession.active()).trial(Map.of(), 1, 0.1).trial(failed));
    } finally {
      session.close();
      System.clearProperty("spark.master");
    }
    // Only its data, the library of charts and its own script.
    assertEquals(3, occurrences(page, "<script"));
    assertEquals(3, occurrences(page, "</script"));
    assertFalse(page.contains("alert('1')</"));
    assertTrue(page.contains("The sweep is not finished: 2 of 5 trials are stored."));
    assertTrue(page.contains("7 other trials are stored in the same folder and are not shown."));
    assertTrue(page.contains("(not finished)"));
    assertFalse(page.contains("0 diverged"));
    assertFalse(page.contains("trials, those that went wrong first"));

    String from = "id=\"sweep-data\">";
    int start = page.indexOf(from) + from.length();
    JsonNode data = new ObjectMapper().readTree(page.substring(start, page.indexOf("</", start)));
    assertEquals("[\"" + SCRIPT + "\"]", values(data, "error"));
    // A double could not represent the second.
    assertEquals("[1,\"9223372036854775807\"]", values(data, "seed"));
  }

  private static String values(JsonNode data, String column) {
    for (JsonNode each : data.get("columns")) {
      if (each.get("name").asText().equals(column)) {
        return each.get("values").toString();
      }
    }
    throw new AssertionError(column);
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
