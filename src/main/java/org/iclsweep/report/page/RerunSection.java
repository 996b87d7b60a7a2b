package org.iclsweep.report.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.report.data.SweepResults;
import org.iclsweep.sweep.ShellWord;
import org.iclsweep.sweep.SweepRun;

/**
 * The commands that run the sweep and single trials again, and the runs that wrote it.
 *
 * @param command the command of the last run
 * @param example the beginning of a trial's id
 * @param folder the path of the sweep's folder
 * @param folderWord the folder as a word of a shell command
 * @param runs the runs, most recent last
 * @param written the time at which the report was made
 */
record RerunSection(
    String command,
    String example,
    String folder,
    String folderWord,
    List<Run> runs,
    String written) {
  /** The number of an id's digits that are shown. */
  private static final int DIGITS = 12;

  /**
   * A run.
   *
   * @param command its command
   * @param grid its grid
   * @param versions the versions of the software
   * @param times its beginning and end
   */
  record Run(String command, String grid, String versions, String times) {
    static Run of(SweepRun run) {
      return new Run(
          commandOf(run),
          Stream.of(
                  run.axes().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()),
                  run.lets().stream().map(let -> "let " + let),
                  run.wheres().stream().map(where -> "where " + where))
              .flatMap(parts -> parts)
              .collect(Collectors.joining("; ")),
          run.versions().entrySet().stream()
              .map(e -> e.getKey() + " " + e.getValue())
              .collect(Collectors.joining(", ")),
          run.started() + " to " + (run.finished() == null ? "(not finished)" : run.finished()));
    }
  }

  static RerunSection of(SweepResults results, Facts facts) {
    List<SweepRun> runs = facts.runs();
    String folderWord = ShellWord.of(facts.folder());
    return new RerunSection(
        runs.isEmpty()
            ? "./submit.sh run --out " + folderWord
            : commandOf(runs.get(runs.size() - 1)),
        results.trials().stream()
            .findFirst()
            .map(trial -> trial.id().substring(0, Math.min(DIGITS, trial.id().length())))
            .orElse("ID"),
        facts.folder(),
        folderWord,
        runs.stream().map(Run::of).toList(),
        facts.written());
  }

  private static String commandOf(SweepRun run) {
    return "./submit.sh "
        + run.commandLine().stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }
}
