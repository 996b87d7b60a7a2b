/**
 * The inner loops of a training step on EJML's storage, plain and in explicit vectors: products,
 * softmax forward and backward, exponential, moves of parameters.
 *
 * <p>It knows nothing of the task or the model that its numbers come from. Every sum runs in a
 * fixed order and every elementary function is one with specified bits, so results depend neither
 * on the machine nor on the kernel.
 */
package org.iclsweep.linalg;
