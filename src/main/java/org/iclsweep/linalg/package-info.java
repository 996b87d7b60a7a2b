/**
 * Dense kernels on EJML's row-major matrices: the attention softmax, forward and backward.
 *
 * <p>It knows nothing of the task or the model that its numbers come from. Every sum runs in a
 * fixed order and every elementary function is one with specified bits, so results do not depend on
 * the machine.
 */
package org.iclsweep.linalg;
