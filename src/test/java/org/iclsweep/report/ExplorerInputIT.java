package org.iclsweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iclsweep.spark.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The explorer of unusual sweeps: each page says what is there and what is not. */
class ExplorerInputIT {
  private static final double[] FALLING = {5, 1, 1e-2, 1e-4, 1e-6};
  private static final String MARKUP = "</script><img src=x onerror=alert(1)> & \"quotes\" '|'";

  @TempDir private static Path folder;

  private static Session session;
  private static Browser browser;
  private static ExplorerPage page;

  @BeforeAll
  static void open() {
    Browser.require();
    System.setProperty("spark.master", "local[2]");
    session = Session.open("test");
    browser = Browser.start(folder.resolve("profile"));
    page = new ExplorerPage(browser);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
      session.close();
      System.clearProperty("spark.master");
    }
  }

  private static HandMade sweep() {
    return new HandMade(session.sized(false));
  }

  private static void open(HandMade sweep) throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, sweep.report().page());
    page.open(file);
    assertEquals(List.of(), browser.complaints());
  }

  /** Goes through all views; none may complain. */
  private static void visitAll() {
    String id = page.value("document.querySelector('#trial-table tbody td').title").asText();
    for (String hash :
        List.of(
            "#x=step", "#single=1", "#columns=all&sort=-gap_end", "#trial=" + id, "#y=seconds")) {
      page.address(hash);
      assertEquals(List.of(), browser.complaints(), hash);
    }
    page.address("#trial=" + id);
    assertTrue(page.text("#trial-title").endsWith(id));
  }

  /** The numbers of the chart's points, as their table shows them. */
  private static List<String> numbers() {
    return browser.texts(
        "[...document.querySelectorAll('#explore-numbers tbody tr')].map(r => [...r.cells].slice(0, -1).map(c => c.textContent).join(' '))");
  }

  private static Map<String, Object> without(String status, Map<String, ?> values) {
    Map<String, Object> row = new HashMap<>(values);
    row.put("status", status);
    for (String column :
        List.of("gap_end", "rate", "bound_rate", "ridge_gap", "ridge_gap_ood", "best_gap")) {
      row.put(column, null);
    }
    row.put("regime", null);
    row.put("bound_held", null);
    return row;
  }

  @Test
  void anEmptySweep() throws IOException {
    open(sweep());
    assertEquals("There is nothing to explore: no trial is stored.", page.text("#explore .note"));
    assertEquals(0, page.value("document.querySelectorAll('canvas, select').length").asInt());
  }

  @Test
  void oneTrial() throws IOException {
    open(sweep().trial(Map.of(), FALLING));
    assertEquals("1 trial", page.text("#matching"));
    assertTrue(page.text("#explore-caption").contains("Each point is one trial."));
    assertEquals("step", page.value("document.querySelector('select').value").asText());
    assertEquals(
        "Parallel coordinates need two trials and two columns with several values.",
        page.text("#coordinates-note"));
    visitAll();
    // Five recorded steps, and the end in the table of trials.
    assertEquals(6, page.lines("trial-chart-0").get(0).get("data").size());
    assertTrue(page.text("#trial-view").contains("No parameter varies."));
  }

  @Test
  void allTrialsFailed() throws IOException {
    HandMade sweep = sweep();
    for (int heads : new int[] {2, 4}) {
      sweep.trial(without("failed", Map.of("heads", heads, "error", MARKUP + heads)));
    }
    open(sweep);
    assertEquals(
        "There is nothing to draw: of the 2 selected trials, none has a gap at the end to show (2"
            + " diverged or failed). Choose another measure.",
        page.text("#explore-empty"));
    assertEquals(
        "No trial has both measures with a place on these axes.", page.text("#scatter-note"));
    assertTrue(page.texts("#trial-table tbody td").contains(MARKUP + "2"));
    assertEquals(0, page.value("document.querySelectorAll('[onerror]').length").asInt());
    visitAll();
    assertTrue(page.text("#trial-view").contains(MARKUP));
    assertTrue(page.text("#trial-view").contains("The trial has no curves: no step was recorded."));
  }

  @Test
  void oneParameterVaries() throws IOException {
    HandMade sweep = sweep();
    for (int heads : new int[] {1, 2, 3}) {
      sweep.trial(Map.of("heads", heads, "rate", 0.1 * heads), FALLING);
    }
    open(sweep);
    assertEquals(List.of("1 1 0.1 0.1 0.1", "2 1 0.2 0.2 0.2", "3 1 0.3 0.3 0.3"), numbers());
    visitAll();
  }

  @Test
  void twelveParametersVary() throws IOException {
    HandMade sweep = sweep();
    for (int i = 0; i < 48; i++) {
      Map<String, Object> values = new HashMap<>();
      values.put("m", 4 + i % 2);
      values.put("heads", 1 + i % 3);
      values.put("prompt_length", 3 + i / 2 % 2);
      values.put("noise", 0.1 * (1 + i % 4));
      values.put("tokens", 9 + i / 3 % 2);
      values.put("dim", 5 + i / 4 % 2);
      values.put("init_scale", 1.0 + i / 5 % 2);
      values.put("token_norm", i % 5 < 2 ? "unit" : "natural");
      values.put("representation", i % 7 < 3 ? "gaussian" : "relu");
      values.put("optimizer", i % 2 == 0 ? "gd" : "adam");
      values.put("steps", 100 + i / 7 % 2);
      values.put("ood_mean", 1.0 + i / 11 % 2);
      values.put("rate", 0.01 * (1 + i % 3));
      sweep.trial(values, FALLING);
    }
    open(sweep);
    assertEquals("heads", page.value("document.querySelector('select').value").asText());
    assertEquals(
        12, page.value("document.querySelectorAll('#explore-filters select').length").asInt() + 2);
    page.address("#x=optimizer&series=representation&panels=noise");
    assertTrue(
        numbers().stream().anyMatch(row -> row.startsWith("0.1 gaussian gd ")), "" + numbers());
    browser.look(400, 800, false);
    page.address("#x=heads");
    assertTrue(page.value("document.documentElement.scrollWidth").asInt() <= 400);
    browser.look(1200, 900, false);
    visitAll();
  }

  @Test
  void aParameterHasAThousandValues() throws IOException {
    HandMade sweep = sweep();
    for (int i = 1; i <= 1000; i++) {
      sweep.trial(
          Map.of("noise", 0.001 * i, "heads", 1 + i % 2, "rate", 0.001 * i),
          i < 5 ? FALLING : new double[0]);
    }
    open(sweep);
    page.address("#x=heads&series=noise");
    assertTrue(page.text("#explore-caption").contains("40 of 1000 series are drawn"));
    page.address("#x=noise&series=-&panels=-");
    assertEquals(300, numbers().size(), "as many as are listed");
    page.address("#x=noise&series=-&where.noise=" + "0.5..0.502");
    assertEquals("3 of 1,000 trials", page.text("#matching"));
    visitAll();
  }

  /** What is not finite is null in the tables. */
  @Test
  void valuesAreMissing() throws IOException {
    HandMade sweep = sweep();
    Map<String, Object> none = without("diverged", Map.of("heads", 8, "seed", Long.MAX_VALUE));
    sweep.trial(none, 5, 1e300);
    sweep.trial(Map.of("heads", 2, "gap_end", 0.0, "rate", -1e-9, "ridge_gap", 1e-300), FALLING);
    sweep.trial(Map.of("heads", 4, "gap_end", 1e-30, "rate", 2e-7, "ridge_gap", 1e300), FALLING);
    open(sweep);
    page.address("#x=heads&y=gap_end&ylog=1&series=-");
    assertEquals(List.of("4 1 1.00e-30 1.00e-30 1.00e-30"), numbers());
    assertTrue(
        page.text("#explore-caption")
            .contains("Left out: 1 diverged or failed; 1 not positive, which has no place on a"),
        page.text("#explore-caption"));
    page.address("#x=heads&y=ridge_gap&series=-");
    assertEquals(
        List.of("2 1 1.00e-300 1.00e-300 1.00e-300", "4 1 1.00e+300 1.00e+300 1.00e+300"),
        numbers());
    page.address("#where.gap_end=-");
    assertEquals("1 of 3 trials", page.text("#matching"));
    assertTrue(page.texts("#trial-table tbody td").contains("9223372036854775807"));
    page.address("#where.gap_end=%3C%3C");
    assertEquals("3 trials", page.text("#matching"));
    assertEquals(1, page.texts(".condition.wrong").size());
    page.address("#");
    visitAll();
  }

  /** A large page has no room for measures that are seldom asked for. */
  @Test
  void measuresAreLeftOut() throws IOException {
    Path file = folder.resolve("report.html");
    String all =
        sweep()
            .trial(Map.of("heads", 2), FALLING)
            .trial(Map.of("heads", 4), FALLING)
            .report()
            .page();
    int start = all.indexOf("id=\"sweep-data\">") + "id=\"sweep-data\">".length();
    int end = all.indexOf("</script>", start);
    ObjectNode data = (ObjectNode) new ObjectMapper().readTree(all.substring(start, end));
    ArrayNode columns = data.withArray("columns");
    for (int i = columns.size() - 1; i >= 0; i--) {
      JsonNode column = columns.get(i);
      if (column.get("role").asText().equals("measure") && !column.get("first").asBoolean()) {
        columns.remove(i);
      }
    }
    Files.writeString(file, all.substring(0, start) + data + all.substring(end));
    page.open(file);
    assertFalse(page.texts("select[name=vertical] option").contains("zeta end"));
    visitAll();
    assertEquals(6, page.lines("trial-chart-0").get(0).get("data").size());
  }

  /** An address may be anything. */
  @Test
  void addressesThatMeanNothingAreIgnored() throws IOException {
    open(sweep().trial(Map.of("heads", 2), FALLING).trial(Map.of("heads", 4), FALLING));
    String view = page.text("#explore-caption");
    for (String hash :
        List.of(
            "#x=zzz&y=&series=heads&where.zzz=1", "#figures", "#%25%25=1", "#page=99&sort=-zzz")) {
      page.address(hash);
      assertEquals(view, page.text("#explore-caption"), hash);
      assertEquals(List.of(), browser.complaints(), hash);
    }
    page.address("#trial=zzz");
    assertEquals("The page has no trial whose id begins with zzz.", page.text("#trial-view .note"));
    assertFalse(page.value("document.getElementById('trial-view').hidden").asBoolean());
  }
}
