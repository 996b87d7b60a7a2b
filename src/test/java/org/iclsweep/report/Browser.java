package org.iclsweep.report;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.openqa.selenium.Keys;
import org.openqa.selenium.UnhandledAlertException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium that opens pages from disk, clicks and types as a reader does, and records
 * errors and requests. Driver and browser listen on loopback only.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChromeDriver driver;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private static Path program(String variable, String otherwise) {
    String named = System.getenv(variable);
    return Path.of(named == null ? otherwise : named);
  }

  private static Path chromium() {
    return program("CHROMIUM", "/usr/bin/chromium");
  }

  private static Path chromedriver() {
    return program("CHROMEDRIVER", "/usr/bin/chromedriver");
  }

  /** Returns whether Chromium and its driver are installed. */
  public static boolean installed() {
    return Files.isExecutable(chromium()) && Files.isExecutable(chromedriver());
  }

  /** Skips the test with a message if there is no browser; if the variable CI is set, fails it. */
  public static void require() {
    if (!installed()) {
      String missing =
          "%s or %s is missing, so the page was not opened in a browser; install Debian's packages chromium and chromium-driver, or set CHROMIUM and CHROMEDRIVER"
              .formatted(chromium(), chromedriver());
      if (System.getenv("CI") != null) {
        throw new AssertionError(missing);
      }
      abort(missing);
    }
  }

  /**
   * Starts a browser; see {@link #require}.
   *
   * @param profile a new folder for its files
   */
  public static Browser start(Path profile) {
    require();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1200,900",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens a page from disk and waits until it is loaded; forgets complaints and requests. */
  public void open(Path file) {
    driver.get("about:blank");
    complaints();
    requests();
    complaints.clear();
    requests.clear();
    driver.get(file.toUri().toString());
  }

  /** Returns the value of an expression in JavaScript; promises are awaited. */
  public JsonNode value(String expression) {
    return JSON.valueToTree(evaluate(expression));
  }

  private Object evaluate(String expression) {
    String script = "return (" + expression + ");";
    try {
      return driver.executeScript(script);
    } catch (UnhandledAlertException e) {
      complaints.add("dialog " + e.getAlertText());
      return driver.executeScript(script);
    }
  }

  /** Returns the value of an expression as text. */
  public String text(String expression) {
    return value(expression).asText();
  }

  /** Returns the values of an expression that is an array of texts or numbers. */
  public List<String> texts(String expression) {
    List<String> texts = new ArrayList<>();
    value(expression).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private WebElement element(String expression) {
    return (WebElement)
        evaluate(
            "(e => { e.scrollIntoView({block: 'center', inline: 'center'}); return e; })(%s)"
                .formatted(expression));
  }

  /**
   * Clicks the middle of an element with the left button.
   *
   * @param element an expression whose value is the element
   */
  public void click(String element) {
    element(element).click();
  }

  /**
   * Types into a field in place of its content.
   *
   * @param field an expression whose value is the field
   * @param text the text to type, which may be empty
   */
  public void type(String field, String text) {
    element(field).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, text);
  }

  /** Returns errors, warnings, exceptions, policy violations and dialogs since the page opened. */
  public List<String> complaints() {
    evaluate("0");
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        complaints.add(entry.toString());
      }
    }
    return List.copyOf(complaints);
  }

  /** Returns the addresses requested since the page opened, its own first. */
  public List<String> requests() {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = parsed(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        requests.add(message.at("/params/request/url").asText());
      }
    }
    return List.copyOf(requests);
  }

  private static JsonNode parsed(String message) {
    try {
      return JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the browser and its driver, and no other. */
  @Override
  public void close() {
    driver.quit();
  }
}
