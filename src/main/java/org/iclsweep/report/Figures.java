package org.iclsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iclsweep.report.Configuration.Measure;
import org.iclsweep.report.Curves.Quantity;
import org.iclsweep.report.Plots.Cloud;
import org.iclsweep.report.Plots.Line;
import org.iclsweep.report.Plots.Place;
import org.iclsweep.report.Plots.Point;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.train.Status;
import org.jfree.chart.JFreeChart;

/**
 * Chooses and draws the figures of a sweep.
 *
 * <p>A figure shows one axis of the grid as its series. If other parameters vary as well, each of
 * their combinations has a panel, which is a separate figure. What does not fit is left out, and
 * the caption says so: nothing is averaged over configurations.
 */
final class Figures {
  private static final int MAX_SERIES = 8;
  private static final int MAX_PANELS = 4;
  private static final int MAX_DOMAIN_PANELS = 2;
  private static final String STEP = "step t (updates)";

  private final Results results;
  private final List<List<Parameter>> heatMaps;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();
  private final String band;

  /**
   * Draws the figures.
   *
   * @param heatMaps the pairs of axes of heat maps; chosen automatically if empty
   */
  Figures(Results results, List<List<Parameter>> heatMaps) {
    this.results = results;
    this.heatMaps = heatMaps;
    band =
        results.configurations().stream().allMatch(c -> c.trials() == 1)
            ? "One seed each"
            : "Lines are medians over seeds, bands reach from the minimum to the maximum over seeds";
    if (results.totals().trials() == 0) {
      absent.add("There are no figures: no trial is stored.");
      return;
    }
    curves();
    againstPromptLength();
    rates();
    heatMaps();
  }

  /** The figures, in the order of the page. */
  List<Figure> figures() {
    return figures;
  }

  /** For each figure that this sweep lacks, a sentence with the reason. */
  List<String> absent() {
    return absent;
  }

  // ---- panels and series ------------------------------------------------------------------------

  /**
   * Configurations that share all parameters except the axes of a figure.
   *
   * @param fixed the values of the other varying parameters
   * @param members the configurations, in the order of their parameters
   */
  private record Panel(Map<Parameter, Object> fixed, List<Configuration> members) {}

  /**
   * Splits all configurations into the panels of a figure with some axes; null axes are ignored.
   */
  private List<Panel> panels(Parameter... axes) {
    Map<Map<Parameter, Object>, List<Configuration>> panels = new LinkedHashMap<>();
    for (Configuration configuration : results.configurations()) {
      Map<Parameter, Object> fixed = results.settings(configuration);
      fixed.keySet().removeAll(Arrays.asList(axes));
      panels.computeIfAbsent(fixed, key -> new ArrayList<>()).add(configuration);
    }
    return panels.entrySet().stream().map(e -> new Panel(e.getKey(), e.getValue())).toList();
  }

  /** Heads if they vary, else the varying parameter with the most values; empty if none varies. */
  private Optional<Parameter> seriesAxis(Parameter... without) {
    List<Parameter> taken = Arrays.asList(without);
    List<Parameter> free =
        results.varying().keySet().stream().filter(p -> !taken.contains(p)).toList();
    return free.contains(Parameter.HEADS)
        ? Optional.of(Parameter.HEADS)
        : free.stream().max(Comparator.comparing(p -> results.varying().get(p).size()));
  }

  /** Some elements of a list, evenly spaced, including the first and the last. */
  private static <T> List<T> spread(List<T> all, int most) {
    return all.size() <= most
        ? all
        : IntStream.range(0, most)
            .mapToObj(i -> all.get((int) Math.round(i * (all.size() - 1.0) / (most - 1))))
            .toList();
  }

  private static String seriesName(Parameter series, Configuration configuration) {
    return series == null
        ? "all trials"
        : Names.symbol(series) + " = " + Names.value(configuration.values().get(series));
  }

  private String where(Map<Parameter, Object> fixed) {
    return fixed.isEmpty() ? "" : " at " + Names.settings(fixed, fixed.keySet());
  }

  private void add(
      String name,
      String title,
      List<String> caption,
      List<String> series,
      JFreeChart chart,
      int height) {
    String text =
        caption.stream().filter(s -> !s.isBlank()).collect(Collectors.joining(". ")) + ".";
    String svg = Svg.of(chart, name, title, Plots.WIDTH, height);
    figures.add(new Figure(name, title, text, series, svg));
  }

  private static String numbered(String name, int index, int count) {
    return count == 1 ? name : name + "-" + (index + 1);
  }

  private static String panelsLeftOut(int shown, int all) {
    return shown == all
        ? ""
        : "%d of %d panels are drawn; report --where shows others".formatted(shown, all);
  }

  // ---- curves -----------------------------------------------------------------------------------

