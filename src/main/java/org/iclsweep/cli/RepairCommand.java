package org.iclsweep.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.iclsweep.spark.Repairs;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.Repair;
import org.iclsweep.store.SweepFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code repair}: makes a damaged folder readable and fit for further training. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Read every file of a sweep, move damaged and foreign ones to DIR/damaged and keep every",
      "trial that can still be read. Nothing is deleted. The next run trains what was lost."
    },
    footer = {"", "Example: ./submit.sh repair --out results/quickstart"})
final class RepairCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the sweep's folder")
  private String out;

  @Override
  public Integer call() throws IOException {
    SweepFolder store = SweepFolders.at(out);
    store.checkRepairable();
    Repair.Outcome outcome;
    try (Session session = Session.open(store.path())) {
      outcome = Repairs.repair(session, store);
    }
    outcome.damage().forEach(damage -> System.out.println("damaged: " + damage));
    outcome.moved().forEach(file -> System.out.println("moved to damaged/: " + file));
    if (outcome.damage().isEmpty()) {
      System.out.println("nothing is damaged");
    }
    System.out.println("trials stored: " + outcome.kept());
    if (outcome.lost() > 0 || outcome.uncounted() > 0) {
      System.out.println(
          "trials lost: %d%s; the next run trains them again"
              .formatted(
                  outcome.lost(),
                  outcome.uncounted() == 0
                      ? ""
                      : " and those of %d files that nobody has counted"
                          .formatted(outcome.uncounted())));
    }
    return 0;
  }
}
