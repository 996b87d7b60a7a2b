/** The page of a report: one class per section, each read by the template {@code report.html}. */
package org.iclsweep.report.page;
