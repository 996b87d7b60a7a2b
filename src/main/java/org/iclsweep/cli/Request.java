package org.iclsweep.cli;

import java.util.ArrayList;
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

  /** A command line whose driver runs on a cluster. */
  static Request submitted(Submission submission, String... arguments) {
    return new Request(
        List.of(arguments),
        new ArgumentFiles(arguments),
        Optional.empty(),
        Optional.of(submission));
  }

  /** A command line that came from another machine. */
  static Request received(SentCommand command) {
    List<String> words = new ArrayList<>(command.words());
    words.replaceAll(ArgumentFiles::escaped);
    words.addAll(List.of("--out", command.out())); // which may be a relative path otherwise
    return new Request(
        command.typed(),
        new ArgumentFiles(words.toArray(String[]::new)),
        command.claimsFile(),
        Optional.empty());
  }

  /**
   * The command line for a driver elsewhere.
   *
   * @param out the URI of the sweep's folder
   * @param given the claims, if any are given
   */
  SentCommand sent(String out, Optional<ClaimsFile> given) {
    return new SentCommand(
        typed,
        List.of(files.words()),
        out,
        given.map(ClaimsFile::name).orElse(null),
        given.map(ClaimsFile::text).orElse(null));
  }
}
