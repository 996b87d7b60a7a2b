package org.iclsweep.report;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.UnhandledAlertException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
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

  /**
   * Opens an address in a new tab and waits until it is loaded. Complaints and requests go on being
   * recorded.
   */
  public void openInNewTab(String address) {
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(address);
  }

  /** Waits until a condition in JavaScript holds; fails after half a minute. */
  public void await(String condition) {
    value(
        "new Promise(done => { const look = () => (%s) ? done(true) : setTimeout(look, 2); look(); })"
            .formatted(condition));
  }

  /** Sets the size of the page's part that is visible, in pixels, and the reader's colours. */
  public void look(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Saves a picture of the visible part of the page. */
  public void picture(Path png) throws IOException {
    Files.write(png, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** Allows the page to save files into a folder. */
  public void saveInto(Path folder) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString()));
  }

  /** Returns the text in the clipboard. */
  public String clipboard() {
    driver.executeCdpCommand(
        "Browser.grantPermissions", Map.of("permissions", List.of("clipboardReadWrite")));
    return text("navigator.clipboard.readText()");
  }

  /** Goes back as with the browser's button. */
  public void back() {
    driver.navigate().back();
  }

  /** Presses keys, which go to the element with the focus. */
  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Chooses an option of a list by its value. */
  public void choose(String list, String value) {
    element(list).findElement(By.cssSelector("option[value=\"" + value + "\"]")).click();
  }

  /**
   * Presses the left button at a place of an element, moves to another and releases it there.
   *
   * @param element an expression whose value is the element
   * @param from the first place in pixels from the element's upper left corner
   * @param to the second place
   */
  public void drag(String element, double[] from, double[] to) {
    WebElement within = element(element);
    Actions actions = new Actions(driver);
    move(actions, within, from).clickAndHold();
    move(actions, within, new double[] {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2});
    move(actions, within, to).release().perform();
  }

  /** Clicks at a place of an element. */
  public void clickAt(String element, double[] place) {
    move(new Actions(driver), element(element), place).click().perform();
  }

  /** Moves the pointer to a place of an element. */
  public void pointAt(String element, double[] place) {
    move(new Actions(driver), element(element), place).perform();
  }

  private static Actions move(Actions actions, WebElement within, double[] place) {
    Dimension size = within.getSize();
    return actions.moveToElement(
        within,
        (int) Math.round(place[0] - size.getWidth() / 2.0),
        (int) Math.round(place[1] - size.getHeight() / 2.0));
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