  private void curves() {
    Parameter series = seriesAxis().orElse(null);
    List<Panel> all = panels(series);
    List<Panel> whole = spread(all, MAX_PANELS);
    List<Panel> shown =
        whole.stream()
            .map(panel -> new Panel(panel.fixed(), spread(panel.members(), MAX_SERIES)))
            .toList();
    List<Configuration> domains = domainConfigurations();
    List<Configuration> wanted =
        Stream.concat(shown.stream().flatMap(p -> p.members().stream()), domains.stream())
            .distinct()
            .toList();
    Map<Configuration, Curves> curves = results.curves(wanted);
    String panelsLeftOut = panelsLeftOut(shown.size(), all.size());
    for (int i = 0; i < shown.size(); i++) {
      Panel panel = shown.get(i);
      List<Line> gaps = lines(series, panel, curves, Quantity.GAP);
      List<Line> bounds = lines(series, panel, curves, Quantity.BOUND);
      List<Line> both = new ArrayList<>(gaps);
      both.addAll(bounds);
      if (gaps.isEmpty()) {
        absent.add(
            "No gap against step%s: no trial there has a trajectory."
                .formatted(where(panel.fixed())));
        continue;
      }
      add(
          numbered("gap-against-step", i, shown.size()),
          "Gap against step" + where(panel.fixed()),
          caption(whole.get(i), panel, panelsLeftOut),
          names(gaps),
          Plots.lines(both, STEP, "gap  L − L_min", bounds.isEmpty() ? null : "rate bound"),
          Plots.HEIGHT);
    }
    for (int i = 0; i < shown.size(); i++) {
      Panel panel = shown.get(i);
      List<Line> losses = lines(series, panel, curves, Quantity.LOSS);
      if (!losses.isEmpty()) {
        add(
            numbered("loss-by-" + (series == null ? "step" : dashed(series)), i, shown.size()),
            "Training loss"
                + (series == null ? "" : " by " + Names.axis(series))
                + where(panel.fixed()),
            caption(whole.get(i), panel, panelsLeftOut),
            names(losses),
            Plots.lines(losses, STEP, "training loss L", null),
            Plots.HEIGHT);
      }
    }
    domains(domains, curves);
  }

  private static String dashed(Parameter parameter) {
    return parameter.column().replace('_', '-');
  }

  private static List<String> names(List<Line> lines) {
    return lines.stream().map(Line::name).toList();
  }

  /** The caption of a panel of curves, from which some series may be left out. */
  private List<String> caption(Panel whole, Panel panel, String panelsLeftOut) {
    List<String> notes = new ArrayList<>(List.of(band));
    if (whole.members().size() > panel.members().size()) {
      notes.add(
          "%d of %d series are drawn".formatted(panel.members().size(), whole.members().size()));
    }
    long bad =
        panel.members().stream()
            .mapToLong(c -> c.count(Status.DIVERGED) + c.count(Status.FAILED))
            .sum();
    if (bad > 0) {
      notes.add("%d diverged or failed trials are left out".formatted(bad));
    }
    if (panel.members().stream().anyMatch(c -> c.trials() > Results.MAX_SEEDS)) {
      notes.add("The first %d seeds of each configuration are drawn".formatted(Results.MAX_SEEDS));
    }
    notes.add(panelsLeftOut);
    return notes;
  }

  private static List<Line> lines(
      Parameter series, Panel panel, Map<Configuration, Curves> curves, Quantity quantity) {
    List<Line> lines = new ArrayList<>();
    int count = panel.members().size();
    for (int i = 0; i < count; i++) {
      Configuration member = panel.members().get(i);
      List<Point> points = points(curves.get(member), quantity);
      if (!points.isEmpty()) {
        lines.add(
            new Line(seriesName(series, member), points, i, count, quantity == Quantity.BOUND));
      }
    }
    return lines;
  }

  private static List<Point> points(Curves curves, Quantity quantity) {
    return curves.over(quantity).stream()
        .map(
            p ->
                quantity == Quantity.BOUND
                    ? new Point(p.step(), middle(p.over()))
                    : new Point(p.step(), p.over()))
        .toList();
  }

  /** Removes the band of a bound, which would hide the band of the gap. */
  private static Spread middle(Spread over) {
    return new Spread(over.median(), over.median(), over.median());
  }

  /**
   * The configurations whose in-domain and out-of-domain curves are drawn: those that end closest
   * to ridge.
   */
  private List<Configuration> domainConfigurations() {
    return results.configurations().stream()
        .filter(c -> c.measure(Measure.RIDGE_GAP) != null)
        .sorted(Comparator.comparingDouble(c -> c.measure(Measure.RIDGE_GAP).median()))
        .limit(MAX_DOMAIN_PANELS)
        .toList();
  }

