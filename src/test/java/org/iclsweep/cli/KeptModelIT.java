package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.store.ModelFile;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.TrialSetup;
import org.iclsweep.task.RidgeOptimum;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained models that a run keeps, in files that the rows of their trials name. */
class KeptModelIT {
  private static final List<String> GRID =
      List.of(
          "--m 3 --heads 2,5 --prompt-length 3 --tokens 7 --dim 4 --steps 60 --no-report"
              .split(" ", -1));

  @TempDir private static Path temporary;

  private static Path sweep;

  /** The model of two heads and seed 2. */
  private static TrialConfig config;

  @BeforeAll
  static void train() {
    sweep = temporary.resolve("sweep");
    Result result = run(sweep, "--seed", "1:2", "--keep-model", "seed = 2");
    assertEquals(0, result.code(), result.err());
    config =
        Grids.trial("m=3", "heads=2", "prompt_length=3", "tokens=7", "dim=4", "steps=60", "seed=2");
  }

  private static Result run(Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("run", "--out", out.toString()));
    words.addAll(GRID);
    words.addAll(List.of(more));
    return CommandLineRunner.run(words.toArray(String[]::new));
  }

  private static ModelFile file(Path out) {
    return SweepFolder.local(out).model(config);
  }

  private static TrainedModel model() throws IOException {
    return file(sweep).read().orElseThrow();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("models"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void rowsNameTheFilesOfTheChosenTrials() throws IOException {
    List<String> rows =
        CommandLineRunner.csv(
            sweep, "select trial_id, model from trials where seed = 2 order by trial_id");
    assertEquals(3, rows.size());
    List<String> expected = new ArrayList<>();
    for (String row : rows.subList(1, 3)) {
      String id = row.substring(0, row.indexOf(','));
      assertEquals(id + ",models/" + id + ".json", row);
      expected.add(id + ".json");
    }
    assertEquals(expected, names(sweep));
    assertEquals(
        List.of("n", "0"),
        CommandLineRunner.csv(sweep, "select count(model) as n from trials where seed = 1"));
  }

  @Test
  void theFileIsTheModelWhoseGapIsStored() throws IOException {
    JsonNode json = new ObjectMapper().readTree(sweep.resolve(file(sweep).name()).toFile());
    assertEquals(config.id(), json.get("trial_id").asText());
    assertEquals(2, json.get("heads").asInt());
    TrainedModel model = model();
    assertEquals(model.prediction()[2][6], json.get("prediction").get(2).get(6).asDouble());
    // A_hat is the sum over heads of C_h diag(w_h), and each column of C_h is a distribution.
    for (int k = 0; k < 7; k++) {
      for (int n = 0; n < 3; n++) {
        double sum = 0;
        for (int h = 0; h < 2; h++) {
          sum += model.attention()[h][n][k] * model.w()[h][k];
        }
        assertEquals(model.prediction()[n][k], sum, 1e-14);
      }
      double column = model.attention()[1][0][k] + model.attention()[1][1][k];
      assertEquals(1, column + model.attention()[1][2][k], 1e-14);
    }
    // gap = tr((A_hat - A)' M (A_hat - A)) / 2K
    RidgeOptimum ridge = new RidgeOptimum(new TrialSetup(config).task());
    double gap = 0;
    for (int k = 0; k < 7; k++) {
      double[] delta = new double[3];
      for (int n = 0; n < 3; n++) {
        assertEquals(ridge.optimum().get(n, k), model.optimum()[n][k]);
        delta[n] = model.prediction()[n][k] - model.optimum()[n][k];
      }
      for (int i = 0; i < 3; i++) {
        double root = 0;
        for (int j = 0; j < 3; j++) {
          root += ridge.rootGram().get(i, j) * delta[j];
        }
        gap += root * root / 14;
      }
    }
    String stored =
        CommandLineRunner.csv(sweep, "select gap_end from trials where heads = 2 and seed = 2")
            .get(1);
    assertEquals(Double.parseDouble(stored), gap, 1e-12 * gap);
  }

  @Test
  void replayComparesTheModel() throws IOException {
    Result same = CommandLineRunner.run("replay", config.id(), "--out", sweep.toString());
    assertEquals(0, same.code(), same.err());
    assertTrue(
        same.out()
            .contains("models/%s.json: its 98 values are bitwise identical".formatted(config.id())),
        same.out());
    Path other = temporary.resolve("altered");
    assertEquals(0, run(other, "--seed", "2", "--keep-model", "heads = 2").code());
    TrainedModel model = model();
    model.prediction()[1][1] = Math.nextUp(model.prediction()[1][1]);
    file(other).write(model);
    Result altered = CommandLineRunner.run("replay", config.id(), "--out", other.toString());
    assertEquals(1, altered.code(), altered.err());
    assertTrue(altered.out().contains("NOT identical"), altered.out());
    Files.delete(other.resolve(file(other).name()));
    Result missing = CommandLineRunner.run("replay", config.id(), "--out", other.toString());
    assertEquals(1, missing.code(), missing.err());
    assertTrue(missing.out().contains("is missing"), missing.out());
    Result query = CommandLineRunner.run("query", "--out", other.toString(), "select 1");
    assertEquals(0, query.code(), query.err());
  }

  /** Bytes do not depend on the run that writes them; stored trials are not trained again. */
  @Test
  void bytesAreThoseOfTheTrial() throws IOException {
    Path other = temporary.resolve("parts");
    assertEquals(0, run(other, "--seed", "1").code());
    assertEquals(0, run(other, "--seed", "1:3", "--keep-model", "seed < 3").code());
    assertEquals(names(sweep), names(other));
    for (String name : names(sweep)) {
      assertArrayEquals(
          Files.readAllBytes(sweep.resolve("models").resolve(name)),
          Files.readAllBytes(other.resolve("models").resolve(name)));
    }
    List<String> columns = new ArrayList<>();
    for (Path out : List.of(sweep, other)) {
      columns.add(
          CommandLineRunner.csv(
                  out,
                  "select * except (seconds, host, executor, kernel) from trials where seed = 2 order by trial_id")
              .toString());
    }
    assertEquals(columns.get(0), columns.get(1));
  }

  @Test
  void aReportNamesModelsThatItCannotShow() throws IOException {
    Path other = temporary.resolve("reported");
    assertEquals(0, run(other, "--seed", "2", "--keep-model", "seed = 2").code());
    List<String> names = names(other);
    Files.delete(other.resolve("models").resolve(names.get(0)));
    Files.writeString(other.resolve("models").resolve(names.get(1)), "<script>");
    Result result = CommandLineRunner.run("report", "--out", other.toString());
    assertEquals(0, result.code(), result.err());
    String page = Files.readString(other.resolve("report.html"));
    assertTrue(
        page.contains("The model models&#x2F;%s is missing.".formatted(names.get(0)))
            || page.contains("The model models/%s is missing.".formatted(names.get(0))));
    assertTrue(page.contains(names.get(1) + " is damaged"));
  }

  @Test
  void badConditionsAndLargeModelsAreRefusedBeforeAnythingIsWritten() {
    Path out = temporary.resolve("refused");
    for (List<String> words :
        List.of(
            List.of("no trial of the grid satisfies it", "seed = 9"),
            List.of("nonsense", "nonsense = 1"),
            List.of("names no column", "1 = 1"),
            List.of("it is random", "rand() < 0.5 and seed = 1"))) {
      Result result = run(out, "--keep-model", words.get(1));
      assertRefused(result, words.get(0));
    }
    assertRefused(
        run(out, "--heads", "2000", "--tokens", "200", "--keep-model", "heads = 2000"),
        "values, at most 500000 are kept; restrict the condition to smaller trials");
    assertRefused(
        run(out, "--seed", "1:10001", "--keep-model", "heads = 2"),
        "more than 10000 trials satisfy it");
    assertFalse(Files.exists(out));
  }

  private static void assertRefused(Result result, String part) {
    assertEquals(2, result.code(), result.out() + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("--keep-model \""), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  @Test
  void damagedFilesAreRefusedInOneLine() throws IOException {
    Path other = temporary.resolve("damaged-models");
    byte[] good = Files.readAllBytes(sweep.resolve(file(sweep).name()));
    Path bad = other.resolve(file(sweep).name());
    Files.createDirectories(bad.getParent());
    Random random = new Random(5);
    TrainedModel model = model();
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int j = 0; j < i % 3; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(bad, bytes);
      try { // a changed digit is another number, which only replay notices
        assertTrue(file(other).read().orElseThrow().isOf(config));
      } catch (IOException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    for (String text : List.of("", "[]", "null", "{}", "[".repeat(100_000), "{\"w\": [[1e999]]}")) {
      Files.writeString(bad, text);
      assertThrows(IOException.class, () -> file(other).read());
    }
    Files.write(bad, good);
    assertTrue(file(other).read().orElseThrow().sameBits(model));
    TrialConfig another = Grids.trial("m=3", "heads=2", "prompt_length=3", "tokens=7", "dim=4");
    Files.copy(bad, bad.resolveSibling(another.id() + ".json"));
    assertThrows(IOException.class, () -> SweepFolder.local(other).model(another).read());
  }
}
