package org.iclsweep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.iclsweep.cli.CommandLineRunner.Result;
import org.iclsweep.sweep.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands from the command line to the tables, with real Spark and Parquet. */
class CommandsIT {
  private static final String TRIAL_COLUMNS =
      "trial_id,attempt,m,heads,prompt_length,noise,tokens,dim,init_scale,token_norm,"
          + "representation,templates,objective,training_prompts,batch_size,optimizer,"
          + "learning_rate,learning_rate_q,learning_rate_w,steps,test_templates,ood_mean,"
          + "ood_variance,tolerance,seed,status,error,steps_run,rate_halvings,steps_discarded,steps_to_tolerance,gap_start,"
          + "gap_end,loss_end,rate,rate_low,rate_high,rate_r2,rate_from,rate_to,rate_orders,"
          + "rate_fit,rate_end,half_life,bound_rate,zeta_0,zeta_end,sigma_min,sigma_max,regime,"
          + "bound_held,first_violation,gram_definite,tokens_distinct,template_moments,"
          + "full_rank,sigma_halved_at,descent_failed_at,climbed_at,ball_left_at,ball_q,ball_w,"
          + "floor_start,floor_end,ridge_gap,ridge_gap_prompt,ridge_gap_query,ridge_gap_ood,"
          + "sampled_ridge_gap,sampled_ridge_gap_ood,error_prompt,error_query,"
          + "error_prompt_ood,error_query_ood,best_gap,best_error,best_error_ood,"
          + "minimum_loss,seconds,predicted_seconds,kernel,form,host,executor,model,version";
  private static final String TRAJECTORY_COLUMNS =
      "trial_id,attempt,step,gap,loss,ridge_gap,ridge_gap_ood,ridge_gap_prompt,"
          + "ridge_gap_query,"
          + "sampled_ridge_gap,sampled_ridge_gap_ood,error_prompt,error_query,"
          + "error_prompt_ood,error_query_ood,zeta,local_rate,gradient_norm_q,"
          + "gradient_norm_w,descended,in_ball,bound";

  @TempDir private Path folder;

