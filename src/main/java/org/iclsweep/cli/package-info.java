/**
 * The command line: options, messages, exit codes and output.
 *
 * <p>Commands parse their options, pass the request to the sweep or to Spark, and print; they
 * compute nothing.
 */
package org.iclsweep.cli;
