/** The figures of a sweep: which there are, what they contain and what their captions say. */
package org.iclsweep.report.figure;
