package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.functions;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.report.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Reports as their readers see them: the page opened from disk in a real browser. */
class ReportPageIT {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String NASTY_WHERE =
      "m > 0 and '</script><script>alert(3)</script>' <> \"'\"";

  @TempDir private static Path folder;

  private static Browser browser;

  /** 60 trials: 12 configurations with five seeds each. */
  private static Path small;

  /** Of 12 trials two failed and two diverged. */
  private static Path broken;

  @BeforeAll
  static void makeSweeps() throws Exception {
    if (!Browser.installed()) {
      return;
    }
    browser = Browser.start(folder.resolve("profile"));
    small = folder.resolve("small");
    run(
        0,
        "run --m 5 --heads 1,6 --prompt-length 4,5,6 --noise 0.1,0.4 --tokens 10 --dim 5"
            + " --steps 400 --seed 1:5",
        "--out",
        small.toString());

    broken = folder.resolve("<img src=x onerror='alert(2)'> & `$(id)`");
    run(
        1,
        "run --m 3 --heads 2,5 --prompt-length 4 --tokens 9 --dim 5 --steps 100 --seed 1:6",
        "--let",
        "init_scale = if(seed = 3, 1e308D, 1D)",
        "--let",
        "learning_rate = if(seed = 5, '1e9', 'auto')",
        "--where",
        NASTY_WHERE,
        "--out",
        broken.toString());
    // One of the failed trials is tried again and fails of something that looks like a script.
    SweepFolders.add(
        broken,
        "trials",
        broken,
        trials ->
            trials
                .where("status = 'failed' and heads = 5")
                .withColumn("attempt", functions.lit(2))
                .withColumn("error", functions.lit(SCRIPT)));
    run(0, "report", "--out", broken.toString());
  }

  /** Before each test, so that each is counted as skipped. */
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

  private static Result run(int code, String words, String... more) {
    Result result =
        CommandLineRunner.run(
            Stream.concat(Stream.of(words.split(" ", -1)), Stream.of(more)).toArray(String[]::new));
    assertEquals(code, result.code(), result.err());
    return result;
  }

