package org.iclsweep.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.iclsweep.reference.ReferenceCase;
import org.iclsweep.reference.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: compares this build with reference files. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Train the cases of reference files and compare every number with theirs.",
    footer = {"", "Example: ./submit.sh verify src/test/resources/reference/*.json"})
final class VerifyCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "reference files (JSON)")
  private List<Path> files;

  @Option(
      names = "--tolerance",
      paramLabel = "NUMBER",
      defaultValue = "1e-9",
      converter = NumberWithin.Deviation.class,
      description = "largest deviation that passes (${DEFAULT-VALUE})")
  private double tolerance;

  private record Worst(double deviation, String file) {}

  @Override
  public Integer call() {
    List<ReferenceCase> cases = new ArrayList<>();
    for (Path file : files) {
      cases.add(GridOptions.refusing(() -> ReferenceCase.read(file)));
    }
    TextTable byFile = new TextTable(List.of("file", "kernel", "form", "largest deviation", ""));
    Map<String, Worst> worst = new LinkedHashMap<>();
    boolean passed = true;
    for (ReferenceCase reference : cases) {
      for (Verification.Run run : GridOptions.refusing(() -> Verification.all(reference))) {
        boolean within = run.largest() <= tolerance;
        passed &= within;
        byFile.add(
            List.of(
                reference.name(),
                run.kernel(),
                run.form().name().toLowerCase(Locale.ROOT),
                run.largest(),
                within ? "ok" : "FAILED"));
        run.deviations()
            .forEach(
                (quantity, deviation) ->
                    worst.merge(
                        quantity,
                        new Worst(deviation, reference.name()),
                        (old, now) -> now.deviation() > old.deviation() ? now : old));
      }
    }
    TextTable byQuantity = new TextTable(List.of("quantity", "largest deviation", "in"));
    worst.forEach((quantity, w) -> byQuantity.add(List.of(quantity, w.deviation(), w.file())));
    byFile.print(System.out);
    System.out.println();
    byQuantity.print(System.out);
    System.out.println();
    System.out.println((passed ? "all within " : "NOT all within ") + tolerance);
    return passed ? 0 : 1;
  }
}
