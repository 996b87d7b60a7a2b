package org.iclsweep.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types of the page's script, checked by the TypeScript compiler in a browser. */
class ScriptTypesIT {
  private static final Path SCRIPT = Path.of("src/main/resources/org/iclsweep/report/page/script");

  /** Returns a message for each problem that the compiler finds in files given by name. */
  private static final String CHECK =
      """
      files => {
        const host = {
          getSourceFile: (name, target) =>
            files[name] === undefined ? undefined : ts.createSourceFile(name, files[name], target),
          getDefaultLibFileName: () => 'lib.es2023.d.ts',
          getDefaultLibLocation: () => '',
          writeFile: () => {},
          getCurrentDirectory: () => '',
          getCanonicalFileName: name => name,
          useCaseSensitiveFileNames: () => true,
          getNewLine: () => '\\n',
          fileExists: name => files[name] !== undefined,
          readFile: name => files[name],
        };
        const roots = Object.keys(files).filter(name => !name.startsWith('lib.'));
        const program = ts.createProgram(roots, {
          allowJs: true,
          checkJs: true,
          strict: true,
          noEmit: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ES2022,
          moduleResolution: ts.ModuleResolutionKind.Bundler,
          lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
          types: [],
        }, host);
        return ts.getPreEmitDiagnostics(program).map(problem => {
          const line = problem.file ? ts.getLineAndCharacterOfPosition(problem.file, problem.start).line + 1 : 0;
          return (problem.file ? problem.file.fileName : '') + ':' + line + ' '
            + ts.flattenDiagnosticMessageText(problem.messageText, ' ');
        });
      }
      """;

  @TempDir private static Path folder;

  private static Browser browser;
  private static Map<String, String> libraries;

  @BeforeAll
  static void openTheCompiler() throws IOException {
    Browser.require();
    Path page = folder.resolve("compiler.html");
    try (InputStream compiler = resource("lib/typescript.js")) {
      Files.copy(compiler, folder.resolve("typescript.js"));
    }
    Files.writeString(
        page, "<!DOCTYPE html><meta charset=utf-8><script src=typescript.js></script>");
    libraries = libraries();
    browser = Browser.start(folder.resolve("profile"));
    browser.open(page);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private static InputStream resource(String name) throws IOException {
    try (Stream<Path> jars =
        Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of)) {
      Path jar =
          jars.filter(p -> p.getFileName().toString().startsWith("typescript-"))
              .findFirst()
              .orElseThrow();
      String version = jar.getFileName().toString().replaceAll("typescript-|\\.jar", "");
      return ScriptTypesIT.class.getResourceAsStream(
          "/META-INF/resources/_static/typescript/" + version + "/" + name);
    }
  }

  /** The declarations of the language and of browsers, which are in an archive of their own. */
  private static Map<String, String> libraries() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (TarArchiveInputStream archive =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(
                ScriptTypesIT.class.getResourceAsStream("/META-INF/.more.tgz")))) {
      for (ArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        String name = entry.getName().replaceFirst(".*/", "");
        if (name.matches("lib\\..*\\.d\\.ts")) {
          files.put(name, new String(archive.readAllBytes(), UTF_8));
        }
      }
    }
    return files;
  }

  private static List<String> problems(Map<String, String> modules) throws IOException {
    Map<String, String> files = new TreeMap<>(libraries);
    files.putAll(modules);
    return browser.texts("(" + CHECK + ")(" + new ObjectMapper().writeValueAsString(files) + ")");
  }

  private static Map<String, String> modules() throws IOException {
    Map<String, String> modules = new TreeMap<>();
    try (Stream<Path> files = Files.list(SCRIPT)) {
      for (Path file : files.toList()) {
        modules.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return modules;
  }

  @Test
  void theScriptHasNoTypeErrors() throws IOException {
    assertEquals(List.of(), problems(modules()));
  }

  /** Otherwise the silence of the other test would mean nothing. */
  @Test
  void aTypeErrorIsFound() throws IOException {
    Map<String, String> modules = modules();
    modules.put("wrong.js", "import { rounded } from './format.js';\nrounded('1');\n");
    List<String> problems = problems(modules);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("wrong.js:2 "), problems.toString());
  }
}
