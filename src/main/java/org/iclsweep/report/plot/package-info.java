/**
 * Plots in one style, drawn with JFreeChart as SVG: lines with bands, points and heat maps.
 *
 * <p>Knows nothing of sweeps.
 */
package org.iclsweep.report.plot;
