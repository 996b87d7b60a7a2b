package org.iclsweep.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Chromium without a window that opens pages from disk, clicks and types as a reader does, and
 * notes all that goes wrong. It is told what to do by the DevTools protocol, on loopback only.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 120;
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private String session;
  private CompletableFuture<JsonNode> loaded = new CompletableFuture<>();

  private static Path program() {
    String named = System.getenv("CHROMIUM");
    return Path.of(named == null ? "/usr/bin/chromium" : named);
  }

  /** Whether there is a browser to start. */
  public static boolean installed() {
    return Files.isExecutable(program());
  }

  /**
   * Skips the test with a message where there is no browser; on a machine that calls itself CI it
   * fails.
   */
  public static void require() {
    if (!installed()) {
      String missing =
          "no Chromium at %s, so the page was not opened in a browser; install Debian's package chromium or set CHROMIUM"
              .formatted(program());
      if (System.getenv("CI") != null) {
        throw new AssertionError(missing);
      }
      abort(missing);
    }
  }

  /**
   * Starts a browser of its own, if there is one; see {@link #require}.
   *
   * @param profile a new folder for its files
   */
  public static Browser start(Path profile) throws IOException {
    require();
    return new Browser(program(), profile);
  }

  private Browser(Path program, Path profile) throws IOException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(address()), new Ear())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String target =
          ask("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
      session =
          ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
              .get("sessionId")
              .asText();
      for (String domain : List.of("Page", "Runtime", "Log", "Network", "Audits")) {
        ask(domain + ".enable", Map.of());
      }
    } catch (IOException | RuntimeException | Error e) {
      process.destroyForcibly();
      throw e;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(e);
    }
  }

  /** The address that it says it listens at; whatever else it prints is read and dropped. */
  private String address() throws IOException {
    BufferedReader said = process.errorReader(UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread rest = new Thread(() -> said.lines().forEach(each -> {}), "browser's stderr");
        rest.setDaemon(true);
        rest.start();
        return line.substring(LISTENING.length()).strip();
      }
      before.append(line).append('\n');
    }
    throw new IOException("Chromium did not start: " + before);
  }

  // ---- what a reader does -----------------------------------------------------------------------

  /**
   * Opens a page from disk, with no complaints and requests noted yet, and waits until it is
   * loaded.
   */
  public void open(Path file) {
    loaded = new CompletableFuture<>();
    synchronized (this) {
      complaints.clear();
      requests.clear();
    }
    ask("Page.navigate", Map.of("url", file.toUri().toString()));
    waitFor(loaded);
  }

  /** The value of an expression of the page's own language. */
  public JsonNode value(String expression) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** The value of an expression, as text. */
  public String text(String expression) {
    return value(expression).asText();
  }

  /** The values of an expression that is an array of texts or numbers. */
  public List<String> texts(String expression) {
    List<String> texts = new ArrayList<>();
    value(expression).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /**
   * Clicks the middle of an element with the left button.
   *
   * @param element an expression that gives it
   */
  public void click(String element) {
    JsonNode place =
        value(
            "(() => { const e = %s; e.scrollIntoView({block: 'center', inline: 'center'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
                .formatted(element));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      ask(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              place.get(0).asDouble(),
              "y",
              place.get(1).asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /**
   * Types into a field in place of what is there.
   *
   * @param field an expression that gives it
   * @param text what to type, which may be empty
   */
  public void type(String field, String text) {
    click(field);
    value("document.activeElement.select()");
    ask(
        "Input.dispatchKeyEvent",
        Map.of("type", "rawKeyDown", "windowsVirtualKeyCode", 46, "key", "Delete"));
    ask(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "windowsVirtualKeyCode", 46, "key", "Delete"));
    text.chars()
        .forEach(
            letter ->
                ask(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "char", "text", Character.toString(letter))));
  }

  /** Errors, warnings, exceptions, violations of policies and dialogs since the page was opened. */
  public List<String> complaints() {
    value("0"); // what happened before is told before its answer
    synchronized (this) {
      return List.copyOf(complaints);
    }
  }

  /** The addresses that the page asked for since it was opened, its own first. */
  public List<String> requests() {
    value("0");
    synchronized (this) {
      return List.copyOf(requests);
    }
  }

  // ---- the protocol -----------------------------------------------------------------------------

  private JsonNode ask(String method, Map<String, ?> parameters) {
    return waitFor(send(method, parameters));
  }

  private CompletableFuture<JsonNode> send(String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id);
    message.put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    var unused = socket.sendText(message.toString(), true);
    return answer;
  }

  private static JsonNode waitFor(CompletableFuture<JsonNode> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the browser gives no answer", e);
    }
  }

  private synchronized void hear(JsonNode message) {
    JsonNode about = message.path("params");
    switch (message.path("method").asText()) {
      case "Page.loadEventFired" -> loaded.complete(about);
      case "Network.requestWillBeSent" -> requests.add(about.at("/request/url").asText());
      case "Runtime.exceptionThrown" -> complaints.add("exception " + about);
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(about.path("type").asText())) {
          complaints.add("console " + about);
        }
      }
      case "Log.entryAdded" -> {
        if (List.of("error", "warning").contains(about.at("/entry/level").asText())) {
          complaints.add("log " + about);
        }
      }
      case "Audits.issueAdded" -> complaints.add("issue " + about);
      case "Page.javascriptDialogOpening" -> {
        complaints.add("dialog " + about);
        var unused = send("Page.handleJavaScriptDialog", Map.of("accept", false));
      }
      default -> {}
    }
  }

  /** Puts messages together from their parts and hands them on. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        JsonNode message = parsed(parts.toString());
        parts.setLength(0);
        if (!message.has("id")) {
          hear(message);
        } else if (message.has("error")) {
          answers
              .remove(message.get("id").asInt())
              .completeExceptionally(new IOException(message.get("error").toString()));
        } else {
          answers.remove(message.get("id").asInt()).complete(message.get("result"));
        }
      }
      from.request(1);
      return null;
    }

    private JsonNode parsed(String text) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Ends the browser, and no other. */
  @Override
  public void close() {
    session = null;
    var unused = send("Browser.close", Map.of());
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    socket.abort();
  }
}
