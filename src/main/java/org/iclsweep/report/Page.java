package org.iclsweep.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.iclsweep.report.Configuration.Measure;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.ShellWord;
import org.iclsweep.sweep.SweepRun;
import org.iclsweep.train.Status;

/**
 * The page, made from a template that escapes all text. Its content security policy allows only its
 * own script and no requests.
 */
final class Page {
  /** Maximum number of configurations listed; the table holds all. */
  private static final int MAX_CONFIGURATIONS = 500;

  /** 2^53, up to which a double represents every integer. */
  private static final long LARGEST_WHOLE = 1L << 53;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Results results;
  private final Figures figures;
  private final Facts facts;

  Page(Results results, Figures figures, Facts facts) {
    this.results = results;
    this.figures = figures;
    this.facts = facts;
  }

  String html() {
    String script = resource("report.js");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", facts.folder().replaceFirst("/+$", "").replaceFirst(".*/", ""));
    fields.put("folder", facts.folder());
    fields.put("folderWord", ShellWord.of(facts.folder()));
    fields.put("written", facts.written());
    fields.put("style", resource("report.css"));
    fields.put("script", script);
    fields.put("scriptHash", hash(script));
    fields.put("headline", headline());
    fields.put("notes", notes());
    fields.put("bar", bar());
    fields.put("tiles", tiles());
    fields.put("axes", axes());
    fields.put("constants", constants());
    fields.put("figures", figures.figures());
    fields.put("absent", figures.absent());
    fields.put("configurationHead", configurationHead());
    fields.put("configurations", configurations());
    fields.put(
        "configurationsLeftOut",
        Math.max(0, results.totals().configurations() - MAX_CONFIGURATIONS));
    fields.put("failures", results.failures());
    fields.put("failed", results.totals().count(Status.FAILED));
    fields.put("diverged", troubled(Status.DIVERGED));
    fields.put("divergedCount", results.totals().count(Status.DIVERGED));
    fields.put("violated", violated());
    fields.put("violatedCount", results.totals().boundBroken());
    fields.put("trouble", trouble());
    fields.put("stored", results.totals().trials());
    fields.put("shown", results.trials().size());
    fields.put("someTrials", !results.trials().isEmpty());
    fields.put("trialsLeftOut", results.totals().trials() - results.trials().size());
    fields.put("trials", trialsJson());
    fields.put("runs", runs());
    fields.put("again", again());
    fields.put(
        "example", results.trials().isEmpty() ? "ID" : shortId(results.trials().get(0).values()));
    return Mustache.compiler()
        .escapeHTML(true)
        .zeroIsFalse(true)
        .emptyStringIsFalse(true)
        .defaultValue("")
        .compile(resource("report.html"))
        .execute(fields);
  }

  private static String shortId(List<Object> values) {
    String id = values.get(0).toString();
    return id.substring(0, Math.min(12, id.length()));
  }

  // ---- summary ----------------------------------------------------------------------------------

  private String headline() {
    long stored = results.totals().trials();
    if (stored == 0) {
      return "No trial is stored yet.";
    }
    long configurations = results.totals().configurations();
    String grid =
        results.varying().isEmpty()
            ? "one configuration"
            : String.format(Locale.ROOT, "%,d configurations of ", configurations)
                + results.varying().keySet().stream()
                    .map(Names::axis)
                    .collect(Collectors.joining(" × "));
    return String.format(
        Locale.ROOT,
        "%,d transformer%s trained: %s.",
        stored,
        stored == 1 ? "" : "s",
        grid + seeds());
  }

