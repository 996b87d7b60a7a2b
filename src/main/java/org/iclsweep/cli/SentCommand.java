package org.iclsweep.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.UsageException;

/**
 * A command on its way to a driver on a cluster, with the content of all files that it needs.
 *
 * @param typed the words of the command line, argument files not expanded
 * @param words the same, expanded
 * @param out the URI of the sweep's folder
 * @param claimsName the name of the file of claims, or null
 * @param claims its content, or null
 */
record SentCommand(
    List<String> typed, List<String> words, String out, String claimsName, String claims) {
  /** Linux allows 128 KiB in one word of a command line. */
  private static final int MAX_CHARACTERS = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  Optional<ClaimsFile> claimsFile() {
    return Optional.ofNullable(claims).map(text -> new ClaimsFile(claimsName, text));
  }

  /**
   * Returns the command as one word that no shell changes.
   *
   * @throws UsageException if it is too long
   */
  String encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      JSON.writeValue(zip, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
    String word = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    if (word.length() > MAX_CHARACTERS) {
      throw new UsageException(
          "--deploy-mode cluster: the command and its claims take %d characters when compressed, more than the %d of a command line; leave out --deploy-mode cluster"
              .formatted(word.length(), MAX_CHARACTERS));
    }
    return word;
  }

  /** Decodes a word. */
  static SentCommand decoded(String word) throws IOException {
    byte[] bytes = Base64.getUrlDecoder().decode(word);
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return JSON.readValue(zip, SentCommand.class);
    }
  }
}
