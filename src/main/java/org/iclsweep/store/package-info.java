/**
 * The folder of a sweep: atomic file writes, the lock, sweep.json, checkpoints, and tables as
 * Parquet files that are encoded column by column, copied as bytes and merged.
 *
 * <p>This package uses file systems and Parquet, but neither Spark nor training.
 */
package org.iclsweep.store;