  /** The number of seeds per configuration, as the end of a sentence. */
  private String seeds() {
    LongSummaryStatistics seeds =
        results.configurations().stream().mapToLong(Configuration::trials).summaryStatistics();
    String most = seeds.getMax() == 1 ? "1 seed" : seeds.getMax() + " seeds";
    return seeds.getMin() == seeds.getMax()
        ? ", " + most + " each"
        : ", " + seeds.getMin() + " to " + most + " each";
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    facts
        .grid()
        .ifPresent(
            size -> {
              if (results.totals().trials() < size) {
                notes.add(
                    String.format(
                        Locale.ROOT,
                        "The sweep is not finished: %,d of %,d trials are stored.",
                        results.totals().trials(),
                        size));
              }
            });
    if (results.totals().configurations() > results.configurations().size()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Figures and configurations are those of the first %,d of %,d configurations; counts"
                  + " are those of all. report --where looks at others.",
              results.configurations().size(),
              results.totals().configurations()));
    }
    if (!facts.where().isEmpty()) {
      notes.add("Only trials with " + String.join(" and ", facts.where()) + ".");
    }
    long others = facts.stored().orElse(results.totals().trials()) - results.totals().trials();
    if (others > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d other trials are stored in the same folder and are not shown.",
              others));
    }
    return notes;
  }

  private List<Map<String, Object>> bar() {
    List<Map<String, Object>> bar = new ArrayList<>();
    for (Status status : Status.values()) {
      long count = results.totals().count(status);
      if (count > 0) {
        bar.add(
            Map.of(
                "status", Names.status(status),
                "count", count,
                "width",
                    String.format(Locale.ROOT, "%.3f", 100.0 * count / results.totals().trials()),
                "meaning", Names.meaning(status)));
      }
    }
    return bar;
  }

  private List<Map<String, Object>> tiles() {
    List<Map<String, Object>> tiles = new ArrayList<>();
    if (results.totals().trials() == 0) {
      return tiles;
    }
    long inRegime = results.totals().inRegime();
    long held = results.totals().boundHeld();
    if (inRegime == 0) {
      tiles.add(tile("Rate bound", "not applicable", "no trial is in the theory's regime", false));
    } else {
      tiles.add(
          tile(
              "Rate bound",
              held == inRegime ? "held in all " + held : "broken in " + (inRegime - held),
              "of %d trials in the theory's regime, of %d in all"
                  .formatted(inRegime, results.totals().trials()),
              held < inRegime));
    }
    extreme(Measure.RATE, false).ifPresent(c -> tiles.add(rateTile("Fastest configuration", c)));
    if (results.configurations().size() > 1) {
      extreme(Measure.RATE, true).ifPresent(c -> tiles.add(rateTile("Slowest configuration", c)));
    }
    extreme(Measure.RIDGE_GAP, true)
        .ifPresent(
            c ->
                tiles.add(
                    tile(
                        "Nearest to ridge regression",
                        "ridge gap " + Numbers.rounded(c.measure(Measure.RIDGE_GAP).median()),
                        settings(c),
                        false)));
    if (results.configurations().size() > 1) {
      extreme(Measure.RIDGE_GAP, false)
          .ifPresent(
              c ->
                  tiles.add(
                      tile(
                          "Farthest from ridge regression",
                          "ridge gap " + Numbers.rounded(c.measure(Measure.RIDGE_GAP).median()),
                          settings(c),
                          false)));
    }
    return tiles;
  }

  private Map<String, Object> rateTile(String title, Configuration configuration) {
    double rate = configuration.measure(Measure.RATE).median();
    String halving = "the gap halves every %s steps".formatted(Numbers.rounded(Math.log(2) / rate));
    return tile(
        title,
        Numbers.rounded(rate) + " per step",
        (settings(configuration) + "; " + halving).replaceFirst("^; ", ""),
        false);
  }

  private String settings(Configuration configuration) {
    return Names.settings(configuration.values(), results.varying().keySet());
  }

  private static Map<String, Object> tile(String title, String number, String text, boolean bad) {
    return Map.of("title", title, "number", number, "text", text, "bad", bad);
  }

  /** The configuration with the smallest or the largest median of a measure. */
  private Optional<Configuration> extreme(Measure measure, boolean least) {
    Comparator<Configuration> byMedian =
        Comparator.comparingDouble(c -> c.measure(measure).median());
    return results.configurations().stream()
        .filter(c -> c.measure(measure) != null)
        .min(least ? byMedian : byMedian.reversed());
  }

  private List<Map<String, Object>> axes() {
    return results.varying().entrySet().stream()
        .map(
            e ->
                Map.<String, Object>of(
                    "name",
                    Names.axis(e.getKey()),
                    "values",
                    e.getValue().size() > 40
                        ? Names.value(e.getValue().get(0))
                            + " … "
                            + Names.value(e.getValue().get(e.getValue().size() - 1))
                            + " ("
                            + e.getValue().size()
                            + " values)"
                        : e.getValue().stream()
                            .map(Names::value)
                            .collect(Collectors.joining(", "))))
        .toList();
  }

  private List<Map<String, Object>> constants() {
    if (results.configurations().isEmpty()) {
      return List.of();
    }
    Configuration any = results.configurations().get(0);
    return Configuration.KEYS.stream()
        .filter(p -> !results.varying().containsKey(p))
        .map(
            p ->
                Map.<String, Object>of(
                    "name", Names.axis(p), "value", Names.value(any.values().get(p))))
        .toList();
  }

  // ---- configurations ---------------------------------------------------------------------------

  private List<Status> seen() {
    return List.of(Status.values()).stream().filter(s -> results.totals().count(s) > 0).toList();
  }

  private List<String> configurationHead() {
    List<String> head = new ArrayList<>();
    results.varying().keySet().forEach(p -> head.add(Names.symbol(p)));
    head.add("trials");
    seen().forEach(s -> head.add(Names.status(s)));
    for (Measure measure : Measure.values()) {
      head.add(measure.title());
    }
    return head;
  }

  private List<Object> configurations() {
    return results.configurations().stream()
        .limit(MAX_CONFIGURATIONS)
        .<Object>map(
            c -> {
              List<Map<String, Object>> cells = new ArrayList<>();
              for (Parameter p : results.varying().keySet()) {
                Object value = c.values().get(p);
                cells.add(Map.of("text", Names.value(value), "order", value));
              }
              cells.add(Map.of("text", c.trials(), "order", c.trials()));
              seen().forEach(s -> cells.add(Map.of("text", c.count(s), "order", c.count(s))));
              for (Measure measure : Measure.values()) {
                Spread spread = c.measure(measure);
                cells.add(
                    spread == null
                        ? Map.of("text", "–", "order", "")
                        : Map.of("text", spread.text(), "order", spread.median()));
              }
              return Map.of("cells", cells);
            })
        .toList();
  }

  // ---- what went wrong --------------------------------------------------------------------------

  private boolean trouble() {
    return results.totals().count(Status.FAILED) + results.totals().count(Status.DIVERGED) > 0
        || results.totals().boundBroken() > 0;
  }

  private List<Map<String, Object>> troubled(Status status) {
    return results.configurations().stream()
        .filter(c -> c.count(status) > 0)
        .limit(MAX_CONFIGURATIONS)
        .map(
            c ->
                Map.<String, Object>of(
                    "settings", settings(c), "count", c.count(status), "of", c.trials()))
        .toList();
  }

  private List<Map<String, Object>> violated() {
    return results.configurations().stream()
        .filter(c -> c.boundHeld() < c.inRegime())
        .limit(MAX_CONFIGURATIONS)
        .map(
            c ->
                Map.<String, Object>of(
                    "settings", settings(c),
                    "count", c.inRegime() - c.boundHeld(),
                    "of", c.inRegime()))
        .toList();
  }

  // ---- trials -----------------------------------------------------------------------------------

  /** The trials as JSON without {@code <}, which is safe inside a script element. */
  private String trialsJson() {
    try {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("columns", results.columns());
      table.put(
          "rows",
          results.trials().stream()
              .map(trial -> trial.values().stream().map(Page::exact).toList())
              .toList());
      return JSON.writeValueAsString(table).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Converts an integer beyond 2^53, such as a large seed, to text, because a script's numbers are
   * doubles.
   */
  private static Object exact(Object value) {
    return value instanceof Long whole && Math.abs(whole) > LARGEST_WHOLE
        ? whole.toString()
        : value;
  }

  // ---- provenance -------------------------------------------------------------------------------

  private List<Map<String, Object>> runs() {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (SweepRun run : facts.runs()) {
      List<String> asked = new ArrayList<>();
      run.axes().forEach((column, text) -> asked.add(column + " = " + text));
      run.lets().forEach(let -> asked.add("let " + let));
      run.wheres().forEach(where -> asked.add("where " + where));
      runs.add(
          Map.of(
              "command", command(run),
              "asked", String.join("; ", asked),
              "versions",
                  run.versions().entrySet().stream()
                      .map(e -> e.getKey() + " " + e.getValue())
                      .collect(Collectors.joining(", ")),
              "times",
                  run.started()
                      + " to "
                      + (run.finished() == null ? "(not finished)" : run.finished())));
    }
    return runs;
  }

  private String again() {
    return facts.runs().isEmpty()
        ? "./submit.sh run --out " + ShellWord.of(facts.folder())
        : command(facts.runs().get(facts.runs().size() - 1));
  }

  private static String command(SweepRun run) {
    return "./submit.sh "
        + run.commandLine().stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  private static String hash(String script) {
    return Base64.getEncoder().encodeToString(DigestUtils.sha256(script));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
