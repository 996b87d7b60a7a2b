package org.iclsweep.report.figure;

import java.util.List;

/**
 * A finished figure.
 *
 * @param name the name of its file, without {@code .svg}
 * @param title its title
 * @param caption explanations, and the numbers of series, panels and trials left out
 * @param series the names of its series, as in its legend
 * @param svg the picture: an {@code svg} element whose ids begin with the name
 */
public record Figure(String name, String title, String caption, List<String> series, String svg) {}
