package org.iclsweep.store;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;

/**
 * The right to write to a sweep's folder, and what is written beside the results. From when it is
 * opened until it is closed it holds the folder's lock.
 */
public final class FolderWriter implements AutoCloseable {
  private final SweepFolder folder;
  private final WholeFiles whole;
  private final SweepLock lock;
  private SweepFile.Run run;

  /** With a lock that is held already. */
  FolderWriter(SweepFolder folder, SweepLock lock) {
    this.folder = folder;
    this.whole = folder.whole();
    this.lock = lock;
  }

  /**
   * Takes the lock and removes the hidden files that killed drivers left in the folder itself.
   *
   * @param folder a folder that {@link SweepFolder#refuseUnusable()} let pass
   * @param onLost called once, by any thread, if another driver has taken the lock
   * @throws UsageException naming the other driver if one is at work
   * @throws IOException if the folder cannot be written
   */
  public static FolderWriter open(SweepFolder folder, Runnable onLost) throws IOException {
    SweepLock lock = SweepLock.take(folder.whole(), folder.folder(), folder.path(), onLost);
    FolderWriter writer = new FolderWriter(folder, lock);
    try {
      writer.clean();
      return writer;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Removes what killed drivers left. */
  void clean() throws IOException {
    FileSystem files = whole.files();
    for (FileStatus file : files.listStatus(folder.folder())) {
      if (SweepFolder.leftover(file.getPath().getName()) || lock.leftover(file.getPath())) {
        lock.check();
        files.delete(file.getPath(), true);
      }
    }
  }

  /**
   * Makes sure that the lock is held; to be called before anything that counts is written.
   *
   * @throws IOException in one line if another driver has taken it
   */
  public void check() throws IOException {
    lock.check();
  }

  /**
   * Adds a run to {@code sweep.json}.
   *
   * @param spec what was asked
   * @param trials the number of trials in the grid
   * @param commandLine the words of the command
   * @param spark the version of Spark
   * @throws IOException if it cannot be written
   */
  public void begin(SweepSpec spec, long trials, List<String> commandLine, String spark)
      throws IOException {
    run = folder.sweepFile().begin(spec, trials, commandLine, spark);
  }

  /**
   * Notes in {@code sweep.json} that the run has ended.
   *
   * @param summary what was printed if every trial of the grid is stored and none failed, else null
   * @throws IOException if it cannot be written
   */
  public void end(String summary) throws IOException {
    check();
    run.end(folder.contents(), summary);
  }

  /**
   * Opens the tables of results for writing.
   *
   * @param workers who merges files
   * @throws IOException if the folder cannot be written
   */
  public ResultWriter results(Workers workers) throws IOException {
    return new ResultWriter(whole, folder.results(), lock, workers);
  }

  /**
   * Removes all checkpoints; those of trials that have ended are gone already.
   *
   * @throws IOException if they cannot be removed
   */
  public void removeCheckpoints() throws IOException {
    whole.files().delete(new Path(folder.folder(), CheckpointFile.FOLDER), true);
  }

  /** Something that writes a table as a folder of files. */
  public interface TableFolder {
    /**
     * Writes it.
     *
     * @param folder its URI; there may be an older one
     * @throws IOException if it could not be written
     */
    void writeTo(String folder) throws IOException;
  }

  /**
   * Writes a derived table whole, in place of an older one.
   *
   * @param name its name
   * @throws IOException if it could not be written
   */
  public void replace(String name, TableFolder table) throws IOException {
    check();
    Path target = new Path(folder.folder(), name);
    Path staged = whole.staged(target);
    table.writeTo(staged.toString());
    if (!staged.equals(target)) {
      whole.files().delete(target, true);
      whole.publish(staged, target);
    }
    folder.results().listDerived(name);
  }

  /**
   * Sets damaged and foreign files aside and keeps what can be read.
   *
   * @param workers who reads the files
   * @return what was done
   * @throws UsageException if the folder is of another version of the mathematics
   * @throws IOException if a file cannot be read or written; what was not done then can be done by
   *     repairing again
   */
  public Repair.Outcome repair(Workers workers) throws IOException {
    return new Repair(folder, lock, workers).run();
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    lock.close();
  }
}
