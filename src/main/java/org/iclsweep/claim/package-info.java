/**
 * Claims about a sweep: sentences with SQL queries that can refute them, and their verdicts.
 *
 * <p>Parses claims files and formats evidence; evaluates nothing and knows no Spark.
 */
package org.iclsweep.claim;
