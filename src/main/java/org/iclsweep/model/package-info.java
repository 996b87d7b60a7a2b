/**
 * The one-layer, H-head softmax transformer: parameters, forward pass and gradients.
 *
 * <p>It predicts from a task's tokens alone; what is a good prediction is the objective's affair.
 */
package org.iclsweep.model;
