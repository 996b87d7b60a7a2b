package org.iclsweep.theory;

import java.io.Serializable;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.model.Transformer;

/**
 * The neighbourhood of the start in which a {@link GuaranteedLearningRate} is proved: |Q - Q(0)|_F
 * &lt;= radiusQ over all heads together, and |w|_F &lt;= radiusW.
 *
 * @param radiusQ r_Q
 * @param radiusW r_w
 */
public record Ball(double radiusQ, double radiusW) implements Serializable {
  /** The relative excess attributed to rounding. */
  private static final double SLACK = 1e-12;

  /**
   * Whether the parameters are inside. Costs as much as {@link Transformer#distanceQ}.
   *
   * @param transformer Not modified.
   */
  public boolean contains(Transformer transformer) {
    return NormOps_DDRM.normF(transformer.w()) <= radiusW * (1 + SLACK)
        && transformer.distanceQ() <= radiusQ * (1 + SLACK) + rounding(transformer);
  }

  /**
   * The rounding allowance: recovering Q from the trained parameters costs some units in its last
   * place.
   */
  private static double rounding(Transformer transformer) {
    return SLACK * transformer.normQ();
  }
}
