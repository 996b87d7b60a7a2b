package org.iclsweep.cli;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Option;

/** The options of commands on a whole sweep: its folder and the limit on its size. */
final class SweepOptions {
  private static final BigInteger MAX_COMBINATIONS = BigInteger.valueOf(1_000_000);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder of the results (results/NAME with @NAME.args, else results/sweep)")
  private String out;

  @Option(names = "--yes", description = "accept a grid of more than a million trials")
  private boolean yes;

  /**
   * Refuses a grid that is probably larger than intended.
   *
   * @throws UsageException if it has more than a million combinations without {@code --yes}
   */
  void refuseHuge(SweepSpec spec) {
    BigInteger combinations = spec.combinations();
    if (combinations.compareTo(MAX_COMBINATIONS) > 0 && !yes) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the grid has %,d combinations, more than a million; add --yes if you mean it",
              combinations));
    }
    if (combinations.bitLength() > 62) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the grid has %,d combinations; no more than 2^62 can be counted off",
              combinations));
    }
  }

  /**
   * The folder of the sweep: the option, or {@code results/NAME}, named after the argument file.
   *
   * @param words the words of the command line, argument files not expanded
   */
  SweepFolder store(List<String> words) {
    if (out != null && out.isBlank()) {
      throw new UsageException("--out: the name of the folder is empty");
    }
    return SweepFolders.at(out == null ? "results/" + name(words) : out);
  }

  private static String name(List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith("@"))
        .findFirst()
        .map(file -> file.substring(1).replaceFirst(".*/", "").replaceFirst("\\.[^.]*$", ""))
        .orElse("sweep");
  }
}
