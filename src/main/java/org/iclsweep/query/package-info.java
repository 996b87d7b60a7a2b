/**
 * Questions about stored sweeps: views, their SQL, aggregates, single trials and comparisons.
 *
 * <p>It reads folders with Spark SQL and trains nothing.
 */
package org.iclsweep.query;
