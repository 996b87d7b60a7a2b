package org.iclsweep.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.UsageException;
import picocli.CommandLine.Option;

/** The options of commands that evaluate claims. */
final class ClaimOptions {
  private static final String ENDING = ".claims.sql";

  @Option(
      names = "--claims",
      paramLabel = "FILE",
      description =
          "claims about the sweep (NAME.claims.sql beside NAME.args, else the stored ones)")
  private Path file;

  @Option(
      names = "--claim-timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      converter = NumberWithin.SecondsOfWaiting.class,
      description = "leave a claim open that takes longer than this (${DEFAULT-VALUE})")
  private double timeout;

  /**
   * Reads the given file, or the one beside the first argument file of a command line.
   *
   * @param words the words of the command line, argument files not expanded
   * @throws UsageException if it cannot be read or parsed
   */
  Optional<ClaimsFile> file(List<String> words) {
    return Optional.ofNullable(file).or(() -> besideArguments(words)).map(ClaimsFile::read);
  }

  private static Optional<Path> besideArguments(List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith("@"))
        .findFirst()
        .map(word -> Path.of(word.substring(1).replaceFirst("\\.[^./]*$", "") + ENDING))
        .filter(Files::exists);
  }

  /** The maximum time for one claim. */
  Duration timeout() {
    return Duration.ofMillis(Math.round(1e3 * timeout));
  }
}
