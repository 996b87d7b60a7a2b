package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iclsweep.sweep.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Argument files are split into words, and mistakes are reported with their position. */
class ArgumentFilesTest {
  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return "@" + Files.writeString(folder.resolve(name), text);
  }

  private void assertRefused(String message, String... words) {
    String refused =
        assertThrows(UsageException.class, () -> new ArgumentFiles(words)).getMessage();
    assertEquals(message, refused.replace(folder + "/", ""));
  }

  private static void assertWords(String argument, String... words) {
    assertArrayEquals(words, new ArgumentFiles(argument).words());
  }

  @Test
  void wordsAreSeparatedByWhiteSpaceOutsideQuotes() throws IOException {
    assertWords(
        file("words", "--m\t2 # two\n\n# none\r\n  --let \"heads = 2 * m\" --out a#b"),
        "--m",
        "2",
        "--let",
        "heads = 2 * m",
        "--out",
        "a#b");
    assertWords(file("joined", "--where='m > 2'\"x\" '' \"\""), "--where=m > 2x", "", "");
    assertWords(
        file("escapes", "'a\\d' \"a\\d\\\"\\\\\" \"it's\" 'say \"x\"'"),
        "a\\d",
        "a\\d\"\\",
        "it's",
        "say \"x\"");
    assertWords(file("mark", "\uFEFF--m 2"), "--m", "2");
    assertWords(file("empty", ""));
    String word = "x".repeat(300_000);
    assertWords(file("long", "'" + word + "'"), word);
  }

  @Test
  void filesMayNameOthers() throws IOException {
    String inner = file("inner", "--m 2");
    assertWords(
        file("outer", "--heads 3 " + inner + "\n--noise 1 @@literal"),
        "--heads",
        "3",
        "--m",
        "2",
        "--noise",
        "1",
        "@literal");
  }

  /** As in the shell's {@code @<(command)}. */
  @Test
  void pipesAreRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process writer = new ProcessBuilder("bash", "-c", "echo --m 2 > '" + pipe + "'").start();
    assertWords("@" + pipe, "--m", "2");
    assertEquals(0, writer.waitFor());
  }

  @Test
  void filesThatCannotBeReadAreRefused() throws IOException {
    String self = file("self", "--m 2\n@" + folder.resolve("self"));
    assertRefused("self, line 2: argument file self names itself", self);
    file("one", "@" + folder.resolve("two"));
    String two = file("two", "\n\n@" + folder.resolve("one"));
    assertRefused("one, line 1: argument file two names itself", two);
    assertRefused(
        "open, line 2: the quote ' at column 9 is not closed; close it on the same line",
        file("open", "--m 2\n--where 'heads > 2\n--noise 0"));
    assertRefused(
        "double, line 1: the quote \" at column 7 is not closed; close it on the same line",
        file("double", "--let \"a\\\""));
    assertRefused("argument file missing does not exist", "@" + folder.resolve("missing"));
    assertRefused(
        "caller, line 3: argument file missing does not exist",
        file("caller", "\n\n@" + folder.resolve("missing")));
    Files.createDirectory(folder.resolve("sub"));
    assertRefused("argument file sub is a folder; name a file in it", "@" + folder.resolve("sub"));
    Files.write(folder.resolve("latin"), new byte[] {'-', '-', 'm', ' ', (byte) 0xe9});
    assertRefused("argument file latin is not UTF-8 text", "@" + folder.resolve("latin"));
    assertRefused("argument file \0 does not exist", "@\0");
  }

  @Test
  void mistakesAreReportedWithTheirPosition() throws IOException {
    String args =
        file("args", "--m 2\n--heads 0 --let 'noise = m'\n--let 'tokens = x'\n--bogus\n--m=1,1");
    ArgumentFiles files = new ArgumentFiles("run", args, "--noise", "3");
    assertEquals("args, line 2: --heads: 0 is not", located(files, "--heads: 0 is not"));
    assertEquals("args, line 2: --let noise = m: wrong", located(files, "--let noise = m: wrong"));
    assertEquals(
        "args, line 3: --let tokens = x: wrong", located(files, "--let tokens = x: wrong"));
    assertEquals("args, line 5: --m: '1,1' has 1", located(files, "--m: '1,1' has 1"));
    assertEquals("--noise: 3 is", located(files, "--noise: 3 is"));
    assertEquals("--seed: 3 is", located(files, "--seed: 3 is"));
    assertEquals(
        "args, line 4: no option", files.located("--bogus", "no option").replace(folder + "/", ""));
  }

  private String located(ArgumentFiles files, String message) {
    return files.located(message).replace(folder + "/", "");
  }
}
