package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.format.NumberFormatter;
import org.iclsweep.report.Browser;
import org.iclsweep.report.ExplorerPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The explorer of a report as a reader uses it, compared with the tables. */
class ExplorerIT {
  /** The largest relative error of a number that is rounded to six digits. */
  private static final double ROUNDING = 5.1e-6;

  @TempDir private static Path folder;

  private static Browser browser;
  private static ExplorerPage page;

  /** 72 trials, with the parameters of the quickstart. */
  private static Path sweep;

  @BeforeAll
  static void makeSweep() throws IOException {
    if (!Browser.installed()) {
      return;
    }
    sweep = folder.resolve("sweep");
    run(
        "run --m 4,5 --heads 1,2,6 --prompt-length 4,5,6 --noise 0.1,0.4 --tokens 10 --dim 5"
            + " --steps 400 --seed 1:2",
        "--keep-model",
        "seed = 1 and m = 5",
        "--out",
        sweep.toString());
    browser = Browser.start(folder.resolve("profile"));
    browser.saveInto(Files.createDirectory(folder.resolve("saved")));
    page = new ExplorerPage(browser);
  }

  @BeforeEach
  void requireBrowser() {
    Browser.require();
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Result run(String words, String... more) {
    Result result =
        CommandLineRunner.run(
            Stream.concat(Stream.of(words.split(" ", -1)), Stream.of(more)).toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static List<JsonNode> query(String sql) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    new ObjectMapper()
        .readTree(run("query --format json", "--out", sweep.toString(), sql).out())
        .forEach(rows::add);
    return rows;
  }

  private static void assertQuiet() {
    assertEquals(List.of(), browser.complaints());
    String own = sweep.resolve("report.html").toUri().toString();
    assertEquals(
        List.of(),
        browser.requests().stream()
            .map(request -> request.replaceFirst("#.*", ""))
            .filter(request -> !request.equals(own))
            .filter(request -> !request.startsWith("data:") && !request.startsWith("blob:"))
            .toList());
  }

  /** What the page shows of its view and its selection. */
  private static String shown() {
    return String.join(
        "\n",
        page.text("#explore-caption"),
        page.text("#explore-legend"),
        page.text("#selection"),
        page.text("#place"),
        page.texts("#explore-numbers td").toString(),
        page.texts("#trial-table tbody td").toString(),
        page.value("[...document.querySelectorAll('select')].map(s => s.value)").toString());
  }

  @Test
  void aReaderAsksTheNextQuestion() throws Exception {
    page.open(sweep.resolve("report.html"));
    page.choose("horizontal", "prompt_length");
    page.choose("vertical", "ridge_gap");
    page.choose("colour", "heads");
    page.choose("τ", "=0.1");
    assertEquals("36 of 72 trials", page.text("#matching"));
    assertEquals("H = 1 H = 2 H = 6", page.text("#explore-legend"));
    String view = shown();

    page.clickPoint("explore-chart", 2, 0);
    assertTrue(page.text("#trial-view .headline").matches("m = [45], H = 6, N = 4, τ = 0.1, .*"));
    assertEquals("trial-title", browser.text("document.activeElement.id"));
    String id = page.text("#trial-title code");
    assertEquals(2, page.lines("trial-chart-0").size(), "gap and bound");
    assertTrue(page.lines("trial-chart-0").get(0).get("data").size() > 50);
    assertEquals("One of 4 trials at N = 4, H = 6", page.text(".peers summary"));
    page.click("button[name=\"copy replay\"]");
    browser.await("document.querySelector(\"[name='copy replay']\").textContent === 'copied'");
    String command = browser.clipboard();
    assertEquals("./submit.sh replay " + id + " --out " + sweep, command);
    assertTrue(run(command.replace("./submit.sh ", "")).out().contains(id));

    page.back();
    assertEquals(view, shown());
    page.brush("gap_end", -0.02, 0.5);
    assertEquals(2, page.texts(".condition").size());
    List<String> columns =
        browser.texts(
            "JSON.parse(document.getElementById('sweep-data').textContent).columns.map(c => c.name)");
    String condition = page.texts(".condition").get(1);
    String[] ends =
        condition.replaceFirst("gap at the end ", "").replace("×", "").split("\\.\\.", -1);
    List<JsonNode> expected =
        query(
            "select * from trials where noise = 0.1 and gap_end >= %sD and gap_end <= %sD"
                .formatted(ends[0].strip(), ends[1].strip()));
    assertTrue(expected.size() > 3 && expected.size() < 36, condition + " " + expected.size());
    assertEquals(expected.size() + " of 72 trials", page.text("#matching"));
    page.click("#save");
    assertSameRows(expected, columns, saved());

    String address = browser.text("location.href");
    String before = shown();
    browser.openInNewTab(address);
    page.await();
    assertEquals(before, shown());
    page.click("#clear");
    assertEquals("72 trials", page.text("#matching"));
    page.back();
    assertEquals(before, shown());
    assertQuiet();
  }

  @Test
  void chartsAnswerThePointer() throws Exception {
    page.open(sweep.resolve("report.html"));
    page.address("#x=prompt_length&y=gap_end&series=heads&where.noise=%3D0.1&where.m=%3D5");
    double[] gaps =
        query(
                "select gap_end from trials where m = 5 and noise = 0.1 and heads = 6"
                    + " and prompt_length = 4 order by gap_end")
            .stream()
            .mapToDouble(t -> t.get("gap_end").asDouble())
            .toArray();
    assertEquals(2, gaps.length);
    String tip = page.hover("explore-chart", 2, 0);
    assertTrue(tip.startsWith("m = 5, H = 6, N = 4, τ = 0.1 "), tip);
    assertTrue(
        tip.contains(
            "gap at the end " + NumberFormatter.rounded(six(Math.sqrt(gaps[0] * gaps[1])))),
        tip);
    assertTrue(tip.contains(" median of 2 trials with 2 seeds; quartiles "), tip);

    page.address("#across=gap_end&up=ridge_gap_ood");
    page.brushScatter(new double[] {0.3, 0.2}, new double[] {0.9, 0.8});
    List<String> ranges = page.texts(".condition");
    assertEquals(2, ranges.size(), ranges.toString());
    String where =
        ranges.stream()
            .map(range -> range.replace("×", "").strip())
            .map(
                range ->
                    range
                        .replaceFirst("gap at the end ", "gap_end between ")
                        .replaceFirst("ridge gap out of domain ", "ridge_gap_ood between ")
                        .replace("..", "D and "))
            .collect(Collectors.joining("D and ", "", "D"));
    int expected = query("select 1 from trials where " + where).size();
    assertTrue(expected > 0 && expected < 72, where + ": " + expected);
    assertEquals(expected + " of 72 trials", page.text("#matching"));
    page.clickScatter(0);
    assertEquals("trial-title", browser.text("document.activeElement.id"));
    assertQuiet();
  }

  /** Waits for the file that the page saves. */
  private static List<String> saved() throws Exception {
    Path file = folder.resolve("saved/trials.csv");
    while (!Files.exists(file)) {
      Thread.sleep(5);
    }
    return Files.readAllLines(file);
  }

  private static void assertSameRows(
      List<JsonNode> expected, List<String> columns, List<String> csv) {
    assertEquals(String.join(",", columns), csv.get(0));
    assertEquals(expected.size() + 1, csv.size());
    Map<String, JsonNode> byId =
        expected.stream().collect(Collectors.toMap(t -> t.get("trial_id").asText(), t -> t));
    for (String line : csv.subList(1, csv.size())) {
      String[] fields = line.split(",", -1);
      JsonNode row = byId.get(fields[0]);
      for (int i = 0; i < fields.length; i++) {
        assertSame(row.get(columns.get(i)), fields[i], columns.get(i));
      }
    }
  }

  private static void assertSame(JsonNode value, String text, String name) {
    if (value.isNull()) {
      assertEquals("", text, name);
    } else if (value.isNumber()) {
      double number = value.asDouble();
      assertEquals(number, Double.parseDouble(text), ROUNDING * Math.abs(number), name);
    } else {
      assertEquals(value.asText(), text, name);
    }
  }

  @Test
  void aTrialsViewHasTheNumbersOfTheTables() throws Exception {
    List<JsonNode> trials = new ArrayList<>(query("select * from trials order by trial_id"));
    Map<String, JsonNode> byId = new HashMap<>();
    trials.forEach(t -> byId.put(t.get("trial_id").asText(), t));
    page.open(sweep.resolve("report.html"));
    Collections.shuffle(trials, new Random(5));
    for (JsonNode trial : trials.subList(0, 5)) {
      String id = trial.get("trial_id").asText();
      page.address("#trial=" + id.substring(0, 10));
      JsonNode cells =
          page.value(
              "Object.fromEntries([...document.querySelectorAll('#trial-columns tr')].map(r => [r.cells[0].textContent, r.cells[1].title]))");
      assertEquals(trial.size(), cells.size());
      for (Map.Entry<String, JsonNode> column : trial.properties()) {
        assertSame(column.getValue(), cells.get(column.getKey()).asText(), column.getKey());
      }
      assertCurves(id);
      for (JsonNode link :
          page.value(
              "[...document.querySelectorAll('#neighbours a')].map(a => [a.href.replace(/.*trial=/, ''), a.parentNode.querySelector('small').textContent])")) {
        JsonNode other = byId.get(link.get(0).asText());
        long differences =
            Stream.of("m", "heads", "prompt_length", "noise", "seed")
                .filter(name -> !trial.get(name).equals(other.get(name)))
                .count();
        assertEquals(1, differences);
        assertEquals(
            "fitted rate per step %s, gap at the end %s, ridge gap %s"
                .formatted(read(other, "rate"), read(other, "gap_end"), read(other, "ridge_gap")),
            link.get(1).asText());
      }
    }
    assertQuiet();
  }

  private static String read(JsonNode row, String column) {
    return row.get(column).isNull()
        ? "–"
        : NumberFormatter.rounded(six(row.get(column).asDouble()));
  }

  /** A number as it is in the page. */
  private static double six(double value) {
    return Double.parseDouble("%.5e".formatted(value));
  }

  private static void assertCurves(String id) throws IOException {
    List<JsonNode> steps =
        query("select * from trajectories where trial_id = '%s' order by step".formatted(id));
    String[][] quantities = {{"gap", "bound"}, {"loss"}, {"ridge_gap", "ridge_gap_ood"}, {"zeta"}};
    for (int chart = 0; chart < quantities.length; chart++) {
      JsonNode lines = page.lines("trial-chart-" + chart);
      for (int i = 0; i < quantities[chart].length; i++) {
        String name = quantities[chart][i];
        List<JsonNode> measured = steps.stream().filter(s -> s.get(name).asDouble() > 0).toList();
        boolean zeta = name.equals("zeta") && measured.isEmpty(); // one head: 0 at every step
        JsonNode points = lines.get(i).get("data");
        if (!zeta) {
          assertEquals(measured.size(), points.size(), name);
          for (int j = 0; j < measured.size(); j++) {
            assertEquals(measured.get(j).get("step").asLong(), points.get(j).get("step").asLong());
            assertSame(measured.get(j).get(name), points.get(j).get("number").asText(), name);
          }
        }
      }
    }
  }

  @Test
  void aKeptModelIsShownBesideRidgeRegression() throws Exception {
    JsonNode trial =
        query("select trial_id, model from trials where model is not null and heads = 6 limit 1")
            .get(0);
    JsonNode model =
        new ObjectMapper().readTree(sweep.resolve(trial.get("model").asText()).toFile());
    page.open(sweep.resolve("report.html"));
    page.address("#trial=" + trial.get("trial_id").asText());
    page.choose("head", "5");
    assertTrue(page.value("location.hash").asText().endsWith("&head=5"));
    int last = model.get("prompt_length").asInt() - 1;
    for (int[] cell : new int[][] {{0, 0}, {1, 7}, {last, 9}}) {
      JsonNode prediction = model.get("prediction").get(cell[0]).get(cell[1]);
      JsonNode optimum = model.get("optimum").get(cell[0]).get(cell[1]);
      assertCell("trained Â", cell, prediction.asDouble());
      assertCell("ridge optimum A", cell, optimum.asDouble());
      assertCell("difference Â − A", cell, prediction.asDouble() - optimum.asDouble());
      assertCell(
          "attention of head 5",
          cell,
          model.get("attention").get(4).get(cell[0]).get(cell[1]).asDouble());
      assertCell(
          "w of head 5", new int[] {0, cell[1]}, model.get("w").get(4).get(cell[1]).asDouble());
    }
    page.address(
        "#trial="
            + query("select trial_id from trials where model is null limit 1")
                .get(0)
                .get("trial_id")
                .asText());
    assertEquals(0, page.value("document.querySelectorAll('.maps').length").asInt());
    assertQuiet();
  }

  /** Points at a cell of a heat map and compares the number that appears. */
  private static void assertCell(String title, int[] cell, double expected) {
    String canvas = "document.querySelector('canvas[aria-label=\"%s\"]')".formatted(title);
    browser.pointAt(canvas, new double[] {16 * cell[1] + 9, 16 * cell[0] + 9});
    String note = browser.text(canvas + ".nextSibling.textContent");
    assertTrue(note.contains("token " + (cell[1] + 1) + ": "), title + ": " + note);
    double shown = Double.parseDouble(note.replaceFirst(".*: ", ""));
    assertEquals(expected, shown, 6e-3 * Math.abs(expected), title);
  }

  /** Medians and quartiles of the chart, for several views. */
  @Test
  void theChartsNumbersAreThoseOfTheTables() throws Exception {
    List<JsonNode> trials = query("select * from trials");
    page.open(sweep.resolve("report.html"));
    for (String measure : List.of("gap_end", "bound_rate", "ridge_gap_ood")) {
      for (boolean log : new boolean[] {false, true}) {
        page.address(
            "#x=prompt_length&series=heads&panels=noise&where.m=%3D5&y="
                + measure
                + "&ylog="
                + (log ? 1 : 0));
        JsonNode rows =
            page.value(
                "[...document.querySelectorAll('#explore-numbers tbody tr')].map(r => [...r.cells].map(c => c.textContent))");
        int points = 0;
        for (JsonNode row : rows) {
          double[] values =
              trials.stream()
                  .filter(t -> t.get("m").asInt() == 5)
                  .filter(t -> t.get("noise").asText().equals(row.get(0).asText()))
                  .filter(t -> t.get("heads").asText().equals(row.get(1).asText()))
                  .filter(t -> t.get("prompt_length").asText().equals(row.get(2).asText()))
                  .filter(t -> !List.of("diverged", "failed").contains(t.get("status").asText()))
                  .map(t -> t.get(measure))
                  .filter(v -> !v.isNull() && (!log || v.asDouble() > 0))
                  .mapToDouble(v -> log ? Math.log(v.asDouble()) : v.asDouble())
                  .sorted()
                  .toArray();
          assertEquals(values.length, row.get(3).asInt());
          for (int q = 1; q <= 3; q++) {
            double quartile = quantile(values, q / 4.0);
            double expected = log ? Math.exp(quartile) : quartile;
            // Shown with three or four digits.
            assertEquals(
                expected,
                Double.parseDouble(row.get(3 + q).asText()),
                6e-3 * Math.abs(expected),
                measure + row);
          }
          points += values.length;
        }
        assertEquals(
            trials.stream()
                .filter(t -> t.get("m").asInt() == 5)
                .filter(t -> !List.of("diverged", "failed").contains(t.get("status").asText()))
                .map(t -> t.get(measure))
                .filter(v -> !v.isNull() && (!log || v.asDouble() > 0))
                .count(),
            points,
            measure + " " + log);
      }
    }
    assertQuiet();
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Numbers on the page look as they do in the program's own tables. */
  @Test
  void numbersAreFormattedAsElsewhere() throws IOException {
    page.open(sweep.resolve("report.html"));
    Random random = new Random(11);
    double[] values =
        random
            .doubles(500)
            .map(x -> six(Math.pow(10, 40 * x - 20)) * (random.nextBoolean() ? 1 : -1))
            .toArray();
    values[0] = 0;
    values[1] = 123456;
    values[2] = 5e8;
    String format =
        Files.readString(Path.of("src/main/resources/org/iclsweep/report/page/script/format.js"))
            .replaceAll("(?m)^export ", "");
    List<String> shown =
        browser.texts(
            "(() => { %s; return %s.map(rounded); })()".formatted(format, Arrays.toString(values)));
    for (int i = 0; i < values.length; i++) {
      assertEquals(NumberFormatter.rounded(values[i]), shown.get(i));
    }
  }

  @Test
  void everyControlIsReachedWithTheKeyboard() {
    page.open(sweep.resolve("report.html"));
    browser.value("document.querySelector('select[name=horizontal]').focus()");
    browser.press("s"); // seed or step
    page.await();
    assertEquals("horizontal", browser.text("document.activeElement.name"));
    assertFalse(browser.text("location.hash").isEmpty());
    assertEquals(
        0,
        page.value(
                "[...document.querySelectorAll('select, input, button, a')].filter(e => e.tabIndex < 0).length")
            .asInt());
    // The trials of the chart are links in a table.
    browser.value("document.querySelector('#explore-numbers a').focus()");
    page.address("#x=heads");
    browser.value("document.querySelector('#explore-numbers').closest('details').open = true");
    browser.value("document.querySelector('#explore-numbers a').focus()");
    browser.press("\n");
    page.await();
    assertEquals("trial-title", browser.text("document.activeElement.id"));
    assertQuiet();
  }

  @Test
  void aNarrowScreenNeedsNoScrollingAcross() {
    page.open(sweep.resolve("report.html"));
    String id = page.value("document.querySelector('#trial-table tbody td').title").asText();
    try {
      for (boolean dark : new boolean[] {false, true}) {
        browser.look(400, 800, dark);
        for (String hash : List.of("#x=heads&panels=m&series=noise", "#x=step", "#trial=" + id)) {
          page.address(hash);
          browser.value("new Promise(requestAnimationFrame)");
          int width = page.value("document.documentElement.scrollWidth").asInt();
          assertTrue(width <= 400, hash + ": " + width);
        }
      }
    } finally {
      browser.look(1200, 900, false);
    }
    assertQuiet();
  }
}
