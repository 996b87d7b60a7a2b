package org.iclsweep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.List;

/** The program for {@code --deploy-mode cluster}: has a command run by a driver on the cluster. */
public final class ClusterClient {
  private ClusterClient() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments the number of words of spark-submit's options, these words, and the words of
   *     the command
   */
  public static void main(String[] arguments) {
    int command = 1 + Integer.parseInt(arguments[0]);
    List<String> options = List.of(arguments).subList(1, command);
    String[] words = Arrays.copyOfRange(arguments, command, arguments.length);
    Submission submission = new Submission(DriverMain.class, options);
    System.setProperty("spark.eventLog.enabled", "false"); // of checks; the driver has its own
    System.setOut(Output.to(new FileOutputStream(FileDescriptor.out)));
    System.exit(Main.run(() -> Request.submitted(submission, words)));
  }
}
