package org.iclsweep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders as Spark's downloads unpack to, as far as {@code SPARK_HOME} needs them. */
final class SparkDistribution {
  private SparkDistribution() {}

  /**
   * Makes a distribution of Spark's own jars; its script starts Spark's own launcher, and leaves a
   * file {@code used} behind.
   *
   * @param home where; a folder that does not exist
   * @param classPath Spark's jars
   * @param version what the name of spark-core's jar says
   * @return home
   */
  static Path of(Path home, String classPath, String version) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : classPath.strip().split(":", -1)) {
      String name = Path.of(jar).getFileName().toString();
      if (name.startsWith("spark-core_")) {
        name = "spark-core_2.13-" + version + ".jar";
      }
      Files.createSymbolicLink(jars.resolve(name), Path.of(jar));
    }
    Path script = Files.createDirectory(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        script,
        """
        #!/usr/bin/env bash
        export SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd)
        export SPARK_SCALA_VERSION=2.13
        touch "$SPARK_HOME/used"
        java=${JAVA_HOME:+$JAVA_HOME/bin/}java
        # The launcher prints a null and a line break, then the command's words with nulls.
        mapfile -d '' -t command < <("$java" -cp "$SPARK_HOME/jars/*" \\
          org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
        exec "${command[1]#$'\\n'}" "${command[@]:2}"
        """);
    assertTrue(script.toFile().setExecutable(true));
    return home;
  }

  /**
   * Makes a distribution whose spark-submit prints its arguments, one per line, since there is no
   * cluster here.
   *
   * @param home where; a folder that does not exist
   * @return home
   */
  static Path printing(Path home) throws IOException {
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.13-4.1.0.jar"));
    Path submit = Files.createDirectory(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertTrue(submit.toFile().setExecutable(true));
    return home;
  }
}