  private static List<JsonNode> query(Path sweep, String sql) throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    String json = run(0, "query --format json", "--out", sweep.toString(), sql).out();
    new ObjectMapper().readTree(json).forEach(rows::add);
    return rows;
  }

  /** Opens the report of a sweep. */
  private static void open(Path sweep) {
    browser.open(sweep.resolve("report.html"));
    browser.await("document.documentElement.dataset.drawn !== undefined");
  }

  /** Types into a field and waits until the page shows the selection. */
  private static void type(String field, String text) {
    browser.type(field, text);
    drawn();
  }

  private static void click(String element) {
    browser.click(element);
    drawn();
  }

  private static void drawn() {
    browser.await("document.documentElement.dataset.drawn === location.hash");
  }

  /** Nothing went wrong, nothing was asked for but the page itself, and ids are unique. */
  private static void assertQuiet(Path sweep) {
    assertEquals(List.of(), browser.complaints());
    List<String> others =
        browser.requests().stream()
            .filter(r -> !r.equals(sweep.resolve("report.html").toUri().toString()))
            .filter(r -> !r.startsWith("data:"))
            .toList();
    assertEquals(List.of(), others);
    assertTrue(browser.requests().size() > 0);
    List<String> ids = browser.texts("[...document.querySelectorAll('[id]')].map(e => e.id)");
    assertEquals(new HashSet<>(ids).size(), ids.size(), ids.toString());
  }

  /** What else would be reported is seen here: the silence of the other pages means something. */
  @Test
  void theBrowserNotesWhatGoesWrong() throws Exception {
    Path page = folder.resolve("wrong.html");
    Files.writeString(
        page,
        """
        <!DOCTYPE html>
        <meta http-equiv="Content-Security-Policy" content="img-src data:">
        <img src="other.png">
        <link rel="stylesheet" href="other.css">
        <script>alert('hello'); console.error('said'); setTimeout(() => { throw new Error('thrown'); }, 0);</script>
        """);
    browser.open(page);
    browser.value("new Promise(done => setTimeout(done, 0))");
    String complaints = String.join("\n", browser.complaints());
    for (String part : List.of("hello", "said", "thrown", "Content Security Policy")) {
      assertTrue(complaints.contains(part), complaints);
    }
    assertTrue(browser.requests().toString().contains("other.css"), "" + browser.requests());
  }

  // ---- figures ----------------------------------------------------------------------------------

  @Test
  void everyFigureIsDrawnWithItsSeriesAndIsTheSameAsItsFile() throws Exception {
    open(small);
    assertQuiet(small);
    TreeMap<String, List<String>> expected = new TreeMap<>();
    for (int panel = 1; panel <= 2; panel++) {
      expected.put("gap-against-step-" + panel, List.of("H = 1", "H = 6"));
      expected.put("loss-by-heads-" + panel, List.of("H = 1", "H = 6"));
      expected.put(
          "domains-" + panel,
          List.of("training loss", "ridge gap in domain", "ridge gap out of domain"));
      expected.put(
          "ridge-against-prompt-length-" + panel, List.of("best gap", "H = 1", "H = 6", "N = m"));
      expected.put("heat-rate-heads-prompt-length-" + panel, List.of("1", "4", "5", "6"));
      expected.put("heat-ridge-gap-heads-prompt-length-" + panel, List.of("1", "4", "5", "6"));
    }
    expected.put("rate-against-bound", List.of("H = 6", "rate = bound"));
    List<String> names =
        browser.texts("[...document.querySelectorAll('figure')].map(f => f.id).sort()");
    assertEquals(List.copyOf(expected.keySet()), names);
    for (String name : names) {
      Path file = small.resolve("figures/" + name + ".svg");
      assertEquals("svg", parsed(file));
      assertEquals(
          "figures/" + name + ".svg",
          browser.text("document.querySelector('#%s a').getAttribute('href')".formatted(name)));
      String source = browser.text("document.querySelector('#%s img').src".formatted(name));
      String picture =
          new String(Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1)), UTF_8);
      String stored = Files.readString(file, UTF_8);
      assertEquals(stored.substring(stored.indexOf("<svg")).strip(), picture.strip(), name);
    }
    String first = "document.querySelector('#%s button')".formatted(names.get(0));
    browser.click(first);
    assertTrue(
        browser.value("document.querySelector('dialog img').getBoundingClientRect().width").asInt()
            > 2 * browser.value(first + ".getBoundingClientRect().width").asInt());
    browser.press(Keys.ESCAPE);
    assertTrue(browser.value("document.querySelector('dialog').open === false").asBoolean());
    for (String name : names) {
      browser.open(small.resolve("figures/" + name + ".svg"));
      List<String> texts =
          browser.texts("[...document.querySelectorAll('text')].map(t => t.textContent)");
      assertTrue(texts.containsAll(expected.get(name)), name + texts);
      // Beyond frame and axes: lines, bands, marks or cells, each with an extent.
      int drawn =
          browser
              .value(
                  "[...document.querySelectorAll('path, line, polyline, polygon, rect, circle')].filter(e => { const b = e.getBBox(); return b.width + b.height > 0; }).length")
              .asInt();
      assertTrue(drawn > 20, name + " has " + drawn);
    }
    try (Stream<Path> files = Files.list(small.resolve("figures"))) {
      assertEquals(
          names.stream().map(n -> n + ".svg").collect(Collectors.toSet()),
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> !f.startsWith("."))
              .collect(Collectors.toSet()));
    }
  }

  private static String parsed(Path svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(svg.toFile()).getDocumentElement().getLocalName();
  }

  // ---- numbers ----------------------------------------------------------------------------------

  private static List<String> words(String selector) {
    return browser.texts(
        "[...document.querySelectorAll('%s')].map(e => e.innerText.replace(/\\s+/g, ' ').trim())"
            .formatted(selector));
  }

  /** The column of the configurations' table with a heading, as numbers to sort by. */
  private static List<String> configurationColumn(String heading) {
    return browser.texts(
        "(() => { const t = document.querySelector('#configurations table'); const c = [...t.tHead.rows[0].cells].findIndex(h => h.innerText === '%s'); return [...t.tBodies[0].rows].map(r => r.cells[c].dataset.order); })()"
            .formatted(heading));
  }

  private static void assertNumbers(List<JsonNode> expected, String column, List<String> shown) {
    assertEquals(expected.size(), shown.size(), column);
    for (int i = 0; i < shown.size(); i++) {
      JsonNode number = expected.get(i).get(column);
      if (number.isNull()) {
        assertEquals("", shown.get(i), column);
      } else {
        assertEquals(number.asDouble(), Double.parseDouble(shown.get(i)), column);
      }
    }
  }

  @Test
  void numbersAreThoseOfTheTables() throws Exception {
    open(small);
    assertEquals(
        "60 transformers trained: 12 configurations of heads H × prompt length N × label noise τ"
            + " (variance), 5 seeds each.",
        browser.text("document.querySelector('.headline').textContent"));
    assertEquals(List.of(), words(".note:not([hidden])"));
    List<JsonNode> bad =
        query(small, "select count_if(status = 'diverged') as diverged from trials");
    long diverged = bad.get(0).get("diverged").asLong();
    assertEquals(diverged == 0 ? List.of() : List.of(diverged + " diverged"), words("#trouble h3"));
    List<JsonNode> counts =
        query(small, "select status, count(*) as trials from trials group by status");
    assertEquals(
        counts.stream()
            .map(r -> r.get("trials").asText() + " " + r.get("status").asText())
            .collect(Collectors.toSet()),
        words(".counts li").stream()
            .map(w -> w.replaceFirst("^(\\S+ \\S+) .*", "$1"))
            .collect(Collectors.toSet()));

    List<JsonNode> convergence =
        query(
            small,
            "select c.*, r.ridge_gap_median, r.ridge_gap_ood_median, r.best_gap_median, t.rate_median"
                + " from convergence c join ridge_gap r using (heads, prompt_length, noise) join"
                + " (select heads, prompt_length, noise, percentile(rate, 0.5D) as rate_median from"
                + " trials group by all) t using (heads, prompt_length, noise)"
                + " order by heads, prompt_length, noise");
    assertNumbers(convergence, "heads", configurationColumn("H"));
    assertNumbers(convergence, "prompt_length", configurationColumn("N"));
    assertNumbers(convergence, "noise", configurationColumn("τ"));
    assertNumbers(convergence, "n", configurationColumn("trials"));
    assertNumbers(convergence, "rate_median", configurationColumn("fitted rate per step"));
    assertNumbers(convergence, "bound_rate", configurationColumn("bound rate per step"));
    assertNumbers(convergence, "steps_to_tolerance", configurationColumn("steps to tolerance"));
    assertNumbers(convergence, "gap_end_median", configurationColumn("gap at the end"));
    assertNumbers(convergence, "ridge_gap_median", configurationColumn("ridge gap"));
    assertNumbers(
        convergence, "ridge_gap_ood_median", configurationColumn("ridge gap out of domain"));
    assertNumbers(convergence, "best_gap_median", configurationColumn("best gap"));

    // Tiles name the configuration and its number, rounded.
    List<String> tiles = words(".tile");
    JsonNode nearest =
        convergence.stream()
            .min(Comparator.comparingDouble(r -> r.get("ridge_gap_median").asDouble()))
            .orElseThrow();
    String settings =
        "H = %d, N = %d, τ = %s"
            .formatted(
                nearest.get("heads").asInt(),
                nearest.get("prompt_length").asInt(),
                nearest.get("noise").asText());
    assertTrue(
        tiles.stream()
            .anyMatch(t -> t.startsWith("Nearest to ridge regression") && t.endsWith(settings)),
        tiles.toString());
    long inRegime =
        query(small, "select count(*) as n from trials where regime = 'theory'")
            .get(0)
            .get("n")
            .asLong();
    assertTrue(
        tiles.get(0).contains("not applicable") == (inRegime == 0)
            && (inRegime == 0 || tiles.get(0).contains("of " + inRegime + " trials")),
        tiles.get(0));
  }

  // ---- the table of trials ----------------------------------------------------------------------

  private static String field(String column) {
    return "document.querySelector('#trial-table input[aria-label=\"filter %s\"]')"
        .formatted(column);
  }

  private static String heading(String table, String name) {
    return "[...document.querySelectorAll('%s th button')].find(b => b.textContent === '%s')"
        .formatted(table, name);
  }

  /** The titles of a column of the trials' table, over all pages; "–" for a cell without value. */
  private static List<String> column(String name) {
    while (!browser.value("document.getElementById('before').disabled").asBoolean()) {
      click("document.getElementById('before')");
    }
    List<String> all = new ArrayList<>();
    while (true) {
      all.addAll(
          browser.texts(
              "(() => { const t = document.getElementById('trial-table'); const c = [...t.tHead.rows[0].cells].findIndex(h => h.querySelector('button').textContent === '%s'); return [...t.tBodies[0].rows].map(r => r.cells[c].title || r.cells[c].textContent); })()"
                  .formatted(name)));
      if (browser.value("document.getElementById('next').disabled").asBoolean()) {
        return all;
      }
      click("document.getElementById('next')");
    }
  }

  private static List<String> ids(List<JsonNode> trials, Predicate<JsonNode> chosen) {
    return trials.stream().filter(chosen).map(t -> t.get("trial_id").asText()).sorted().toList();
  }

  private static void assertFiltered(
      String column, String asked, List<JsonNode> trials, Predicate<JsonNode> chosen) {
    type(field(column), asked);
    List<String> expected = ids(trials, chosen);
    assertEquals(expected, column("trial_id").stream().sorted().toList(), column + ": " + asked);
    assertEquals(
        expected.size() == trials.size()
            ? trials.size() + " trials"
            : expected.size() + " of " + trials.size() + " trials",
        browser.text("document.getElementById('matching').textContent"));
    assertEquals("", browser.text(field(column) + ".className"), asked);
    type(field(column), "");
  }

  @Test
  void filtersLeaveTheTrialsThatWereAskedFor() throws Exception {
    List<JsonNode> trials = query(small, "select * from trials");
    open(small);
    assertEquals(ids(trials, t -> true), column("trial_id").stream().sorted().toList());
    assertFiltered("heads", "6", trials, t -> t.get("heads").asInt() == 6);
    assertFiltered("noise", "0.4", trials, t -> t.get("noise").asDouble() == 0.4);
    assertFiltered("prompt_length", ">= 5", trials, t -> t.get("prompt_length").asInt() >= 5);
    assertFiltered("prompt_length", "<5", trials, t -> t.get("prompt_length").asInt() < 5);
    assertFiltered("prompt_length", "!= 5", trials, t -> t.get("prompt_length").asInt() != 5);
    assertFiltered("seed", "2..4", trials, t -> Math.abs(t.get("seed").asInt() - 3) <= 1);
    assertFiltered("gap_end", "< 1e-3", trials, t -> t.get("gap_end").asDouble() < 1e-3);
    assertFiltered("gap_end", "1e-6..1e-1", trials, ReportPageIT::middling);
    assertFiltered("rate", "-", trials, t -> t.get("rate").isNull());
    assertFiltered("heads", "=1|=6", trials, t -> true);
    assertFiltered("seed", "1 | >= 5", trials, t -> t.get("seed").asInt() % 4 == 1);
    String status = trials.get(0).get("status").asText();
    assertFiltered("status", "= " + status, trials, t -> status.equals(t.get("status").asText()));
    assertFiltered(
        "status",
        status.substring(1, 4).toUpperCase(Locale.ROOT),
        trials,
        t -> status.equals(t.get("status").asText()));
    assertFiltered("regime", "zzz", trials, t -> false);
    String id = trials.get(7).get("trial_id").asText();
    assertFiltered(
        "trial_id", id.substring(0, 9), trials, t -> id.equals(t.get("trial_id").asText()));
    // A number as the page shows it finds its trial, and so does the way other tables write it.
    double gap = trials.get(7).get("gap_end").asDouble();
    String shown =
        browser.text(
            "(() => { const t = document.getElementById('trial-table'); const c = [...t.tHead.rows[0].cells].findIndex(h => h.querySelector('button').textContent === 'gap_end'); return [...t.tBodies[0].rows].map(r => r.cells[c]).find(e => e.title.includes('e-')).textContent; })()");
    type(field("gap_end"), shown);
    assertTrue(column("gap_end").size() >= 1, shown + " of " + gap);
    type(field("gap_end"), shown.replaceFirst("e-(\\d)$", "e-0$1"));
    assertTrue(column("gap_end").size() >= 1, shown);
    click("document.getElementById('clear')");

    // Filters of two columns apply together, and go with one click.
    type(field("heads"), "6");
    type(field("seed"), "= 2");
    assertEquals(
        ids(trials, t -> t.get("heads").asInt() == 6 && t.get("seed").asInt() == 2),
        column("trial_id").stream().sorted().toList());
    click("document.getElementById('clear')");
    assertEquals(60, column("trial_id").size());
    assertQuiet(small);
  }

  private static boolean middling(JsonNode trial) {
    return trial.get("gap_end").asDouble() >= 1e-6 && trial.get("gap_end").asDouble() <= 1e-1;
  }

  @Test
  void aFilterThatIsNotUnderstoodIsMarkedAndLeavesAllTrials() {
    open(small);
    for (String wrong : List.of("< abc", ">=", "<", "4..", "..8", "2..b")) {
      type(field("heads"), wrong);
      assertEquals("wrong", browser.text(field("heads") + ".className"), wrong);
      assertEquals(
          "60 trials", browser.text("document.getElementById('matching').textContent"), wrong);
    }
    type(field("heads"), "6");
    assertEquals("", browser.text(field("heads") + ".className"));
    assertQuiet(small);
  }

  private static List<Double> numbers(List<String> shown) {
    return shown.stream().map(s -> s.equals("–") ? null : Double.valueOf(s)).toList();
  }

  private static List<Double> sorted(List<Double> values, boolean down) {
    List<Double> some = new ArrayList<>(values.stream().filter(Objects::nonNull).sorted().toList());
    if (down) {
      Collections.reverse(some);
    }
    while (some.size() < values.size()) {
      some.add(null);
    }
    return some;
  }

  @Test
  void headingsSortTrialsUpAndDownWithWhatIsMissingLast() {
    open(broken);
    String gap = heading("#trial-table", "gap_end");
    List<Double> before = numbers(column("gap_end"));
    assertTrue(before.contains(null));
    click(gap);
    assertEquals(sorted(before, false), numbers(column("gap_end")));
    assertEquals("ascending", browser.text(gap + ".parentNode.ariaSort"));
    click(gap);
    assertEquals(sorted(before, true), numbers(column("gap_end")));
    assertEquals("descending", browser.text(gap + ".parentNode.ariaSort"));
    click(heading("#trial-table", "status"));
    assertEquals(column("status").stream().sorted().toList(), column("status"));
    assertEquals(
        1, browser.value("document.querySelectorAll('#trial-table th[aria-sort]').length").asInt());
    assertQuiet(broken);
  }

  @Test
  void headingsSortConfigurations() {
    open(small);
    for (String name : List.of("gap at the end", "N", "steps to tolerance")) {
      List<Double> before =
          numbers(configurationColumn(name).stream().map(s -> s.isEmpty() ? "–" : s).toList());
      for (boolean down : new boolean[] {false, true}) {
        click(heading("#configurations", name));
        assertEquals(
            sorted(before, down),
            numbers(configurationColumn(name).stream().map(s -> s.isEmpty() ? "–" : s).toList()),
            name);
      }
    }
    assertQuiet(small);
  }

  @Test
  void pagesTurnAndSayWhereTheyAre() {
    open(small);
    String rows = "document.querySelectorAll('#trial-table tbody tr').length";
    String place = "document.getElementById('place').textContent";
    assertEquals(50, browser.value(rows).asInt());
    assertEquals("page 1 of 2", browser.text(place));
    assertTrue(browser.value("document.getElementById('before').disabled").asBoolean());
    click("document.getElementById('next')");
    assertEquals(10, browser.value(rows).asInt());
    assertEquals("page 2 of 2", browser.text(place));
    assertTrue(browser.value("document.getElementById('next').disabled").asBoolean());
    type(field("heads"), "6");
    assertEquals("page 1 of 1", browser.text(place));
    assertEquals(30, browser.value(rows).asInt());
    type(field("heads"), "7");
    assertEquals("page 1 of 1", browser.text(place));
    assertEquals(0, browser.value(rows).asInt());
    assertQuiet(small);
  }

  // ---- what went wrong --------------------------------------------------------------------------

  @Test
  void failuresAreToldAndTextStaysText() throws Exception {
    open(broken);
    assertQuiet(broken);
    List<JsonNode> trials =
        query(broken, "select trial_id, status, error from trials order by trial_id");
    List<String> trouble = words("#trouble h3");
    assertEquals(List.of("2 failed", "2 diverged"), trouble);
    assertEquals(
        trials.stream()
            .filter(t -> t.get("status").asText().equals("failed"))
            .map(t -> "1 " + t.get("error").asText() + " " + t.get("trial_id").asText())
            .collect(Collectors.toSet()),
        new HashSet<>(words("#trouble tbody tr")));
    assertTrue(words("#trouble td").contains(SCRIPT), words("#trouble td").toString());
    assertTrue(column("error").contains(SCRIPT));
    assertFiltered("error", "alert(1)", trials, t -> t.get("error").asText().contains("alert(1)"));
    assertEquals(
        3,
        browser.value("document.scripts.length").asInt(),
        "the page's data, the library of charts and its script");
    assertEquals(
        0,
        browser
            .value("document.querySelectorAll('img:not([src^=\"data:\"]), [onerror]').length")
            .asInt());
    assertEquals(
        broken.getFileName().toString(),
        browser.text("document.title").replaceFirst(" · icl-sweep$", ""));
    assertEquals(
        broken.getFileName().toString(), browser.text("document.querySelector('h1').textContent"));
    List<String> commands =
        browser.texts("[...document.querySelectorAll('#again pre')].map(p => p.textContent)");
    assertTrue(commands.get(0).contains(NASTY_WHERE.replace("'", "'\\''")), commands.get(0));
    // What is to be copied into a shell names the folder as one word.
    String quoted = "--out '" + broken.toString().replace("'", "'\\''") + "'";
    assertTrue(commands.get(1).lines().allMatch(l -> l.endsWith(quoted)), commands.get(1));
    // Trials that went wrong come first.
    List<String> statuses = column("status");
    assertEquals(List.of("failed", "failed", "diverged", "diverged"), statuses.subList(0, 4));
    assertQuiet(broken);
  }

  // ---- what is not there --------------------------------------------------------------------

  @Test
  void aSweepWithoutTrialsSaysSo() throws Exception {
    Path empty = SweepFolders.emptied(small, folder.resolve("empty"));
    run(0, "report", "--out", empty.toString());
    open(empty);
    assertQuiet(empty);
    assertEquals(
        "No trial is stored yet.", browser.text("document.querySelector('.headline').textContent"));
    assertEquals(
        List.of(
            "The sweep is not finished: 0 of 60 trials are stored.",
            "There is nothing to explore: no trial is stored.",
            "There are no figures: no trial is stored."),
        words(".note:not([hidden])"));
    assertEquals(0, browser.value("document.querySelectorAll('figure').length").asInt());
  }

  @Test
  void aHalfFinishedSweepSaysHowManyTrialsAreMissing() throws Exception {
    Path half = SweepFolders.emptied(small, folder.resolve("half"));
    SweepFolders.add(small, "trajectories", half, rows -> rows);
    SweepFolders.add(small, "trials", half, rows -> rows.where("seed <= 2 or heads = 6"));
    run(0, "report", "--out", half.toString());
    open(half);
    assertQuiet(half);
    assertEquals(
        List.of("The sweep is not finished: 42 of 60 trials are stored."),
        words(".note:not([hidden])"));
    assertTrue(
        words(".headline").get(0).endsWith(", 2 to 5 seeds each."), words(".headline").get(0));
  }
}
