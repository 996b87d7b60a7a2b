/**
 * Reports: figures suitable for a paper, and one page to explore the trials, which contains them.
 *
 * <p>{@code data} reads a sweep, {@code plot} draws, {@code figure} chooses the figures and {@code
 * page} fills the page. May use {@code sweep} for names, a plot library and a template library.
 */
package org.iclsweep.report;
