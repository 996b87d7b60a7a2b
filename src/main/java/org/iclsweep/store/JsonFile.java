package org.iclsweep.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A JSON object in a file that is only replaced as a whole. The file contains a checksum of its
 * values, which reveals alterations.
 */
final class JsonFile {
  private static final String CHECKSUM = "crc32";

  /** The size of a list of half a million files. */
  private static final long MAX_BYTES = 100_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES); // of other builds

  private final WholeFiles whole;
  private final Path path;

  /** Creates an instance for a file, which need not exist yet. */
  JsonFile(WholeFiles whole, Path path) {
    this.whole = whole;
    this.path = path;
  }

  /** Thrown if an existing file was altered; the message describes the damage. */
  static final class Torn extends IOException {
    private static final long serialVersionUID = 1L;

    Torn(String message) {
      super(message);
    }
  }

  /**
   * Reads the file.
   *
   * @param type a record whose components are the fields, in snake case
   * @return its content, or empty if there is no file
   * @throws Torn if it is damaged
   * @throws IOException if it cannot be read
   */
  <T> Optional<T> read(Class<T> type) throws IOException {
    try {
      FileStatus status = whole.files().getFileStatus(path);
      if (status.isDirectory()) {
        throw new Torn("it is a folder");
      }
      if (status.getLen() > MAX_BYTES) {
        throw new Torn("it has %d bytes, more than any sweep needs".formatted(status.getLen()));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    String text;
    try (InputStream in = whole.files().open(path)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode object)) {
        throw new Torn("it is not a JSON object");
      }
      JsonNode checksum = object.remove(CHECKSUM); // earlier builds wrote none
      if (checksum != null && !checksum.asText().equals(checksum(object))) {
        throw new Torn("it was altered");
      }
      return Optional.of(JSON.treeToValue(object, type));
    } catch (MismatchedInputException e) {
      throw new Torn("its fields are not those of " + path.getName());
    } catch (JsonProcessingException e) {
      throw new Torn("it is not JSON");
    }
  }

  /**
   * Writes the file, replacing an older one.
   *
   * @param content a record; null components are left out
   * @throws IOException if it cannot be written; the older file then remains
   */
  void write(Object content) throws IOException {
    ObjectNode object = JSON.valueToTree(content);
    object.put(CHECKSUM, checksum(object));
    whole.write(path, out -> JSON.writerWithDefaultPrettyPrinter().writeValue(out, object));
  }

  private static String checksum(ObjectNode content) throws JsonProcessingException {
    CRC32 crc = new CRC32();
    crc.update(JSON.writeValueAsBytes(content));
    return Long.toHexString(crc.getValue());
  }
}
