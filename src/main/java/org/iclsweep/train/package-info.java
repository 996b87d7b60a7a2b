/**
 * The training loop: stop rules, recorded steps, and what a run measured.
 *
 * <p>One {@link org.iclsweep.train.Trainer} trains one transformer on one thread, for a sweep, for
 * a reference file and for a test alike.
 */
package org.iclsweep.train;
