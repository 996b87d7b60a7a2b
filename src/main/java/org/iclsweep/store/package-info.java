/**
 * Tables as Parquet files: rows are encoded column by column, in the memory of an executor or into
 * a file, row groups are copied as bytes, and files of many small row groups are rewritten.
 *
 * <p>It knows columns and files, but neither what is stored nor who runs it.
 */
package org.iclsweep.store;
