package org.iclsweep.report.page;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iclsweep.report.data.ClaimRow;
import org.iclsweep.sweep.ShellWord;

/** The page on the paper's claims: HTML that needs neither other files nor the network. */
public final class PaperPage {
  private PaperPage() {}

  /**
   * An experiment.
   *
   * @param title the experiment in words
   * @param name the name of its folder, beside the page
   * @param claims its claims
   * @param figure its figure as an SVG document, if it was drawn
   * @param words the words of the command that runs it
   */
  public record Experiment(
      String title,
      String name,
      List<ClaimRow> claims,
      Optional<String> figure,
      List<String> words) {}

  /**
   * The fields of the template.
   *
   * @param styles the hash by which the content security policy allows the style
   * @param total the claims of all experiments
   * @param command the command that makes the page
   */
  private record Fields(
      String style,
      String styles,
      boolean full,
      ClaimsSection total,
      List<Section> sections,
      String command,
      String written) {}

  /**
   * An experiment on the page.
   *
   * @param rows its claims
   * @param picture its figure as a data URI, or null
   */
  private record Section(
      String title, String name, List<ClaimRow> rows, String picture, String command) {
    static Section of(Experiment experiment) {
      return new Section(
          experiment.title(),
          experiment.name(),
          experiment.claims(),
          experiment.figure().map(FigureSection::dataUri).orElse(null),
          commandLine(experiment.words()));
    }
  }

  private static String commandLine(List<String> words) {
    return "./submit.sh " + words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /**
   * Returns the page.
   *
   * @param full whether the experiments have the paper's sizes
   * @param out the folder of the page
   * @param written the time at which the page is made
   */
  public static String html(
      List<Experiment> experiments, boolean full, String out, String written) {
    List<ClaimRow> all = experiments.stream().flatMap(e -> e.claims().stream()).toList();
    String command =
        commandLine(
            full ? List.of("paper", "--full", "--out", out) : List.of("paper", "--out", out));
    String style = Resources.text("report.css");
    return Page.fill(
        "paper.html",
        new Fields(
            style,
            Script.hash(style),
            full,
            ClaimsSection.of(all).orElse(null),
            experiments.stream().map(Section::of).toList(),
            command,
            written));
  }
}
