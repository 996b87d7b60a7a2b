/** The page of a report: one record per section, which the template {@code report.html} reads. */
package org.iclsweep.report.page;
