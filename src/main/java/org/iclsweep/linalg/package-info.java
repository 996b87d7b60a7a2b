/**
 * The inner loops of a training step on EJML's storage, in plain Java and in explicit vectors:
 * products, softmax forward and backward, exponential, parameter updates.
 *
 * <p>This package is independent of the task and the model. Every sum has a fixed order and every
 * elementary function is specified to the last bit, so results depend neither on the machine nor on
 * the kernel.
 */
package org.iclsweep.linalg;
