/**
 * The contents of a report: configurations, trials and curves over steps.
 *
 * <p>Reads a sweep with SQL queries through {@link org.iclsweep.report.data.SqlSource}, without
 * access to Spark or files.
 */
package org.iclsweep.report.data;
