package org.iclsweep.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.iclsweep.report.data.ModelSource;
import org.iclsweep.report.data.TrialColumn;
import org.iclsweep.report.data.TrialTable;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.sweep.TrialConfig;

/**
 * The kept models of the trials as the page's script reads them.
 *
 * @param models the models, as many as there is room for
 * @param notes sentences about models that are not in the page
 */
record ModelData(List<Model> models, List<String> notes) {
  /** The length of all models in characters after which no other is added. */
  private static final int MAX_CHARACTERS = 1_500_000;

  /** The column that names a model's file. */
  private static final String COLUMN = "model";

  /**
   * A model.
   *
   * @param row the position of its trial
   * @param heads H
   * @param length N
   * @param tokens K
   * @param data as text: w (H x K), A (N x K), A_hat (N x K), A_hat - A (N x K), the attention of
   *     all heads (H x N x K)
   */
  record Model(int row, int heads, int length, int tokens, String data) {}

  static ModelData of(TrialTable trials, ModelSource source) {
    List<Model> models = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    TrialColumn files = trials.column(COLUMN);
    long characters = 0;
    int kept = 0;
    for (int row = 0; row < trials.size(); row++) {
      if (files.value(row) != null) {
        kept++;
        if (characters < MAX_CHARACTERS) {
          try {
            Optional<TrainedModel> model = source.read(config(trials, row));
            if (model.isPresent()) {
              models.add(encoded(row, model.get()));
              characters += models.get(models.size() - 1).data().length();
            } else {
              notes.add("The model %s is missing.".formatted(files.value(row)));
            }
          } catch (IOException | IllegalArgumentException e) {
            notes.add("A model cannot be read: %s.".formatted(e.getMessage()));
          }
        }
      }
    }
    if (characters >= MAX_CHARACTERS) {
      notes.add("The page has room for %d of %d models.".formatted(models.size(), kept));
    }
    return new ModelData(models, notes);
  }

  private static TrialConfig config(TrialTable trials, int row) {
    Map<Parameter, Object> stored = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      stored.put(parameter, trials.column(parameter.column()).value(row));
    }
    return TrialConfig.ofStored(stored);
  }

  private static Model encoded(int row, TrainedModel model) {
    double[] numbers =
        Stream.of(
                Stream.of(
                    model.w(),
                    model.optimum(),
                    model.prediction(),
                    // of exact numbers: after rounding nothing might be left
                    difference(model.prediction(), model.optimum())),
                Arrays.stream(model.attention()))
            .flatMap(matrices -> matrices)
            .flatMap(Arrays::stream)
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    return new Model(
        row,
        model.w().length,
        model.optimum().length,
        model.optimum()[0].length,
        EncodedColumn.decimals(numbers));
  }

  private static double[][] difference(double[][] one, double[][] other) {
    double[][] difference = new double[one.length][one[0].length];
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j < one[i].length; j++) {
        difference[i][j] = one[i][j] - other[i][j];
      }
    }
    return difference;
  }

  /** The length of all models. */
  long characters() {
    return models.stream().mapToLong(model -> model.data().length()).sum();
  }
}
