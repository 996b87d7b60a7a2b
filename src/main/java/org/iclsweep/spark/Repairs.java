package org.iclsweep.spark;

import java.io.IOException;
import org.iclsweep.store.FolderWriter;
import org.iclsweep.store.Repair;
import org.iclsweep.store.SweepFolder;

/** Repairs of folders, for which executors read the files. */
public final class Repairs {
  private Repairs() {}

  /**
   * Sets damaged and foreign files of a folder aside and keeps what can be read.
   *
   * @param folder a folder that {@link SweepFolder#refuseNothing()} let pass
   * @throws org.iclsweep.sweep.UsageException if another driver is at work there
   * @throws IOException if a file cannot be read or written
   */
  public static Repair.Outcome repair(Session session, SweepFolder folder) throws IOException {
    try (FolderWriter writer = FolderWriter.open(folder, session.context()::cancelAllJobs)) {
      return writer.repair(new Executors(session.context(), folder));
    }
  }
}
