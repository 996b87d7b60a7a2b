package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.iclsweep.claim.ClaimsFile;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.Test;

/** Commands on their way to a driver. */
class SentCommandTest {
  @Test
  void allWordsAndClaimsArriveAsOnePlainWord() throws IOException {
    List<String> words = List.of("run", "--where", "a > 'b c' -- \"$x\" \n\\ \u00e9", "@name", "");
    SentCommand sent =
        new SentCommand(List.of("run", "@a b.args"), words, "hdfs:/out", "c.sql", "-- x;\nselect");
    String word = sent.encoded();
    assertTrue(word.matches("[A-Za-z0-9_-]+"), word);
    SentCommand arrived = SentCommand.decoded(word);
    assertEquals(sent, arrived);
    assertEquals(Optional.of(new ClaimsFile("c.sql", "-- x;\nselect")), arrived.claimsFile());
    Request request = Request.received(arrived);
    List<String> received = new ArrayList<>(words);
    received.addAll(List.of("--out", "hdfs:/out"));
    assertArrayEquals(received.toArray(), request.files().words());
    assertEquals(List.of("run", "@a b.args"), request.typed());
  }

  @Test
  void withoutClaimsThereAreNone() throws IOException {
    SentCommand sent = new SentCommand(List.of("run"), List.of("run"), "out", null, null);
    assertEquals(Optional.empty(), SentCommand.decoded(sent.encoded()).claimsFile());
  }

  @Test
  void aCommandLongerThanACommandLineIsRefused() {
    byte[] random = new byte[200_000];
    new Random(1).nextBytes(random);
    String claims = new String(random, ISO_8859_1);
    SentCommand sent = new SentCommand(List.of("run"), List.of("run"), "out", "c", claims);
    UsageException e = assertThrows(UsageException.class, sent::encoded);
    assertTrue(e.getMessage().startsWith("--deploy-mode cluster: the command"), e.getMessage());
  }
}
