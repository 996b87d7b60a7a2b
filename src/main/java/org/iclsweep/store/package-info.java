/**
 * The folder of a sweep: whole files, the lock, sweep.json, checkpoints, and tables as Parquet
 * files that are encoded column by column, copied as bytes and merged.
 *
 * <p>It knows file systems and Parquet, and neither Spark nor training.
 */
package org.iclsweep.store;