  private static String[] words(String command, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--out", out.toString()));
    words.addAll(
        List.of(
            "--m",
            "3,4",
            "--heads",
            "1,6",
            "--prompt-length",
            "4",
            "--noise",
            "0.1",
            "--tokens",
            "9",
            "--dim",
            "5",
            "--steps",
            "300",
            "--seed",
            "1:3"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private static List<String> csv(Path out, String sql) {
    Result result = CommandLineRunner.run("query", "--out", out.toString(), "--format", "csv", sql);
    assertEquals(0, result.code(), result.err());
    return result.lines();
  }

  private static List<String> allNumbers(Path out) {
    List<String> rows =
        new ArrayList<>(
            csv(out, "select * except (seconds, host, executor) from trials order by trial_id"));
    rows.addAll(csv(out, "select * from trajectories order by trial_id, step"));
    rows.addAll(csv(out, "select * from convergence order by m, heads"));
    rows.addAll(csv(out, "select * from ridge_gap order by m, heads"));
    return rows;
  }

  private static List<Path> files(Path out, String table) throws IOException {
    try (Stream<Path> files = Files.list(out.resolve(table))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void aSweepIsStoredPrintedAndNotTrainedAgain() throws IOException {
    Path out = folder.resolve("sweep");
    Result first = CommandLineRunner.run(words("run", out));
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains("training 12 trials"), first.err());
    assertTrue(
        first
            .err()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "training took \\d+ s of core time in 12 trials, \\d+ s were predicted for compiled code; the median"
                            + " trial took \\S+ of its prediction, nine of ten between \\S+ and \\S+")),
        first.err());
    assertTrue(first.out().contains("12 of 12 trials stored"), first.out());
    assertTrue(first.out().contains("Tables: " + out), first.out());

    List<String> trials = csv(out, "select * from trials");
    assertEquals(TRIAL_COLUMNS, trials.get(0));
    assertEquals(13, trials.size());
    assertEquals(TRAJECTORY_COLUMNS, csv(out, "select * from trajectories").get(0));
    assertEquals(
        List.of("n,trials,nan", "12,12,0"),
        csv(
            out,
            "select count(*) as n, count(distinct trial_id) as trials,"
                + " count_if(isnan(gap_end) or isnan(rate) or isnan(bound_rate)) as nan"
                + " from trials"));
    assertEquals(
        List.of("ok", "true"),
        csv(
            out,
            "select every(abs(t.gap_end - j.gap) = 0 and abs(j.ridge_gap - 2 * j.gap) = 0) as ok"
                + " from trials t join trajectories j"
                + " on t.trial_id = j.trial_id and t.steps_run = j.step"));

    assertEquals(
        List.of("kernel,form,version", "vector,reduced," + Trial.VERSION),
        csv(out, "select distinct kernel, form, version from trials"));

    List<Path> stored = files(out, "trials");
    List<String> before = allNumbers(out);
    Result second = CommandLineRunner.run(words("run", out));
    assertEquals(0, second.code());
    assertTrue(
        second.err().contains("all trials of this grid are stored; nothing to train"),
        second.err());
    assertEquals(first.out(), second.out());
    assertEquals(stored, files(out, "trials"));
    assertEquals(before, allNumbers(out));

    Result planned = CommandLineRunner.run(words("plan", out, "--seed", "1:4"));
    assertTrue(planned.out().contains("16 trials: 12 stored, 4 to train"), planned.out());
    Result larger = CommandLineRunner.run(words("run", out, "--seed", "1:4"));
    assertTrue(larger.err().contains("training 4 trials"), larger.err());
    assertTrue(larger.out().contains("16 of 16 trials stored"), larger.out());
    Result smaller = CommandLineRunner.run(words("run", out, "--seed", "4"));
    assertTrue(smaller.out().contains("4 of 4 trials stored"), smaller.out());
    assertTrue(smaller.out().contains("12 trials of other grids"), smaller.out());
    assertEquals(
        before.subList(0, 13),
        Stream.concat(
                Stream.of(before.get(0)),
                csv(
                        out,
                        "select * except (seconds, host, executor) from trials"
                            + " where seed < 4 order by trial_id")
                    .stream()
                    .skip(1))
            .toList());

    JsonNode runs = new ObjectMapper().readTree(out.resolve("sweep.json").toFile()).get("runs");
    assertEquals(3, runs.size());
    assertEquals("run", runs.get(0).get("command_line").get(0).asText());
    assertEquals("1:4", runs.get(1).get("asked").get("axes").get("seed").asText());
    for (String field :
        List.of("git_commit", "git_dirty", "spark", "ejml", "jvm", "host", "started", "finished")) {
      assertTrue(runs.get(0).hasNonNull(field), field);
    }
  }

  @Test
  void resultsAreBitwiseIdenticalOnOneCoreAndTwo() {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    String[] optimizers = {"--optimizer", "gd,adam", "--token-norm", "unit,raw"};
    CommandLineRunner.run(Map.of("spark.master", "local[1]"), words("run", one, optimizers));
    CommandLineRunner.run(Map.of("spark.master", "local[2]"), words("run", two, optimizers));
    List<String> numbers = allNumbers(one);
    assertTrue(numbers.size() > 2000);
    assertEquals(numbers, allNumbers(two));
  }

  @Test
  void aTrialThatThrowsIsStoredAndRetried() {
    Path out = folder.resolve("failing");
    String[] words = words("run", out, "--m", "3", "--init-scale", "1,1e308");
    Result first = CommandLineRunner.run(words);
    assertEquals(1, first.code(), first.err());
    assertTrue(first.out().contains("12 of 12 trials stored"), first.out());
    assertTrue(
        first.out().contains("the gap at step 0 is NaN, beyond double precision"), first.out());
    assertFalse(first.err().contains("\tat "), first.err());
    String counts =
        "select attempt, count_if(status = 'failed') as failed, count(error) as errors,"
            + " count(gap_end) as results from trials group by attempt order by attempt";
    assertEquals(List.of("attempt,failed,errors,results", "1,6,6,6"), csv(out, counts));

    Result second = CommandLineRunner.run(words);
    assertEquals(1, second.code());
    assertTrue(second.err().contains("training 6 trials"), second.err());
    assertEquals(List.of("attempt,failed,errors,results", "1,0,0,6", "2,6,6,0"), csv(out, counts));
  }

  @Test
  void planWarnsWhereTheDriverWouldStoreMoreSlowlyThanCoresTrain() {
    String[] tiny =
        words("plan", folder.resolve("none"), "--steps", "20", "--heads", "1", "--seed", "1:50");
    String some = CommandLineRunner.run(Map.of("spark.master", "local[1]"), tiny).err();
    assertFalse(some.contains("cores would finish"), some);
    String many = CommandLineRunner.run(Map.of("spark.master", "local[60]"), tiny).err();
    assertTrue(many.contains("60 cores would finish"), many);
    assertTrue(many.contains("make this sweep no faster"), many);
  }

  @Test
  void derivedColumnsAndFiltersMakeTheGrid() {
    Path out = folder.resolve("derived");
    Result planned =
        CommandLineRunner.run(
            "plan",
            "--out",
            out.toString(),
            "--prompt-length",
            "2:10:2",
            "--let",
            "heads = 2 * prompt_length",
            "--let",
            "noise = 1 / heads",
            "--where",
            "heads >= 8",
            "--where",
            "prompt_length < 10");
    assertEquals(0, planned.code(), planned.err());
    assertTrue(planned.out().contains("3 trials: 0 stored, 3 to train"), planned.out());
    assertTrue(planned.out().contains("= 2 * prompt_length"), planned.out());
    assertFalse(Files.exists(out));
    Result run =
        CommandLineRunner.run(
            "run",
            "--out",
            out.toString(),
            "--prompt-length",
            "2:4",
            "--steps",
            "5",
            "--let",
            "heads = 2 * prompt_length",
            "--let",
            "noise = 1 / heads",
            "--let",
            "learning_rate_w = if(heads > 4, 0.5, null)");
    assertEquals(0, run.code(), run.err());
    assertEquals(
        List.of(
            "prompt_length,heads,noise,learning_rate,w",
            "2,4,0.25,auto,false",
            "3,6,0.16666666666666666,q=auto w=0.5,true",
            "4,8,0.125,q=auto w=0.5,true"),
        csv(
            out,
            "select prompt_length, heads, noise, learning_rate, learning_rate_w = 0.5 as w"
                + " from trials order by 1"));
  }

  @Test
  void queriesPrintOnlyTheirRows() throws IOException {
    Path out = folder.resolve("asked");
    CommandLineRunner.run(words("run", out, "--m", "3", "--seed", "1"));
    List<String> rows =
        csv(out, "select 'a \"b\", c' as `x,y`, null as n, 0.1D + 0.2D as d, 1e-300D as e");
    assertEquals(
        List.of("\"x,y\",n,d,e", "\"a \"\"b\"\", c\",,0.30000000000000004,1.0E-300"), rows);
    Result json =
        CommandLineRunner.run(
            "query",
            "--out",
            out.toString(),
            "--format",
            "json",
            "select heads, error, gap_end from trials order by heads");
    JsonNode objects = new ObjectMapper().readTree(json.out());
    assertEquals(2, objects.size());
    assertTrue(objects.get(0).has("error"));
    assertEquals(
        csv(out, "select gap_end from trials order by heads").get(1),
        Double.toString(objects.get(0).get("gap_end").asDouble()));
    Result table =
        CommandLineRunner.run(
            "query", "--out", out.toString(), "select heads, seed from trials order by 1");
    assertEquals(List.of("heads  seed", "    1     1", "    6     1"), table.lines());
    Result wrong = CommandLineRunner.run("query", "--out", out.toString(), "select x from trials");
    assertEquals(2, wrong.code());
    assertEquals(1, wrong.err().lines().count(), wrong.err());
    Result described = CommandLineRunner.run("query", "--out", out.toString());
    assertTrue(described.out().contains("bound_held"), described.out());
  }

  @Test
  void aTrialRunsWithoutSparkAndGivesTheSweepsNumbers() {
    Path out = folder.resolve("same");
    CommandLineRunner.run(words("run", out, "--m", "3", "--heads", "6", "--seed", "1"));
    Result trial =
        CommandLineRunner.run(
            "trial",
            "--m",
            "3",
            "--heads",
            "6",
            "--prompt-length",
            "4",
            "--noise",
            "0.1",
            "--tokens",
            "9",
            "--dim",
            "5",
            "--steps",
            "300");
    assertEquals(0, trial.code(), trial.err());
    for (String column : List.of("trial_id", "gap_end", "rate", "minimum_loss", "best_gap")) {
      String stored = csv(out, "select coalesce(string(" + column + "), '-') from trials").get(1);
      assertTrue(
          trial.out().lines().anyMatch(l -> l.startsWith(column) && l.endsWith(" " + stored)),
          column + " " + stored + "\n" + trial.out());
    }
  }

  @Test
  void aSingleNullIsALineOfCsv() {
    Path out = folder.resolve("null");
    CommandLineRunner.run(words("run", out, "--m", "3", "--heads", "6", "--seed", "1"));
    assertEquals(List.of("error", "\"\""), csv(out, "select error from trials"));
    assertEquals(List.of("error,m", ",3"), csv(out, "select error, m from trials"));
  }

  @Test
  void referenceFilesVerify() throws IOException {
    Path references = Path.of("src/test/resources/reference");
    List<String> words = new ArrayList<>(List.of("verify"));
    try (Stream<Path> files = Files.list(references)) {
      files.map(Path::toString).forEach(words::add);
    }
    assertEquals(8, words.size());
    Result result = CommandLineRunner.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.out());
    assertTrue(result.out().contains("all within 1.0E-9"), result.out());
    assertFalse(result.out().contains("FAILED"));
    // Six cases of gradient descent by two kernels in three forms, one of Adam by two in one form,
    // and each by the straightforward transformer.
    assertEquals(6 * 7 + 3, result.lines().stream().filter(l -> l.endsWith(" ok")).count());
    String text = Files.readString(references.resolve("gd-tall.json"));
    Path wrong = folder.resolve("wrong.json");
    Files.writeString(wrong, text.replaceFirst("\"minimum_loss\": 0.39", "\"minimum_loss\": 0.38"));
    assertNotEquals(text, Files.readString(wrong));
    Result failed = CommandLineRunner.run("verify", wrong.toString());
    assertEquals(1, failed.code());
    assertTrue(failed.out().contains("minimum_loss"), failed.out());
  }

  @Test
  void helpAndVersionArePrinted() {
    Result help = CommandLineRunner.run("run", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("--prompt-length"), help.out());
    Result version = CommandLineRunner.run("--version");
    assertTrue(version.out().contains("Spark 4."), version.out());
    assertTrue(
        version.out().contains("mathematics version " + Trial.VERSION + "\nkernel vector ("),
        version.out());
  }

  @Test
  void benchGivesAnObjectForEachKernelFormAndOptimizer() throws IOException {
    Result result =
        CommandLineRunner.run(
            "bench", "--size", "4x12x6x3x2", "--seconds", "0.01", "--format", "json");
    assertEquals(0, result.code(), result.err());
    JsonNode objects = new ObjectMapper().readTree(result.out());
    assertTrue(objects.isArray());
    Set<String> ways = new HashSet<>();
    for (JsonNode object : objects) {
      assertEquals("4x12x6x3x2", object.get("size").asText());
      assertTrue(object.get("ms_per_step").asDouble() > 0);
      assertTrue(object.get("gflops").asDouble() > 0);
      double fraction = object.get("fraction_of_peak").asDouble();
      assertTrue(fraction > 0 && fraction < 1.1, object.toString());
      String way = object.get("kernel").asText() + " " + object.get("form").asText();
      ways.add(way + " " + object.get("optimizer").asText());
    }
    assertEquals(
        Set.of(
            "vector full gd",
            "vector reduced gd",
            "vector scores gd",
            "portable full gd",
            "portable reduced gd",
            "portable scores gd",
            "ejml full gd",
            "vector full adam",
            "portable full adam",
            "ejml full adam"),
        ways);
  }

  @Test
  void benchStoresTasksOfOneTrialAndOfMany() throws IOException {
    Result result =
        CommandLineRunner.run("bench", "--store", "--seconds", "0.05", "--format", "json");
    assertEquals(0, result.code(), result.err());
    JsonNode objects = new ObjectMapper().readTree(result.out());
    assertEquals(2, objects.size());
    for (JsonNode object : objects) {
      for (String positive :
          List.of("encoded_per_second", "stored_per_second", "bytes_per_trial", "heap_bytes")) {
        assertTrue(object.get(positive).asDouble() > 0, object.toString());
      }
      int files = object.get("files").asInt();
      assertTrue(files >= 1 && files <= 64, object.toString());
    }
    assertEquals(
        List.of(1, 128),
        objects.findValues("trials_per_task").stream().map(JsonNode::asInt).toList());
    Result table = CommandLineRunner.run("bench", "--store", "--seconds", "0.05");
    assertTrue(table.lines().get(0).contains("stored trials/s"), table.out());
    assertEquals(3, table.lines().size(), table.out());
  }

  @Test
  void verboseNamesTheKernelWithTheReason() {
    Result result =
        CommandLineRunner.run(
            "trial",
            "-v",
            "--m",
            "3",
            "--heads",
            "2",
            "--prompt-length",
            "3",
            "--tokens",
            "6",
            "--dim",
            "4",
            "--steps",
            "3");
    assertEquals(0, result.code(), result.err());
    String first = result.err().lines().findFirst().orElseThrow();
    assertTrue(first.matches("kernel vector \\(jdk.incubator.vector, .*\\): .*"), first);
    assertTrue(result.out().lines().anyMatch(line -> line.matches("kernel +vector")));
    assertTrue(result.out().lines().anyMatch(line -> line.matches("form +reduced")));
  }
}