  private void domains(List<Configuration> configurations, Map<Configuration, Curves> curves) {
    for (int i = 0; i < configurations.size(); i++) {
      Configuration configuration = configurations.get(i);
      Curves over = curves.get(configuration);
      List<Line> lines = new ArrayList<>();
      List<String> names =
          List.of("training loss", "ridge gap in domain", "ridge gap out of domain");
      List<Quantity> quantities =
          List.of(Quantity.LOSS, Quantity.RIDGE_GAP, Quantity.RIDGE_GAP_OOD);
      for (int q = 0; q < 3; q++) {
        List<Point> points = points(over, quantities.get(q));
        if (!points.isEmpty()) {
          lines.add(new Line(names.get(q), points, q, 3, false));
        }
      }
      if (lines.isEmpty()) {
        continue; // already noted for the gap's figure
      }
      String settings = where(results.settings(configuration));
      add(
          numbered("domains", i, configurations.size()),
          "Training loss and distance from ridge regression, in and out of domain" + settings,
          List.of(
              band,
              configurations.size() == results.configurations().size()
                  ? ""
                  : "Drawn are the %d of %d configurations that end nearest to ridge regression"
                      .formatted(configurations.size(), results.configurations().size())),
          names(lines),
          Plots.lines(lines, STEP, "loss and mean squared distance", null),
          Plots.HEIGHT);
    }
  }

  // ---- prompt length ----------------------------------------------------------------------------

  private void againstPromptLength() {
    if (!results.varying().containsKey(Parameter.PROMPT_LENGTH)) {
      absent.add("No figure against the prompt length: all trials have the same.");
      return;
    }
    Parameter series = seriesAxis(Parameter.PROMPT_LENGTH).orElse(null);
    List<Panel> all = panels(series, Parameter.PROMPT_LENGTH);
    List<Panel> shown = spread(all, MAX_PANELS);
    for (int i = 0; i < shown.size(); i++) {
      againstPromptLength(
          numbered("ridge-against-prompt-length", i, shown.size()),
          shown.get(i),
          series,
          panelsLeftOut(shown.size(), all.size()));
    }
  }

