/**
 * The training loop: stop rules, recorded steps and measurements of a run.
 *
 * <p>One {@link org.iclsweep.train.Trainer} trains one transformer on one thread, whether for a
 * sweep, a reference file or a test.
 */
package org.iclsweep.train;
