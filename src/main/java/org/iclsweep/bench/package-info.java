/**
 * Measures the speed of a training step on this machine, for every kernel, form and optimizer.
 *
 * <p>It times the same object that a trial runs, along with the machine's peak rate of
 * multiply-adds.
 */
package org.iclsweep.bench;
