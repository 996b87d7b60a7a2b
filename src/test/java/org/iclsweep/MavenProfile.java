package org.iclsweep;

import static org.iclsweep.RunningProcess.HOME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Profiles of the build that have other jars of Spark. */
final class MavenProfile {
  private MavenProfile() {}

  /**
   * The class path of Spark by a profile, which writes it to {@code target/PROFILE.classpath}.
   * Maven downloads the jars that it lacks.
   *
   * @param folder where Maven is started
   */
  static String sparkClassPath(String profile, Path folder)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
            "-B",
            "-q",
            "-f",
            HOME.resolve("pom.xml").toString(),
            "-Dmaven.repo.local=" + System.getProperty("maven.repo"),
            "-P" + profile,
            "dependency:build-classpath@spark-class-path");
    RunningProcess maven = RunningProcess.start(folder, Map.of(), command);
    assertEquals(0, maven.end(), maven.said());
    return Files.readString(HOME.resolve("target/" + profile + ".classpath")).strip();
  }
}
