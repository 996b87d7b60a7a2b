package org.iclsweep.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.iclsweep.query.TrialRows;
import org.iclsweep.reference.ReferenceCase;
import org.iclsweep.reference.ReferenceWriter;
import org.iclsweep.reference.TrialCase;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: writes one stored trial as a reference file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write one stored trial as a reference file (JSON) for other programs.",
      "It holds the tokens, features, initial Q, training prompts and expected numbers. The trial",
      "is trained again with every kernel and form, so that verify passes on the file."
    },
    footer = {
      "",
      "Example: ./submit.sh export 0fec --out results/quickstart --to trial.json",
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private StoredTrialOptions trial;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "file to write (stdout); an existing file is not replaced")
  private Path file;

  @Option(names = "--force", description = "replace FILE if it exists")
  private boolean force;

  @Option(
      names = "--steps",
      paramLabel = "NUMBER",
      converter = NumberWithin.Steps.class,
      description = "end the file at the last recorded step up to this one (all steps that ran)")
  private Long last;

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      checkUsable(file);
    }
    TrialRows stored = trial.find();
    stored.refuseFailed();
    TrialConfig config = stored.config();
    MemoryModel.checkMemory(config);
    int count = (int) stored.steps().stream().filter(step -> last == null || step <= last).count();
    List<Long> steps = stored.steps().subList(0, count);
    ReferenceCase reference = made(stored, config, steps);
    for (String quantity : reference.expected().undetermined()) {
      Notes.warn(
          "%s is null in the file: rounding alone changes it by more than verify allows"
              .formatted(quantity));
    }
    if (file == null) {
      OutputStream out = new BufferedOutputStream(System.out);
      ReferenceWriter.write(reference, out);
      out.flush();
    } else {
      write(reference);
    }
    return 0;
  }

  private static ReferenceCase made(TrialRows stored, TrialConfig config, List<Long> steps) {
    try {
      TrialCase.checkFileSize(config, steps.get(steps.size() - 1));
      Notes.say(
          "training trial %s for %d steps with every kernel and form"
              .formatted(config.id(), steps.get(steps.size() - 1)));
      return TrialCase.of(
          config,
          stored.learningRateQ(),
          stored.learningRateW(),
          steps,
          stored.gaps().subList(0, steps.size()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("trial " + config.id() + ": " + e.getMessage(), e);
    }
  }

  private void checkUsable(Path target) {
    if (Files.isDirectory(target)) {
      throw new UsageException("--to " + target + " is a folder; name a file");
    }
    if (Files.exists(target) && !force) {
      throw new UsageException(
          "--to " + target + " exists; add --force to replace it, or name another file");
    }
    Path folder = target.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new UsageException("--to " + target + ": there is no folder " + folder);
    }
  }

  /** Writes the file atomically. */
  private void write(ReferenceCase reference) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path staged = folder.resolve("." + file.getFileName() + "-" + UUID.randomUUID());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(staged))) {
        ReferenceWriter.write(reference, out);
      }
      Files.move(staged, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(staged);
    }
    Notes.say("written: " + file);
  }
}
