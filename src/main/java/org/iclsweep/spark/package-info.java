/**
 * The sweep as a Spark job: the session, the grid as a Dataset, trials as tasks on executors.
 *
 * <p>Does not depend on the internals of a trial or on how results are stored.
 */
package org.iclsweep.spark;
