/**
 * The sweep as a Spark job: the grid as a Dataset, trials on executors, results as Parquet tables.
 *
 * <p>It moves configurations to executors and rows to files, and aggregates with SQL; what happens
 * inside a trial is not known here.
 */
package org.iclsweep.spark;
