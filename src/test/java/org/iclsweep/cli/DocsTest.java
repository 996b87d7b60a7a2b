package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README and the pages of src/docs are correct: commands run, links resolve, columns are complete.
 */
class DocsTest {
  private static final Path DOCS = Path.of("src/docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final String INDENTED = "    ./submit.sh";

  @TempDir private static Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> files = Files.list(DOCS)) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertTrue(Files.readAllLines(Path.of("README.md")).size() <= 150);
  }

  @Test
  void linksResolve() throws IOException {
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String target = links.group(1);
        Path file = page.resolveSibling(target.replaceFirst("#.*", ""));
        assertTrue(
            target.startsWith("https://arxiv.org/") || Files.exists(file), page + ": " + target);
      }
    }
  }

  @Test
  void readmeLinksToEveryPage() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (Path page : pages()) {
      assertTrue(page.startsWith("README.md") || readme.contains("(" + page + ")"), "" + page);
    }
  }

  /** In the order of the pages. Commands followed by a comment are not run here. */
  @Test
  void everyCommandRunsAsWritten() throws IOException {
    int run = 0;
    for (Path page : pages()) {
      for (String line : Files.readAllLines(page)) {
        if (line.startsWith(INDENTED) && !line.contains(" # ")) {
          List<String> words = words(line.strip());
          CommandLineRunner.Result result = CommandLineRunner.run(words.toArray(String[]::new));
          assertEquals(0, result.code(), page + ": " + line + "\n" + result.err());
          run++;
        }
      }
    }
    assertTrue(run >= 14, "run: " + run);
  }

  /** The words of a command, with results and exported files in a temporary folder. */
  private static List<String> words(String command) throws IOException {
    List<String> words = new ArrayList<>(ArgumentFiles.split(command, ""));
    words.replaceAll(
        word ->
            word.startsWith("results/") || word.equals("trial.json")
                ? folder.resolve(word).toString()
                : word);
    words.remove(0); // ./submit.sh
    if (words.isEmpty()) {
      words.addAll(List.of("run", "@conf/quickstart.args"));
    }
    if (words.get(0).equals("run") && !words.contains("--out")) {
      String name = words.get(1).replaceFirst("@conf/(.*)\\.args", "$1");
      words.addAll(List.of("--out", folder.resolve("results/" + name).toString()));
    }
    if (words.contains("src/test/resources/reference/*.json")) {
      words.remove(words.size() - 1);
      try (Stream<Path> files = Files.list(Path.of("src/test/resources/reference"))) {
        files.map(Path::toString).filter(f -> f.endsWith(".json")).sorted().forEach(words::add);
      }
    }
    return words;
  }

  @Test
  void everyColumnIsListed() throws IOException {
    String page = Files.readString(DOCS.resolve("tables.md"));
    for (String table :
        Stream.concat(TableNames.RESULTS.stream(), TableNames.DERIVED.stream()).toList()) {
      assertTrue(page.contains(columns(table)), "tables.md should have\n" + columns(table));
    }
  }

  /** The columns of a table as Markdown; parameters are listed only for {@code trials}. */
  private static String columns(String table) {
    List<String> parameters = Stream.of(Parameter.values()).map(Parameter::column).toList();
    boolean all = table.equals(TableNames.TRIALS);
    return ColumnDescription.of(table).stream()
        .filter(column -> all || !parameters.contains(column.column()))
        .map(
            column ->
                "| `%s` | %s | %s |\n".formatted(column.column(), column.type(), column.meaning()))
        .collect(Collectors.joining());
  }
}
