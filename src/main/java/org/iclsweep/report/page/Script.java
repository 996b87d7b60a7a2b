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
          "groups",
          "curves",
          "view",
          "lines",
          "charts",
          "model",
          "explore",
          "trial",
          "coordinates",
          "scatter",
          "table",
          "csv",
          "main");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import \\{ (.*) \\} from './(\\w+)\\.js';$");
  private static final Pattern EXPORT =
      Pattern.compile("(?m)^export ((?:async )?(?:function|const) (\\w+))");

  private Script() {}

  /** Returns the modules as one script, whose names are not visible outside. */
  static String joined() {
    return MODULES.stream()
        .map(name -> module(name, Resources.text("script/" + name + ".js")))
        .collect(
            Collectors.joining("\n", "'use strict';\n(() => {\nconst modules = {};\n", "})();\n"));
  }

  /** A module as the value of a function that returns its exports. */
  private static String module(String name, String text) {
    String exports =
        EXPORT
            .matcher(text)
            .results()
            .map(found -> found.group(2))
            .collect(Collectors.joining(", "));
    String imported =
        IMPORT
            .matcher(text)
            .replaceAll(
                found ->
                    "const { %s } = modules.%s;"
                        .formatted(found.group(1).replace(" as ", ": "), found.group(2)));
    return "modules.%s = (() => {\n%sreturn { %s };\n})();"
        .formatted(name, EXPORT.matcher(imported).replaceAll("$1"), exports);
  }

  /** Returns the library that draws charts. */
  static String charts() {
    return Resources.text("echarts/echarts.min.js");
  }

  /** Returns the hash by which a content security policy allows a script or style. */
  static String hash(String text) {
    return "'sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(text)) + "'";
  }
}
