/**
 * Queries over stored sweeps: views, their SQL, aggregates, single trials and comparisons.
 *
 * <p>Reads folders with Spark SQL; trains nothing.
 */
package org.iclsweep.query;
