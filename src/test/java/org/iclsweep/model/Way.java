package org.iclsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.linalg.Kernel;
import org.iclsweep.linalg.Kernels;
import org.iclsweep.linalg.Panels;
import org.iclsweep.task.Task;

/**
 * A variant of the transformer, for tests of the properties that all variants share.
 *
 * @param kernel the kernel to compute with, or the one whose panel width the straightforward
 *     transformer uses
 * @param form the coordinates of the heads, null for the straightforward transformer
 */
public record Way(Kernel kernel, Form form) {
  /** The straightforward transformer, with panels as wide as those of a kernel. */
  public static Way straightforward(Kernel kernel) {
    return new Way(kernel, null);
  }

  /** The straightforward transformer, and every kernel of this JVM in every form. */
  public static List<Way> all() {
    List<Way> ways = new ArrayList<>(List.of(straightforward(Kernels.portable())));
    for (Kernel kernel : Kernels.available()) {
      for (Form form : Form.values()) {
        ways.add(new Way(kernel, form));
      }
    }
    return ways;
  }

  /** The variants that hold Q itself, which every optimizer supports. */
  public static List<Way> full() {
    return all().stream().filter(way -> way.form == null || way.form == Form.FULL).toList();
  }

  /**
   * A transformer at its start.
   *
   * @param start Q_h at the start as a function of h. Copied.
   */
  public Transformer create(Task task, int heads, IntFunction<DMatrixRMaj> start) {
    IntFunction<DMatrixRMaj> copies = h -> start.apply(h).copy();
    return form == null
        ? new EjmlTransformer(task, heads, copies, kernel.panelWidth())
        : new KernelTransformer(kernel, form, task, heads, copies);
  }

  /** A transformer at its start, Q_1 .. Q_H. */
  public Transformer create(Task task, List<DMatrixRMaj> q) {
    return create(task, q.size(), q::get);
  }

  /** A matrix in the layout of this variant. */
  public Panels panels(DMatrixRMaj matrix) {
    Panels panels = new Panels(matrix.numRows, matrix.numCols, kernel.panelWidth());
    panels.set(matrix);
    return panels;
  }

  @Override
  public String toString() {
    return form == null ? EjmlTransformer.KERNEL : kernel.name() + " " + form;
  }
}
