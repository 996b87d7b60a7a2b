package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.SweepSpec;
import picocli.CommandLine;

/**
 * The paper's experiments on the one-layer model, as argument files and claims that are part of the
 * program.
 */
enum PaperExperiment {
  THEOREM_1("theorem-1", "Theorem 1: the rate bound", "gap-against-step"),
  RIDGE_LIMIT("ridge-limit", "Section 3: the limit is ridge regression", "domains"),
  FIGURE_2A("paper-figure-2a", "Figure 2a: losses fall together", "domains"),
  FIGURE_3("paper-figure-3", "Figure 3: the penalty of ridge regression", "ridge-against"),
  FIGURE_4("paper-figure-4", "Figure 4: the number of heads", "loss-by-heads"),
  ONE_HEAD("one-head", "Section 3.3: one head is not enough", "gap-against-step");

  private final String file;
  private final String title;
  private final String figure;

  PaperExperiment(String file, String title, String figure) {
    this.file = file;
    this.title = title;
    this.figure = figure;
  }

  /** The experiment in words. */
  String title() {
    return title;
  }

  /** The beginning of the name of the figure that shows the experiment. */
  String figure() {
    return figure;
  }

  /**
   * The name of its files, without their endings.
   *
   * @param full whether at the paper's sizes
   */
  String name(boolean full) {
    return file + (full ? "" : "-small");
  }

  /** The requested grid. */
  SweepSpec grid(boolean full) {
    String name = "conf/" + name(full) + ".args";
    List<String> words = ArgumentFiles.wordsOf(name, resource(name));
    CommandLine run = GridOptions.addTo(new RunCommand(Request.here()));
    return GridOptions.read(run.parseArgs(words.toArray(String[]::new)));
  }

  /** The claims, which are the same for both sizes. */
  ClaimsFile claims() {
    String name = "conf/" + file + ".claims.sql";
    return new ClaimsFile(name, resource(name));
  }

  private static String resource(String name) {
    try (InputStream in = PaperExperiment.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
