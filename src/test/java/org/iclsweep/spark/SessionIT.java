package org.iclsweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.RuntimeConfig;
import org.iclsweep.cli.CommandLineRunner;
import org.junit.jupiter.api.Test;

/** The settings of a session, by where it runs and by what the user has set. */
class SessionIT {
  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";
  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private interface Check {
    void accept(Session session);
  }

  private static void with(Map<String, String> settings, Check check) {
    Map<String, String> all = new HashMap<>(Map.of("spark.master", "local[2]"));
    all.putAll(settings);
    CommandLineRunner.stopShared();
    all.forEach(System::setProperty);
    try (Session session = Session.open("results/some-sweep")) {
      check.accept(session);
    } finally {
      all.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void queriesOfLargeTablesHaveSparksOwnSettings() {
    with(
        Map.of(),
        session -> {
          RuntimeConfig small = session.sized(false).conf();
          assertEquals("false", small.get(WHOLE_STAGE));
          assertEquals("false", small.get(ADAPTIVE));
          assertEquals("4", small.get(PARTITIONS));
          RuntimeConfig large = session.sized(true).conf();
          assertEquals("true", large.get(WHOLE_STAGE));
          assertEquals("true", large.get(ADAPTIVE));
          assertEquals("200", large.get(PARTITIONS));
        });
  }

  @Test
  void whatTheUserSetsStays() {
    with(
        Map.of(WHOLE_STAGE, "true", PARTITIONS, "7", "spark.app.name", "mine"),
        session -> {
          for (boolean large : new boolean[] {false, true}) {
            RuntimeConfig conf = session.sized(large).conf();
            assertEquals("true", conf.get(WHOLE_STAGE));
            assertEquals("7", conf.get(PARTITIONS));
          }
          assertEquals("mine", session.context().appName());
        });
  }

  @Test
  void sparkThatRunsAlreadyIsUsedAndGoesOn() {
    with(
        Map.of(),
        session -> {
          try (Session inner = Session.open("results/other")) {
            assertEquals(session.context(), inner.context());
          }
          assertFalse(session.context().isStopped());
        });
  }

  @Test
  void theApplicationIsNamedAfterTheFolderAndHasNoPagesHere() {
    with(
        Map.of("spark.app.name", "org.iclsweep.cli.Main"),
        session -> {
          assertEquals("icl-sweep some-sweep", session.context().appName());
          assertEquals("false", session.context().getConf().get("spark.ui.enabled"));
        });
  }
}
