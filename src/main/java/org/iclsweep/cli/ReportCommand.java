package org.iclsweep.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report}: writes a page and figures about a sweep. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write a page to explore the trials, DIR/report.html, and figures, DIR/figures/*.svg.",
      "Show the grid of the last run, finished or not; a run does this at its end. With --where",
      "the page is DIR/report-CONDITION.html and the figures are in DIR/figures-CONDITION."
    },
    footer = {"", "Example: ./submit.sh report --out results/quickstart --where \"heads > 1\""})
final class ReportCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the sweep's folder")
  private String out;

  @Option(names = "--all", description = "show the trials of all grids that the folder holds")
  private boolean all;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "show only these trials, e.g. \"noise = 0.05\"; may be repeated")
  private List<String> wheres = new ArrayList<>();

  @Option(
      names = "--heat-map",
      paramLabel = "X,Y",
      description = "parameters of a heat map, e.g. heads,noise; may be repeated (chosen)")
  private List<String> heatMaps = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<List<Parameter>> pairs = heatMaps.stream().map(ReportCommand::pair).toList();
    SweepFolder store = SweepFolders.at(out);
    store.checkExists();
    try (Session session = Session.open(store.path())) {
      System.out.println(
          all
              ? Reports.write(session, store, null, OptionalLong.empty(), wheres, pairs)
              : Reports.ofLastRun(session, store, wheres, pairs));
    }
    store.warnings().forEach(Notes::warn);
    return 0;
  }

  private static List<Parameter> pair(String text) {
    List<Parameter> pair = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      Parameter parameter =
          Parameter.ofColumn(name.strip().replace('-', '_'))
              .filter(Parameter::key)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "--heat-map %s: '%s' is no axis of a grid; name two parameters, such as heads,noise"
                              .formatted(text, name.strip())));
      pair.add(parameter);
    }
    if (pair.size() != 2 || pair.get(0) == pair.get(1)) {
      throw new UsageException(
          "--heat-map %s: name two different parameters, such as heads,noise".formatted(text));
    }
    return pair;
  }
}
