/**
 * The one-layer, H-head softmax transformer: parameters, forward pass and gradients.
 *
 * <p>The prediction depends on a task's tokens alone; the objective measures its quality.
 */
package org.iclsweep.model;
