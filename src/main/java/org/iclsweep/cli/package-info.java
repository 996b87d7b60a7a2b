/**
 * The command line: options, messages, exit codes and what is printed.
 *
 * <p>Commands read what was asked, hand it to the sweep or to Spark, and print; they compute
 * nothing.
 */
package org.iclsweep.cli;
