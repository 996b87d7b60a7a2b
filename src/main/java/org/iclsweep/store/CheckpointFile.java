package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.Checkpoints;

/**
 * The checkpoint of one trial: a file named by its id in the sweep's folder {@code checkpoints}.
 * Executors read and write it on the sweep's own file system.
 */
public final class CheckpointFile implements Checkpoints {
  /** The folder of checkpoints. */
  static final String FOLDER = "checkpoints";

  private final WholeFiles whole;
  private final Path file;
  private final BooleanSupplier moving;

  /**
   * Creates the checkpoint of a trial, which need not exist yet.
   *
   * @param conf the settings for file systems
   * @param folder the sweep's folder, a URI
   * @param trialId the id of the trial
   * @param moving whether the trial moves to another machine
   * @throws IOException if there is no file system for the folder
   */
  public CheckpointFile(Configuration conf, String folder, String trialId, BooleanSupplier moving)
      throws IOException {
    this(WholeFiles.of(new Path(folder), conf), new Path(folder), trialId, moving);
  }

  CheckpointFile(WholeFiles whole, Path folder, String trialId, BooleanSupplier moving) {
    this.whole = whole;
    this.file = new Path(new Path(folder, FOLDER), trialId);
    this.moving = moving;
  }

  @Override
  public boolean moving() {
    return moving.getAsBoolean();
  }

  @Override
  public Optional<InputStream> read() throws IOException {
    try {
      return Optional.of(whole.files().open(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Content content) throws IOException {
    whole.write(file, content::writeTo);
  }

  @Override
  public void remove() throws IOException {
    whole.delete(file);
  }

  @Override
  public void resumed(long step) {
    System.err.println("icl-sweep: trial " + file.getName() + " resumes at step " + step);
  }

  @Override
  public void warn(String warning) {
    System.err.println("icl-sweep: trial " + file.getName() + ": " + warning);
  }
}
