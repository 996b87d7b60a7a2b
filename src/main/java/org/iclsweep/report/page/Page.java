package org.iclsweep.report.page;

import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.util.List;
import java.util.function.Supplier;
import org.iclsweep.report.data.ModelSource;
import org.iclsweep.report.data.ScalingRow;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.report.figure.FigureList;

/**
 * The page, made from a template that escapes all text. Its content security policy allows only its
 * own scripts and style and no requests.
 */
public final class Page {
  /** The greatest length of a page in characters, which a browser opens within a second. */
  private static final long MAX_CHARACTERS = 14_500_000;

  /** The room for all that is neither data nor figures nor charts. */
  private static final long OTHERS = 1_000_000;

  private Page() {}

  /**
   * The fields of the template.
   *
   * @param name the name of the sweep
   * @param charts the library that draws charts
   * @param scripts the hashes by which the content security policy allows the scripts
   * @param styles the hash by which it allows the style
   * @param claims null if there are none
   * @param trouble null if nothing went wrong
   */
  private record Fields(
      String name,
      String style,
      String styles,
      String charts,
      String script,
      String scripts,
      SummarySection summary,
      ClaimsSection claims,
      TroubleSection trouble,
      SweptSection swept,
      FigureSection figureSection,
      List<ScalingRow> scaling,
      ConfigurationSection configurationTable,
      ExplorerSection explorer,
      RerunSection rerun) {}

  /**
   * Returns the page as HTML.
   *
   * @param figures asked for the figures after all else was read from the tables
   */
  public static String html(
      SweepResults results, ModelSource models, Supplier<FigureList> figures, Facts facts) {
    SummarySection summary = SummarySection.of(results, facts);
    ClaimsSection claims = ClaimsSection.of(results.claims()).orElse(null);
    TroubleSection trouble = TroubleSection.of(results).orElse(null);
    SweptSection swept = SweptSection.of(results);
    List<ScalingRow> scaling = results.scaling();
    ConfigurationSection configurations = ConfigurationSection.of(results);
    RerunSection rerun = RerunSection.of(results, facts);
    ExplorerData.CurveData curves = ExplorerData.curves(results);
    String script = Script.joined();
    String charts = Script.charts();
    String style = Resources.text("report.css");
    FigureSection figureSection = FigureSection.of(figures.get());
    long room = MAX_CHARACTERS - OTHERS - charts.length() - figureSection.characters();
    Fields fields =
        new Fields(
            facts.folder().replaceFirst("/+$", "").replaceFirst(".*/", ""),
            style,
            Script.hash(style),
            charts,
            script,
            Script.hash(charts) + " " + Script.hash(script),
            summary,
            claims,
            trouble,
            swept,
            figureSection,
            scaling,
            configurations,
            ExplorerSection.of(results, curves, models, facts, room),
            rerun);
    return fill("report.html", fields);
  }

  /**
   * Fills in a template. Templates escape all text and may include others.
   *
   * @param fields a record with the template's fields
   */
  static String fill(String template, Object fields) {
    return Mustache.compiler()
        .escapeHTML(true)
        .zeroIsFalse(true)
        .emptyStringIsFalse(true)
        .defaultValue("")
        .withLoader(name -> new StringReader(Resources.text(name)))
        .compile(Resources.text(template))
        .execute(fields);
  }
}
