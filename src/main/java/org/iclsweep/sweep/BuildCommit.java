package org.iclsweep.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The git commit of this build.
 *
 * @param version the release
 * @param id the full hash, or {@code unknown} outside a repository
 * @param date the day of the commit, or {@code unknown}
 * @param dirty whether the working tree had uncommitted changes
 */
public record BuildCommit(String version, String id, String date, boolean dirty) {
  /** Reads the commit recorded by the build. */
  public static BuildCommit read() {
    Properties git = new Properties();
    try (InputStream in = BuildCommit.class.getResourceAsStream("/org/iclsweep/git.properties")) {
      if (in != null) {
        git.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildCommit(
        git.getProperty("git.build.version", "unknown"),
        git.getProperty("git.commit.id", "unknown"),
        git.getProperty("git.commit.time", "unknown"),
        Boolean.parseBoolean(git.getProperty("git.dirty")));
  }
}
