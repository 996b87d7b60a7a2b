package org.iclsweep.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.model.Transformer;
import org.iclsweep.model.UpdateRule;
import org.iclsweep.model.Way;
import org.iclsweep.objective.PopulationLoss;
import org.iclsweep.optimizer.OptimizerKind;
import org.iclsweep.task.RidgeOptimum;
import org.iclsweep.theory.AttentionSpectrum;

/**
 * A run of an optimizer and its result, without stop rules and measurements.
 *
 * @param gaps the gap before each step and after the last
 * @param prediction A_hat at the end
 * @param w w at the end
 * @param q Q_1 .. Q_H at the end
 */
record PlainRun(List<Double> gaps, DMatrixRMaj prediction, DMatrixRMaj w, List<DMatrixRMaj> q) {
  private static final long SEED = 17;

  /** A transformer at the start that all runs share. */
  static Transformer start(Way way, RidgeOptimum ridge, int heads) {
    int d = ridge.task().dim();
    return way.create(ridge.task(), heads, h -> Transformer.drawHead(h, d, 1, SEED));
  }

  /** The automatic learning rate at that start. */
  static double automaticLearningRate(RidgeOptimum ridge, int heads, OptimizerKind kind) {
    Transformer transformer = start(Way.all().get(0), ridge, heads);
    transformer.forward();
    int k = ridge.task().tokens();
    AttentionSpectrum spectrum = new AttentionSpectrum(ridge.rootGram(), k, heads);
    return kind.automaticLearningRate(k, spectrum.measure(transformer).sigmaMax());
  }

  /** Trains from that start. */
  static PlainRun of(
      Way way, RidgeOptimum ridge, int heads, OptimizerKind kind, double rate, int steps) {
    Transformer transformer = start(way, ridge, heads);
    PopulationLoss loss = new PopulationLoss(way.kernel(), ridge);
    UpdateRule optimizer = kind.create(way.kernel(), heads, rate, rate);
    transformer.forward();
    List<Double> gaps = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      gaps.add(loss.gap(transformer.prediction()));
      transformer.step(loss.gradient(transformer.prediction()), optimizer);
    }
    gaps.add(loss.gap(transformer.prediction()));
    return new PlainRun(
        gaps,
        transformer.prediction().toMatrix(),
        transformer.w(),
        IntStream.range(0, heads).mapToObj(transformer::q).toList());
  }
}
