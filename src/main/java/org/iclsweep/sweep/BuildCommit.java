package org.iclsweep.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The git commit that this build was made from.
 *
 * @param id the full hash, or {@code unknown} outside a repository
 * @param dirty whether the working tree had changes that were not committed
 */
public record BuildCommit(String id, boolean dirty) {
  /** Reads what the build recorded. */
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
        git.getProperty("git.commit.id", "unknown"),
        Boolean.parseBoolean(git.getProperty("git.dirty")));
  }
}
