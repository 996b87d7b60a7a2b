package org.iclsweep.spark;

import java.io.IOException;
import org.iclsweep.store.FolderWriter;
import org.iclsweep.store.Repair;
import org.iclsweep.store.SweepFolder;

/** Repairs folders; executors read the files. */
public final class Repairs {
  private Repairs() {}

  /**
   * Moves damaged and foreign files of a folder aside and keeps everything readable.
   *
   * @param folder a folder that passed {@link SweepFolder#checkRepairable()}
   * @throws org.iclsweep.sweep.UsageException if another driver is using the folder
   * @throws IOException if a file cannot be read or written
   */
  public static Repair.Outcome repair(Session session, SweepFolder folder) throws IOException {
    try (FolderWriter writer = FolderWriter.open(folder, session.context()::cancelAllJobs)) {
      return writer.repair(new Executors(session.context(), folder));
    }
  }
}
