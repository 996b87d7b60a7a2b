/**
 * Reports: figures suitable for a paper, and one page that contains them and the trials.
 *
 * <p>Reads a sweep with SQL queries through {@link org.iclsweep.report.Question}, without access to
 * Spark or files. May use {@code sweep} for names, a plot library and a template library.
 */
package org.iclsweep.report;
