package org.iclsweep.model;

import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.task.Task;

/**
 * What coordinates of the heads are made from.
 *
 * @param kernel the kernel to compute with
 * @param task gives the tokens and N
 * @param heads H
 * @param start Q_h at the start, by h
 * @param group the number of heads that are stepped together
 */
record CoordinateSetup(
    Kernel kernel, Task task, int heads, IntFunction<DMatrixRMaj> start, int group) {
  /** The number of groups. */
  int groups() {
    return (heads + group - 1) / group;
  }

  /** The heads of a group: as many as the others have, or what is left for the last. */
  int count(int groupIndex) {
    return Math.min(group, heads - groupIndex * group);
  }
}
