package org.iclsweep.cli;

import java.util.Locale;
import org.iclsweep.query.TrialRows;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of commands on one stored trial: its id and its folder. */
final class StoredTrialOptions {
  @Parameters(paramLabel = "ID", description = "first digits of its trial_id, which query shows")
  private String prefix;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the sweep's folder")
  private String out;

  /** The sweep's folder. */
  SweepFolder folder() {
    return SweepFolders.at(out);
  }

  /**
   * Reads the trial, then closes the Spark session.
   *
   * @throws UsageException if there is no sweep, or if it does not contain exactly one such trial
   */
  TrialRows find() {
    String digits = prefix.toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{1," + TrialConfig.ID_DIGITS + "}")) {
      throw new UsageException(
          "ID: '%s' is not allowed; it takes the first digits of a trial_id, at most %d of 0-9 and a-f"
              .formatted(prefix, TrialConfig.ID_DIGITS));
    }
    SweepFolder store = folder();
    store.checkExists();
    try (Session session = Session.open(store.path())) {
      TrialRows found = TrialRows.find(session, store, digits);
      store.warnings().forEach(Notes::warn);
      return found;
    }
  }
}
