/**
 * The tables of a sweep: their names, columns, types and meanings, and the conversion of a trial to
 * rows.
 *
 * <p>This package opens no files.
 */
package org.iclsweep.table;
