package org.iclsweep.model;

import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.task.Task;

/**
 * The inputs for building the coordinates of the heads.
 *
 * @param kernel the kernel to compute with
 * @param task provides the tokens and N
 * @param heads H
 * @param start returns the initial Q_h for h
 * @param group the number of heads stepped together
 */
record CoordinateSetup(
    Kernel kernel, Task task, int heads, IntFunction<DMatrixRMaj> start, int group) {
  /** The number of groups. */
  int groups() {
    return (heads + group - 1) / group;
  }

  /** The number of heads in a group; the last group may have fewer. */
  int count(int groupIndex) {
    return Math.min(group, heads - groupIndex * group);
  }
}
