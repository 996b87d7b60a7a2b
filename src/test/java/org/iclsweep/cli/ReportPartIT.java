package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of a part of a sweep has its own files; report.html covers all stored trials. */
class ReportPartIT {
  @TempDir private Path out;

  private Result run(String seeds, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("run", "--out", out.toString(), "--noise", "0.05,0.5", "--seed", seeds));
    words.addAll(List.of("--m", "2", "--heads", "1", "--prompt-length", "2", "--tokens", "4"));
    words.addAll(List.of("--dim", "2", "--steps", "2"));
    words.addAll(List.of(more));
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void partsDoNotReplaceThePageOfAllTrials() throws IOException {
    assertTrue(run("1").err().contains("report: " + out + "/report.html"));
    Path page = out.resolve("report.html");
    String all = Files.readString(page);
    List<String> before = names();

    String condition = "noise = 0.05";
    Result part = CommandLineRunner.run("report", "--out", out.toString(), "--where", condition);
    assertEquals(0, part.code(), part.err());
    String name = Reports.part(List.of(condition));
    assertTrue(name.matches("noise-0\\.05-[0-9a-f]{8}"), name);
    assertEquals(List.of(out + "/report-" + name + ".html"), part.lines());
    assertTrue(Files.isDirectory(out.resolve("figures-" + name)));
    assertEquals(all, Files.readString(page));
    assertEquals(before.size() + 2, names().size());

    Result nothing =
        CommandLineRunner.run("report", "--out", out.toString(), "--where", "noise = 7");
    assertEquals(2, nothing.code());
    assertEquals(
        "icl-sweep: --where \"noise = 7\": none of the 2 stored trials is selected; nothing is"
            + " written\n",
        nothing.err());
    assertEquals(all, Files.readString(page));
    assertEquals(before.size() + 2, names().size());

    Result again = run("1");
    assertFalse(again.err().contains("report"), again.err());
    Files.delete(page);
    run("1", "--no-report");
    assertFalse(Files.exists(page));
    assertTrue(run("1").err().contains("report: "));
    assertTrue(Files.exists(page));

    run("1,2", "--no-report");
    String old = Files.readString(page);
    Result stands = run("1,2");
    assertTrue(stands.err().contains("nothing to train"), stands.err());
    assertNotEquals(old, Files.readString(page));
    assertFalse(run("1,2").err().contains("report"));
  }

  @Test
  void namesOfPartsAreShortAndDistinct() {
    assertEquals("", Reports.part(List.of()));
    assertNotEquals(Reports.part(List.of("m > 2")), Reports.part(List.of("m < 2")));
    for (String condition :
        List.of("m = " + "1 + ".repeat(1000) + "1", "../../x'/\\*?", "é = 漢", "\n")) {
      String name = Reports.part(List.of(condition));
      assertTrue(name.matches("[A-Za-z0-9.-]{9,49}"), name);
    }
  }
}