  private void againstPromptLength(
      String name, Panel panel, Parameter series, String panelsLeftOut) {
    List<Object> values =
        series == null ? List.of("all") : spread(results.varying().get(series), MAX_SERIES);
    List<Line> best = new ArrayList<>();
    List<Line> gaps = new ArrayList<>();
    // Ridge regression has no heads, so one line serves all.
    boolean common = series == null || series == Parameter.HEADS;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      List<Configuration> members =
          panel.members().stream()
              .filter(c -> series == null || c.values().get(series).equals(value))
              .toList();
      String label =
          series == null ? "trained model" : Names.symbol(series) + " = " + Names.value(value);
      List<Point> bestPoints = against(members, Measure.BEST_GAP);
      if (!bestPoints.isEmpty() && (!common || best.isEmpty())) {
        best.add(
            new Line(
                common ? "best gap" : null, bestPoints, common ? -1 : i, values.size(), false));
      }
      List<Point> gapPoints = against(members, Measure.RIDGE_GAP);
      if (!gapPoints.isEmpty()) {
        gaps.add(new Line(label, gapPoints, i, values.size(), false));
      }
    }
    if (best.isEmpty()) {
      absent.add(
          "No figure against the prompt length%s: all trials there failed."
              .formatted(where(panel.fixed())));
      return;
    }
    double m = ((Number) panel.members().get(0).values().get(Parameter.M)).doubleValue();
    boolean oneM = series != Parameter.M;
    List<String> names =
        new ArrayList<>(best.stream().map(Line::name).filter(n -> n != null).toList());
    gaps.forEach(line -> names.add(line.name()));
    add(
        name,
        "Best gap and ridge gap against prompt length" + where(panel.fixed()),
        List.of(
            "Best gap, above: ridge regression with penalty mτ, the optimum of training, against the paper's best penalty Nτ; it is 0 at N = m",
            gaps.isEmpty() ? "" : "Ridge gap, below: the trained model against the optimum",
            band,
            values.size() == (series == null ? 1 : results.varying().get(series).size())
                ? ""
                : "%d of %d series are drawn"
                    .formatted(values.size(), results.varying().get(series).size()),
            panelsLeftOut),
        names,
        Plots.stacked(
            best,
            "best gap",
            gaps,
            "ridge gap",
            Names.axis(Parameter.PROMPT_LENGTH),
            oneM ? m : Double.NaN,
            "N = m"),
        520);
  }

  private static List<Point> against(List<Configuration> members, Measure measure) {
    return members.stream()
        .filter(c -> c.measure(measure) != null)
        .map(
            c ->
                new Point(
                    ((Number) c.values().get(Parameter.PROMPT_LENGTH)).doubleValue(),
                    c.measure(measure)))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  // ---- rates ------------------------------------------------------------------------------------

  private void rates() {
    Parameter series = seriesAxis().orElse(null);
    List<Object> values = series == null ? List.of("all") : results.varying().get(series);
    List<Cloud> clouds = new ArrayList<>();
    int drawn = 0;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      String label = series == null ? "trials" : Names.symbol(series) + " = " + Names.value(value);
      for (boolean inRegime : new boolean[] {true, false}) {
        List<Place> places =
            results.trials().stream()
                .filter(t -> t.inRegime() == inRegime)
                .filter(t -> series == null || t.configuration().get(series).equals(value))
                .filter(t -> t.rate() != null && t.rate() > 0)
                .filter(t -> t.boundRate() != null && t.boundRate() > 0)
                .map(t -> new Place(t.boundRate(), t.rate()))
                .toList();
        drawn += places.size();
        if (!places.isEmpty()) {
          String suffix = inRegime ? "" : ", outside the regime";
          clouds.add(new Cloud(label + suffix, places, i, values.size(), inRegime));
        }
      }
    }
    if (clouds.isEmpty()) {
      absent.add(
          "No fitted rate against bound rate: no trial has both (with H < N the bound is trivial;"
              + " short runs have no fit).");
      return;
    }
    add(
        "rate-against-bound",
        "Fitted rate against the rate of the bound",
        List.of(
            "One point per trial, %d of %d; the others have no fitted rate or a trivial bound"
                .formatted(drawn, results.trials().size()),
            results.trials().size() == results.totals().trials()
                ? ""
                : "The other %d trials are neither listed nor drawn"
                    .formatted(results.totals().trials() - results.trials().size()),
            "Above the dashed line the gap falls faster than the theory guarantees"),
        clouds.stream().map(Cloud::name).toList(),
        Plots.points(
            clouds,
            "bound rate η_w ζ₀ / 4K  (per step)",
            "fitted rate  (per step)",
            "rate = bound"),
        460);
  }

  // ---- heat maps --------------------------------------------------------------------------------

  private void heatMaps() {
    List<Parameter> varying = List.copyOf(results.varying().keySet());
    List<List<Parameter>> pairs = new ArrayList<>(heatMaps.stream().distinct().toList());
    if (pairs.isEmpty()) {
      seriesAxis()
          .ifPresent(
              first -> seriesAxis(first).ifPresent(second -> pairs.add(List.of(first, second))));
    }
    if (pairs.isEmpty()) {
      absent.add("No heat maps: fewer than two parameters vary.");
    }
    for (List<Parameter> pair : pairs) {
      List<Parameter> constant = pair.stream().filter(p -> !varying.contains(p)).toList();
      if (!constant.isEmpty()) {
        absent.add("No heat map over %s: it has one value.".formatted(Names.axis(constant.get(0))));
        continue;
      }
      heatMaps(pair.get(0), pair.get(1), Measure.RATE);
      heatMaps(pair.get(0), pair.get(1), Measure.RIDGE_GAP);
    }
  }

  private void heatMaps(Parameter x, Parameter y, Measure measure) {
    List<Panel> all = panels(x, y);
    List<Panel> shown = spread(all, MAX_PANELS);
    for (int i = 0; i < shown.size(); i++) {
      List<Object> columns = valuesOf(x);
      List<Object> rows = valuesOf(y);
      double[][] cells = new double[rows.size()][columns.size()];
      for (double[] row : cells) {
        Arrays.fill(row, Double.NaN);
      }
      boolean some = false;
      for (Configuration configuration : shown.get(i).members()) {
        Spread spread = configuration.measure(measure);
        if (spread != null) {
          int row = rows.indexOf(configuration.values().get(y));
          cells[row][columns.indexOf(configuration.values().get(x))] = spread.median();
          some = true;
        }
      }
      String what = measure == Measure.RATE ? "Fitted rate" : "Ridge gap";
      String at = where(shown.get(i).fixed());
      if (!some) {
        absent.add(
            "No heat map of the %s%s: no trial has one."
                .formatted(what.toLowerCase(Locale.ROOT), at));
        continue;
      }
      add(
          numbered("heat-" + dashed(measure) + "-" + dashed(x) + "-" + dashed(y), i, shown.size()),
          what + " over " + Names.axis(x) + " and " + Names.axis(y) + at,
          List.of(
              "Medians over seeds; white cells have no number",
              panelsLeftOut(shown.size(), all.size())),
          List.of(),
          Plots.heat(
              Names.axis(x),
              columns.stream().map(Names::value).toList(),
              Names.axis(y),
              rows.stream().map(Names::value).toList(),
              cells,
              measure.title()),
          Plots.HEIGHT);
    }
  }

  private static String dashed(Measure measure) {
    return measure.column().replace('_', '-');
  }

  private List<Object> valuesOf(Parameter parameter) {
    return results.varying().get(parameter);
  }
}
