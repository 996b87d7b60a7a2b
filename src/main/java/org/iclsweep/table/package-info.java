/**
 * The tables of a sweep: their names, columns, types and meanings, and how a trial becomes rows.
 *
 * <p>No file is opened here.
 */
package org.iclsweep.table;
