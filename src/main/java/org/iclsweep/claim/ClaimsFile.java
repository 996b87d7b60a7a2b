package org.iclsweep.claim;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.iclsweep.sweep.UsageException;

/**
 * A file of claims. A block ends with a semicolon and consists of a comment and a SELECT:
 *
 * <pre>
 * -- Theorem 1: no recorded gap exceeds the rate bound.
 * select if(count(*) = 0, null, bool_and(bound_held)) as holds, count(*) as trials
 * from trials where regime = 'theory';
 * </pre>
 *
 * <p>The comment states the claim; the text before its first colon is the source. The query returns
 * one row with a column {@code holds} (true, false, or null if the results do not decide), and its
 * other columns are the evidence. If the comment ends with the line {@code -- refuted by}, the
 * query returns counterexamples instead, and the claim holds if there are none. A comment that a
 * blank line separates from the comment of a claim is ignored.
 *
 * @param name the name of the file
 * @param text its content
 */
public record ClaimsFile(String name, String text) {
  /**
   * Reads a file.
   *
   * @throws UsageException with a one-line message if it cannot be read or parsed
   */
  public static ClaimsFile read(Path file) {
    String option = "--claims " + file;
    try {
      if (Files.isDirectory(file)) {
        throw new UsageException(option + ": it is a folder; name a file in it");
      }
      ClaimsFile read = new ClaimsFile(file.toString(), Files.readString(file));
      List<Claim> unused = read.claims();
      return read;
    } catch (NoSuchFileException e) {
      throw new UsageException(option + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(option + ": it is not text in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(option + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Parses the claims.
   *
   * @return at least one claim
   * @throws UsageException with a one-line message that names the file and the claim
   */
  public List<Claim> claims() {
    return new ClaimsParser(name, text).parse();
  }

  /** The name of one of the claims in a message. */
  public String label(Claim claim) {
    return name + ", " + claim.label();
  }
}
