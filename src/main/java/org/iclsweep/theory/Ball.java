package org.iclsweep.theory;

import java.io.Serializable;
import org.ejml.dense.row.NormOps_DDRM;
import org.iclsweep.model.Transformer;

/**
 * The neighbourhood of the start on which a {@link GuaranteedRate} is proved: |Q - Q(0)|_F &lt;=
 * radiusQ, all heads together, and |w|_F &lt;= radiusW.
 *
 * @param radiusQ r_Q
 * @param radiusW r_w
 */
public record Ball(double radiusQ, double radiusW) implements Serializable {
  /** The relative excess that is taken for rounding. */
  private static final double SLACK = 1e-12;

  /**
   * Whether the parameters are inside. As dear as {@link Transformer#distanceQ}.
   *
   * @param transformer Not modified.
   */
  public boolean contains(Transformer transformer) {
    return NormOps_DDRM.normF(transformer.w()) <= radiusW * (1 + SLACK)
        && transformer.distanceQ() <= radiusQ * (1 + SLACK) + rounding(transformer);
  }

  /** Q is recovered from what is trained, which costs some units in its last place. */
  private static double rounding(Transformer transformer) {
    return SLACK * transformer.normQ();
  }
}
