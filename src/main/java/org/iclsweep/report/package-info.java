/**
 * What people look at: figures fit for a paper and one page that holds them with the trials.
 *
 * <p>Reads a sweep by asking SQL questions through {@link org.iclsweep.report.Question}; knows
 * neither Spark nor files. May use {@code sweep} for names, a plot library and a template library.
 */
package org.iclsweep.report;
