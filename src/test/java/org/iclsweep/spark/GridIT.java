package org.iclsweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.iclsweep.cli.CommandLineRunner;
import org.iclsweep.sweep.Grids;
import org.iclsweep.sweep.LearningRateWord;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrialConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values are the same whether SQL sees them or not, and whether Spark compiles it or not. */
class GridIT {
  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";
  private static final String FACTORY_MODE = "spark.sql.codegen.factoryMode";

  private static Session open(Map<String, String> settings) {
    CommandLineRunner.stopShared();
    System.setProperty("spark.master", "local[2]");
    settings.forEach(System::setProperty);
    return Session.open("results/some-sweep");
  }

  @AfterEach
  void forgetSettings() {
    List.of("spark.master", WHOLE_STAGE, FACTORY_MODE).forEach(System::clearProperty);
  }

  private static List<String> ids(Session session, SweepSpec spec) {
    Grid grid = Grid.of(session, spec);
    return grid.ids(session).as(Encoders.STRING()).collectAsList().stream().sorted().toList();
  }

  private static List<String> ids(List<TrialConfig> trials) {
    return trials.stream().map(TrialConfig::id).sorted().toList();
  }

  @Test
  void valuesPassThroughSqlUnchanged() {
    String[] axes = {
      "m=2,5:9:2",
      "noise=0:0.7:0.1,1e-3",
      "init_scale=1e-6:1e6:x1000",
      "ood_mean=-0.3,1e300,4.9e-324",
      "token_norm=raw,unit",
      "learning_rate=auto,0.1",
      "learning_rate_w=0.3",
      "seed=0,9007199254740993,9223372036854775807"
    };
    String every =
        "m > 0 and noise >= 0 and init_scale > 0 and ood_mean > -1 and token_norm <> ''"
            + " and learning_rate <> '' and learning_rate_q is null and learning_rate_w = 0.3D"
            + " and seed >= 0 and tolerance = 1e-20D";
    List<String> expected = ids(Grids.trials(axes));
    List<String> seeds =
        ids(
            Grids.trials(axes).stream()
                .filter(trial -> trial.seed() == 9_007_199_254_740_993L)
                .toList());
    for (Map<String, String> settings :
        List.of(
            Map.<String, String>of(), Map.of(WHOLE_STAGE, "true", FACTORY_MODE, "CODEGEN_ONLY"))) {
      try (Session session = open(settings)) {
        assertEquals(expected, ids(session, Grids.spec(axes)));
        assertEquals(expected, ids(session, Grids.spec(List.of(), List.of(every), axes)));
        List<String> one = List.of("noise = 0.7D or noise < 0.7D", "seed = 9007199254740993");
        assertEquals(seeds, ids(session, Grids.spec(List.of(), one, axes)));
      }
    }
  }

  @Test
  void derivedValuesAreThoseOfTheirAxes() {
    List<TrialConfig> expected = new ArrayList<>();
    for (TrialConfig trial : Grids.trials("noise=1e-5:0.9:x1.3", "learning_rate=theory,0.125")) {
      Map<Parameter, Object> values = Grids.spec("heads=32").combination(0);
      for (Parameter parameter : Parameter.values()) {
        values.put(parameter, trial.value(parameter));
      }
      values.put(Parameter.INIT_SCALE, trial.value(Parameter.NOISE));
      values.put(Parameter.TOLERANCE, trial.value(Parameter.NOISE));
      boolean theory = trial.value(Parameter.LEARNING_RATE).equals(LearningRateWord.THEORY);
      values.put(Parameter.LEARNING_RATE_Q, theory ? null : 2 * trial.noise());
      expected.add(new TrialConfig(values));
    }
    SweepSpec spec =
        Grids.spec(
            List.of(
                "init_scale = noise",
                "tolerance = init_scale",
                "learning_rate_q = if(learning_rate = 'theory', null, 2 * noise)"),
            List.of(),
            "noise=1e-5:0.9:x1.3",
            "learning_rate=theory,0.125");
    try (Session session = open(Map.of())) {
      assertEquals(ids(expected), ids(session, spec));
    }
  }
}
