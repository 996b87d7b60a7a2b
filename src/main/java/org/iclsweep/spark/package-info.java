/**
 * The sweep as a Spark job: the session, the grid as a Dataset, trials as tasks on executors.
 *
 * <p>What happens inside a trial is not known here, nor how results are stored.
 */
package org.iclsweep.spark;
