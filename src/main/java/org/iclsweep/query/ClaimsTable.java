package org.iclsweep.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.iclsweep.claim.Claim;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.claim.Evidence;
import org.iclsweep.claim.Finding;
import org.iclsweep.claim.Verdict;
import org.iclsweep.spark.Session;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.FolderWriter;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.table.TableNames;

/** The table {@code claims} of a sweep: its claims and their verdicts. */
public final class ClaimsTable {
  private static final String NOT_EVALUATED =
      "not evaluated on the stored results; ./submit.sh check evaluates it";

  private ClaimsTable() {}

  /**
   * Returns the stored verdicts. Claims that were not evaluated on the stored results are open.
   *
   * @param folder a folder that passed {@link SweepFolder#checkExists()}
   */
  static Dataset<Row> read(Session session, SweepFolder folder) {
    SparkSession spark = session.sized(false);
    Optional<ClaimsFile> file = folder.claims();
    if (file.isPresent() && folder.claimsAreCurrent()) {
      return SweepFolders.readDerived(spark, folder, TableNames.CLAIMS);
    }
    List<Row> rows = new ArrayList<>();
    for (Claim claim : file.map(ClaimsFile::claims).orElse(List.of())) {
      rows.add(row(new Finding(claim, Verdict.OPEN, Evidence.reason(NOT_EVALUATED), null)));
    }
    return SweepFolders.table(spark, TableNames.CLAIMS, rows);
  }

  /**
   * Stores verdicts in place of earlier ones.
   *
   * @param findings the verdicts; if there are none, the table is removed
   * @throws IOException if they cannot be stored
   */
  public static void replace(Session session, FolderWriter writer, List<Finding> findings)
      throws IOException {
    if (findings.isEmpty()) {
      writer.remove(TableNames.CLAIMS);
      return;
    }
    List<Row> rows = findings.stream().map(ClaimsTable::row).toList();
    Dataset<Row> table = SweepFolders.table(session.sized(false), TableNames.CLAIMS, rows);
    writer.replace(TableNames.CLAIMS, target -> DerivedTable.write(table, target));
  }

  private static Row row(Finding finding) {
    Claim claim = finding.claim();
    return RowFactory.create(
        claim.number(),
        claim.sentence(),
        claim.source(),
        finding.verdict().word(),
        finding.evidence(),
        claim.query(),
        claim.counterexamples(),
        finding.evaluatedAt());
  }
}
