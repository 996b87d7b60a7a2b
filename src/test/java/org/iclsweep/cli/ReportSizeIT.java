package org.iclsweep.cli;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.report.Browser;
import org.iclsweep.report.ExplorerPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of 5,000 trials with 200 recorded steps each, and one of many configurations. */
class ReportSizeIT {
  private static final int COPIES = 1250;

  @TempDir private Path folder;

  /** Copies of the trials of the grid with new ids, for 50 numbers of heads and 25 seeds. */
  private static Dataset<Row> copies(Dataset<Row> rows, boolean trials) {
    Dataset<Row> copies =
        rows.withColumn("copy", expr("explode(sequence(0, %d))".formatted(COPIES - 1)))
            .withColumn("trial_id", expr("sha2(concat(trial_id, copy), 256)"));
    return (trials
            ? copies
                .withColumn("heads", expr("int(heads + copy div 25)"))
                .withColumn("seed", expr("bigint(copy % 25)"))
                .withColumn("gap_end", expr("gap_end * exp(0.001D * copy)"))
            : copies)
        .drop("copy");
  }

  private Path fourTrials(int steps) {
    Path out = folder.resolve("small");
    Result run =
        CommandLineRunner.run(
            ("run --m 4 --heads 6 --prompt-length 3,4 --noise 0.1,0.2 --tokens 9 --dim 5"
                    + " --tolerance 0 --no-report --steps %d --out %s")
                .formatted(steps, out)
                .split(" ", -1));
    assertEquals(0, run.code(), run.err());
    return out;
  }

  @Test
  void fiveThousandTrialsAreDrawnAndCanBeSearched() throws Exception {
    Path small = fourTrials(20_000);
    Path large = SweepFolders.emptied(small, folder.resolve("large"));
    SweepFolders.add(small, "trials", large, rows -> copies(rows, true));
    SweepFolders.add(small, "trajectories", large, rows -> copies(rows, false));

    Result report = CommandLineRunner.run("report", "--all", "--out", large.toString());
    assertEquals(0, report.code(), report.err());
    Path page = large.resolve("report.html");
    assertTrue(Files.size(page) < 15_000_000, Files.size(page) + " bytes");

    try (Browser browser = Browser.start(folder.resolve("profile"))) {
      ExplorerPage explorer = new ExplorerPage(browser);
      explorer.open(page);
      System.err.printf(
          "5,000 trials: page of %.1f MB, first view after %d ms%n",
          Files.size(page) / 1e6,
          browser
              .value("Math.round(performance.getEntriesByName('shown').at(0).startTime)")
              .asInt());
      assertEquals("5,000 trials", explorer.text("#matching"));
      String field = "document.querySelector('#trial-table input[aria-label=\"filter heads\"]')";
      browser.type(field, ">= 31");
      explorer.await();
      assertEquals("2,500 of 5,000 trials", explorer.text("#matching"));
      explorer.address("#where.heads=%3E%3D+31&sort=gap_end");
      assertEquals(
          List.of("gap_end"), explorer.texts("#trial-table th[aria-sort=ascending] button"));
      explorer.address("#");
      for (int brush = 1; brush <= 5; brush++) {
        long selected = brushed(browser, "#where.heads=" + brush + ".." + 8 * brush);
        assertEquals(100L * (8 * brush - 5), selected, "heads from 6");
      }
      explorer.brush("gap_end", -0.02, 0.5);
      assertTrue(
          explorer.text("#matching").matches("[1-4],\\d+ of 5,000 trials"),
          explorer.text("#matching"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  /**
   * Changes the selection, prints the times until it is drawn, and returns its number of trials.
   */
  private static long brushed(Browser browser, String hash) {
    String times =
        "(async () => { const marks = () => performance.getEntriesByName('shown').length; const before = marks(); const start = performance.now(); location.hash = '%s'; while (marks() === before) await new Promise(r => setTimeout(r, 0)); const shown = performance.now(); while (document.documentElement.dataset.drawn !== location.hash) await new Promise(r => setTimeout(r, 0)); return [Math.round(shown - start), Math.round(performance.now() - start)]; })()"
            .formatted(hash);
    JsonNode took = browser.value(times);
    System.err.printf(
        "a brush over 5,000 trials is shown after %d ms and drawn on the whole page after %d ms%n",
        took.get(0).asInt(), took.get(1).asInt());
    return Long.parseLong(
        browser
            .text("document.getElementById('matching').textContent")
            .replaceFirst(" .*", "")
            .replace(",", ""));
  }

  /** Totals cover all configurations, even those that are not read individually. */
  @Test
  void totalsAreThoseOfAllConfigurations() throws Exception {
    Path small = fourTrials(20);
    Path large = SweepFolders.emptied(small, folder.resolve("many"));
    SweepFolders.add(
        small,
        "trials",
        large,
        rows ->
            rows.withColumn("copy", expr("explode(sequence(1, 3000))"))
                .withColumn("trial_id", expr("sha2(concat(trial_id, copy), 256)"))
                .withColumn("heads", expr("int(copy)"))
                .drop("copy"));
    Result report = CommandLineRunner.run("report", "--all", "--out", large.toString());
    assertEquals(0, report.code(), report.err());
    String page = Files.readString(large.resolve("report.html"));
    String text =
        page.substring(page.indexOf("<body")).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    assertTrue(text.contains("12,000 transformers trained: 12,000 configurations"), text);
    assertTrue(text.contains("the first 10,000 of 12,000 configurations"), text);
    assertTrue(text.contains("The page has the curves of one in 3 trials"), text);
  }
}
