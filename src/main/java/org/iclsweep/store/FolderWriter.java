package org.iclsweep.store;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.SqlViews;
import org.iclsweep.table.TableNames;

/**
 * Write access to a sweep's folder, including the files beside the results. It holds the folder's
 * lock from opening to closing.
 */
public final class FolderWriter implements AutoCloseable {
  private final SweepFolder folder;
  private final WholeFiles whole;
  private final SweepLock lock;
  private SweepFile.Run run;

  /** Creates a writer with a lock that is already held. */
  FolderWriter(SweepFolder folder, SweepLock lock) {
    this.folder = folder;
    this.whole = folder.whole();
    this.lock = lock;
  }

  /**
   * Acquires the lock and removes the hidden files that killed drivers left in the folder itself.
   *
   * @param folder a folder that {@link SweepFolder#checkUsable()} accepted
   * @param onLost called once, on any thread, if another driver has taken the lock
   * @throws UsageException if another driver holds the lock; the message names it
   * @throws IOException if the folder cannot be written
   */
  public static FolderWriter open(SweepFolder folder, Runnable onLost) throws IOException {
    SweepLock lock =
        SweepLock.take(folder.whole(), folder.folder(), folder.path(), onLost, SweepLock.STALE);
    FolderWriter writer = new FolderWriter(folder, lock);
    try {
      writer.clean();
      return writer;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Removes temporary files left by killed drivers. */
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
   * Checks that the lock is held. Must be called before writing anything that counts.
   *
   * @throws IOException with a one-line message, if another driver has taken it
   */
  public void check() throws IOException {
    lock.check();
  }

  /**
   * Adds a run to {@code sweep.json}.
   *
   * @param spec the requested sweep
   * @param trials the number of trials in the grid
   * @param commandLine the words of the command
   * @param spark the Spark version
   * @throws IOException if it cannot be written
   */
  public void begin(SweepSpec spec, long trials, List<String> commandLine, String spark)
      throws IOException {
    run = folder.sweepFile().begin(spec, trials, commandLine, spark);
    writeViews();
  }

  /**
   * Records the end of the run in {@code sweep.json}.
   *
   * @param claims the claims of the sweep, if it has any
   * @param summary the printed summary if every trial of the grid is stored, none failed and every
   *     claim was evaluated, otherwise null
   * @throws IOException if it cannot be written
   */
  public void end(Optional<ClaimsFile> claims, String summary) throws IOException {
    check();
    writeViews();
    run.end(folder.contents(), claims.orElse(null), summary);
  }

  /** Writes the SQL scripts that define the existing tables in other Spark SQL shells. */
  private void writeViews() throws IOException {
    Set<String> tables = new HashSet<>(TableNames.RESULTS);
    for (String table : TableNames.DERIVED) {
      if (folder.holds(table)) {
        tables.add(table);
      }
    }
    String uri = folder.uri();
    folder.write(SweepFolder.VIEWS, SqlViews.temporary(uri, tables));
    folder.write(SweepFolder.EXTERNAL_TABLES, SqlViews.external(uri, tables));
  }

  /**
   * Opens the tables of results for writing.
   *
   * @param workers the workers that merge files
   * @throws IOException if the folder cannot be written
   */
  public ResultWriter results(Workers workers) throws IOException {
    return new ResultWriter(whole, folder.results(), lock, workers);
  }

  /**
   * Removes all checkpoints. Those of finished trials are already gone.
   *
   * @throws IOException if they cannot be removed
   */
  public void removeCheckpoints() throws IOException {
    whole.files().delete(new Path(folder.folder(), CheckpointFile.FOLDER), true);
  }

  /** Writes a table as a folder of files. */
  public interface TableFolder {
    /**
     * Writes the table.
     *
     * @param folder its URI; an older folder may exist
     * @throws IOException if it cannot be written
     */
    void writeTo(String folder) throws IOException;
  }

  /**
   * Writes a complete derived table in place of an older one.
   *
   * @param name the name of the table
   * @throws IOException if it cannot be written
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
   * Removes a derived table, if it exists.
   *
   * @throws IOException if it cannot be removed
   */
  public void remove(String name) throws IOException {
    check();
    if (whole.files().delete(new Path(folder.folder(), name), true)) {
      folder.results().unlistDerived(name);
    }
  }

  /**
   * Sets damaged and foreign files aside and keeps the readable data.
   *
   * @param workers the workers that read the files
   * @return the result of the repair
   * @throws UsageException if the folder is of another version of the mathematics
   * @throws IOException if a file cannot be read or written; another repair then completes the work
   */
  public Repair.Outcome repair(Workers workers) throws IOException {
    Repair.Outcome outcome = new Repair(folder, lock, workers).run();
    writeViews();
    return outcome;
  }

  /** Releases the lock. */
  @Override
  public void close() {
    lock.close();
  }
}
