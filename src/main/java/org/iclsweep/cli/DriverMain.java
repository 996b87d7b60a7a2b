package org.iclsweep.cli;

import java.io.IOException;
import java.util.OptionalInt;
import org.iclsweep.spark.ClusterApplication;
import org.iclsweep.spark.SweepFolders;
import org.iclsweep.store.DriverOutput;

/** The program of a driver on a cluster. */
public final class DriverMain {
  private DriverMain() {}

  /**
   * Runs a command. Its output and exit code are also stored in the sweep's folder.
   *
   * @param arguments the command, encoded; on a standalone cluster also the name of the output
   * @throws IOException if these cannot be stored
   * @throws IllegalStateException on YARN, with the exit code, unless it is 0
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true"); // figures are drawn without a screen
    SentCommand command = SentCommand.decoded(arguments[0]);
    DriverOutput output =
        SweepFolders.at(command.out()).driverOutput(ClusterApplication.idOfThisDriver(arguments));
    // A driver that is lost is started again; on YARN also one that ended with another code than 0.
    OptionalInt earlier = output.exitCode();
    int code = earlier.isPresent() ? earlier.getAsInt() : run(command, output);
    // To YARN, System.exit is an accident. A standalone cluster would start the driver forever.
    if (code != 0 && ClusterApplication.onYarn()) {
      throw new IllegalStateException("the command ended with exit code " + code);
    }
  }

  private static int run(SentCommand command, DriverOutput output) throws IOException {
    int code;
    StoredOutput stored = StoredOutput.begin(output);
    try {
      code = Main.run(() -> Request.received(command));
    } finally {
      stored.close();
    }
    output.writeExitCode(code);
    return code;
  }
}
