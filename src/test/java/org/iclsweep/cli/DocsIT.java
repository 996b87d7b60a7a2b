package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * README, the pages of src/docs and the help are correct: commands run, links resolve, columns are
 * complete.
 */
class DocsIT {
  private static final Path DOCS = Path.of("src/docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final String INDENTED = "    ./submit.sh";
  private static final String EXAMPLE = "Example: ";
  private static final int WIDTH = 100;

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

  @Test
  void everyHelpIsNarrowAndHasOneExample() {
    List<String> helps = new ArrayList<>(commands());
    assertTrue(helps.containsAll(List.of("run", "query", "report", "replay")), helps::toString);
    helps.add("");
    for (String command : helps) {
      List<String> lines = help(command);
      assertEquals(1, examples(command).size(), lines::toString);
      lines.stream()
          .filter(line -> !line.startsWith(EXAMPLE))
          .forEach(line -> assertTrue(line.length() <= WIDTH, command + ": " + line));
    }
  }

  /** The commands that the main help lists. */
  private static List<String> commands() {
    return help("").stream()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .filter(line -> line.matches("  [a-z].*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .toList();
  }

  /** The lines of a command's help, or of the main help. */
  private static List<String> help(String command) {
    CommandLineRunner.Result help =
        command.isEmpty()
            ? CommandLineRunner.run("--help")
            : CommandLineRunner.run(command, "--help");
    assertEquals(0, help.code(), help.err());
    return help.lines();
  }

  private static List<String> examples(String command) {
    return help(command).stream()
        .filter(line -> line.startsWith(EXAMPLE))
        .map(line -> line.substring(EXAMPLE.length()))
        .toList();
  }

  /**
   * In the order of the pages, then the examples of the commands' help, each command once. Not run
   * here are commands followed by a comment, and examples that need a shell or spark-submit.
   */
  @Test
  void everyCommandRunsAsWritten() throws IOException, SQLException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Path page : pages()) {
      for (String line : Files.readAllLines(page)) {
        if (line.startsWith(INDENTED) && !line.contains(" # ")) {
          sources.putIfAbsent(line.strip(), page.toString());
        }
      }
    }
    for (String command : commands()) {
      for (String example : examples(command)) {
        if (!command.equals("completion")) {
          sources.putIfAbsent(example, "help of " + command);
        }
      }
    }
    for (Map.Entry<String, String> command : sources.entrySet()) {
      List<String> words = words(command.getKey());
      CommandLineRunner.Result result = CommandLineRunner.run(words.toArray(String[]::new));
      assertEquals(0, result.code(), command + "\n" + result.err());
    }
    assertTrue(sources.size() >= 22, sources::toString);
    assertReadersAgree(folder.resolve("results/quickstart"));
  }

  /** The page on other programs has one query for Spark and one for DuckDB; results agree. */
  private static void assertReadersAgree(Path quickstart) throws IOException, SQLException {
    List<String> queries =
        Pattern.compile("```sql\n(.*?);\n```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("readers.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(2, queries.size());
    List<String> spark = CommandLineRunner.csv(quickstart, queries.get(0));
    List<String> duckDb = new ArrayList<>(List.of("heads,step,gap"));
    String query = queries.get(1).replace("results/quickstart", quickstart.toString());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      while (rows.next()) {
        duckDb.add("%d,%d,%s".formatted(rows.getInt(1), rows.getLong(2), rows.getDouble(3)));
      }
    }
    assertEquals(spark, duckDb);
  }

  /**
   * The words of a command, with results and exported files in a temporary folder, and with little
   * time for a benchmark.
   */
  private static List<String> words(String command) throws IOException {
    List<String> words = new ArrayList<>(ArgumentFiles.split(command, ""));
    words.replaceAll(
        word ->
            word.startsWith("results/") || word.equals("trial.json")
                ? folder.resolve(word).toString()
                : word);
    words.remove(0); // ./submit.sh
    if (words.contains("--seconds")) { // of each kernel, form and optimizer
      words.set(words.indexOf("--seconds") + 1, "0.01");
    }
    if (words.isEmpty()) {
      words.addAll(List.of("run", "@conf/quickstart.args"));
    }
    if (words.get(0).equals("run") && !words.contains("--out")) {
      String name = words.get(1).replaceFirst("@conf/(.*)\\.args", "$1");
      words.addAll(List.of("--out", folder.resolve("results/" + name).toString()));
    }
    if (words.get(0).equals("export")) {
      Files.deleteIfExists(folder.resolve("trial.json")); // an earlier command may have written it
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
