package org.iclsweep.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes the documentation's pictures of a report. */
public final class Pictures {
  private static final int WIDTH = 1200;

  private Pictures() {}

  /**
   * Writes {@code report.png}, {@code report-all.png} and {@code report-trial.png}.
   *
   * @param arguments a report on the quickstart, and the folder of the pictures
   * @throws IOException if a picture cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path page = Path.of(arguments[0]).toAbsolutePath();
    Path folder = Path.of(arguments[1]);
    Path profile = Files.createTempDirectory("pictures");
    try (Browser browser = Browser.start(profile)) {
      ExplorerPage explorer = new ExplorerPage(browser);
      browser.look(WIDTH, 1000, false);
      explorer.open(page);
      explorer.address("#x=step&y=gap&series=heads&panels=prompt_length&where.m=%3D16");
      take(browser, "#explore", 705, false, folder.resolve("report.png"));
      explorer.address("#where.gap_end=1e-21..1e-10");
      take(browser, "#all", 990, false, folder.resolve("report-all.png"));
      explorer.address("#y=ridge_gap&x=prompt_length&series=heads&where.noise=%3D0.1");
      explorer.clickPoint("explore-chart", 3, 1);
      take(browser, "#trial-view", 1000, true, folder.resolve("report-trial.png"));
    } finally {
      try (Stream<Path> files = Files.walk(profile)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    for (String name : List.of("report", "report-all", "report-trial")) {
      System.out.println(folder.resolve(name + ".png"));
    }
  }

  /** Takes a picture of a part of the page, from its top. */
  private static void take(Browser browser, String part, int height, boolean dark, Path png)
      throws IOException {
    browser.look(WIDTH, height, dark);
    browser.value("document.querySelector('%s').scrollIntoView()".formatted(part));
    browser.value("document.activeElement.blur()");
    browser.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    browser.picture(png);
  }
}
