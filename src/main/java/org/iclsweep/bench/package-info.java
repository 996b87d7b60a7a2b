/**
 * How fast a training step is on this machine, for every kernel, form and optimizer.
 *
 * <p>It times the very object that a trial runs, beside the machine's peak of multiply-adds.
 */
package org.iclsweep.bench;
