package org.iclsweep.cli;

import java.util.List;
import java.util.Optional;
import org.iclsweep.claim.ClaimsFile;

/**
 * A command line and where its sweep runs.
 *
 * @param typed its words, argument files not expanded
 * @param files the same words, expanded
 * @param claims the claims that came with it from another machine
 * @param submission runs the sweep on a cluster; if empty, its driver is this process
 */
record Request(
    List<String> typed,
    ArgumentFiles files,
    Optional<ClaimsFile> claims,
    Optional<Submission> submission) {

  /** A command line whose driver is this process. */
  static Request here(String... arguments) {
    return new Request(
        List.of(arguments), new ArgumentFiles(arguments), Optional.empty(), Optional.empty());
  }

  /**
   * A command line whose driver runs on a cluster.
   *
   * @param options the options of spark-submit
   */
  static Request submitted(List<String> options, String... arguments) {
    ArgumentFiles files = new ArgumentFiles(arguments);
    List<String> typed = List.of(arguments);
    Submission submission = new Submission(options, typed, List.of(files.words()));
    return new Request(typed, files, Optional.empty(), Optional.of(submission));
  }

  /** A command line that came from another machine. */
  static Request received(SentCommand command) {
    String[] words = command.words().stream().map(ArgumentFiles::escaped).toArray(String[]::new);
    return new Request(
        command.typed(), new ArgumentFiles(words), command.claimsFile(), Optional.empty());
  }
}
