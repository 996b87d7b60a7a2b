package org.iclsweep.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.iclsweep.store.DriverOutput.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of a driver in the sweep's folder. */
class DriverOutputTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAndTheFolderRemainsUsable() throws IOException {
    SweepFolder store = SweepFolder.local(folder);
    DriverOutput output = store.driverOutput("application_1_2");
    assertArrayEquals(new byte[0], output.read(Part.OUT));
    assertEquals(0, output.size(Part.OUT));
    assertEquals(OptionalInt.empty(), output.exitCode());
    output.write(Part.OUT, "a\n".getBytes(UTF_8));
    output.write(Part.OUT, "a\nb\n".getBytes(UTF_8));
    output.writeExitCode(143);
    assertEquals("a\nb\n", new String(output.read(Part.OUT), UTF_8));
    assertEquals(4, output.size(Part.OUT));
    assertEquals(OptionalInt.of(143), output.exitCode());
    assertEquals(folder.resolve("driver/application_1_2.err").toString(), output.path(Part.ERR));
    store.checkUsable(); // for the sweep that the driver is about to begin
  }

  @Test
  void somethingElseIsNoExitCode() throws IOException {
    DriverOutput output = SweepFolder.local(folder).driverOutput("x");
    for (String text :
        new String[] {"-1\n", "1", "12345\n", "\u001b[\n", "a\n", "1\n".repeat(99)}) {
      output.write(Part.EXIT, text.getBytes(UTF_8));
      IOException e = assertThrows(IOException.class, output::exitCode);
      assertTrue(e.getMessage().endsWith("x.exit holds no exit code"), e.getMessage());
    }
    assertTrue(Files.exists(folder.resolve("driver/x.exit")));
  }
}
