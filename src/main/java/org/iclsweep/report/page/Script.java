package org.iclsweep.report.page;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The script of the page: modules joined into one, because a page without network cannot load them.
 */
final class Script {
  /** The modules, each after those that it imports. */
  private static final List<String> MODULES =
      List.of(
          "format",
          "state",
          "dom",
          "colours",
          "data",
          "selection",
          "scale",
          "effects",
          "groups",
          "curves",
          "view",
          "lines",
          "charts",
          "explore",
          "trial",
          "coordinates",
          "scatter",
          "table",
          "csv",
          "main");

  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*\n");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export ");

  private Script() {}

  /** Returns the modules as one script, whose names are not visible outside. */
  static String joined() {
    return MODULES.stream()
        .map(name -> Page.resource("script/" + name + ".js"))
        .map(text -> EXPORT.matcher(IMPORT.matcher(text).replaceAll("")).replaceAll(""))
        .collect(Collectors.joining("\n", "'use strict';\n(() => {\n", "})();\n"));
  }

  /** Returns the library that draws charts. */
  static String charts() {
    return Page.resource("echarts/echarts.min.js");
  }

  /** Returns the hash by which a content security policy allows a script or style. */
  static String hash(String text) {
    return "'sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(text)) + "'";
  }
}
