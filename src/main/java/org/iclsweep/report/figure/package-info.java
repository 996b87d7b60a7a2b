/** The figures of a sweep: their choice, contents and captions. */
package org.iclsweep.report.figure;
