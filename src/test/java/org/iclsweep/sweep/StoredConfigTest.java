package org.iclsweep.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration from what the tables have of it. */
class StoredConfigTest {
  /** A row: the rule that was asked for, and some rates that it came to. */
  private static Map<Parameter, Object> row(TrialConfig config) {
    Map<Parameter, Object> row = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      row.put(parameter, config.value(parameter));
    }
    row.put(Parameter.LEARNING_RATE, config.learningRateRule());
    row.put(Parameter.LEARNING_RATE_Q, 0.123);
    row.put(Parameter.LEARNING_RATE_W, 4.56);
    return row;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "learning_rate=auto",
        "learning_rate=theory",
        "learning_rate=0.1",
        "learning_rate=1e-7",
        "learning_rate_q=0.25",
        "learning_rate_w=0.1",
        "learning_rate_q=0.3 learning_rate_w=1e22",
        "learning_rate_q=0.3 learning_rate_w=0.3",
        "learning_rate=theory learning_rate_q=0.3",
        "learning_rate=theory learning_rate_w=0.3",
        "learning_rate=0.7 learning_rate_w=0.3",
        "noise=0 init_scale=1e-300 seed=9223372036854775807 tolerance=0",
        "optimizer=adam objective=sampled token_norm=raw representation=relu templates=uniform",
      })
  void isTheOneThatWasRun(String words) {
    TrialConfig config = Grids.trial(words.split(" "));
    TrialConfig again = TrialConfig.ofStored(row(config));
    assertEquals(config.id(), again.id());
    assertEquals(config.learningRateQ(), again.learningRateQ());
    assertEquals(config.learningRateW(), again.learningRateW());
    assertEquals(config.learningRateRule(), again.learningRateRule());
    assertEquals(config, SerializationUtils.roundtrip(config));
  }

  @Test
  void valuesThatNoTrialHasAreRefused() {
    Map<Parameter, Object> row = row(Grids.trial());
    row.put(Parameter.HEADS, null);
    assertThrows(IllegalArgumentException.class, () -> TrialConfig.ofStored(row));
    row.put(Parameter.HEADS, 3);
    row.put(Parameter.LEARNING_RATE, "q=fast w=0.1");
    assertThrows(IllegalArgumentException.class, () -> TrialConfig.ofStored(row));
    row.put(Parameter.LEARNING_RATE, null);
    assertThrows(IllegalArgumentException.class, () -> TrialConfig.ofStored(row));
  }
}
