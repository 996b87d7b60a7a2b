package org.iclsweep.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** A report in a browser, used as a reader does; each method waits until the page has changed. */
public final class ExplorerPage {
  private static final String DRAWN = "document.documentElement.dataset.drawn === location.hash";

  private final Browser browser;

  /** A page in a browser, in which others may follow. */
  public ExplorerPage(Browser browser) {
    this.browser = browser;
  }

  /** Opens a report. */
  public void open(Path page) {
    browser.open(page);
    await();
  }

  /** Goes to an address of the open report, which begins with #. */
  public void address(String hash) {
    browser.value("location.hash = '" + hash + "'");
    await();
  }

  /** Waits until the page shows its address. */
  public void await() {
    browser.await(DRAWN);
  }

  /** Chooses an option of a list of the page by its value. */
  public void choose(String name, String value) {
    browser.choose("document.querySelector('select[name=\"%s\"]')".formatted(name), value);
    await();
  }

  /** Clicks an element. */
  public void click(String selector) {
    browser.click("document.querySelector('%s')".formatted(selector));
    await();
  }

  /** Goes back. */
  public void back() {
    browser.back();
    await();
  }

  /** The text of an element without superfluous spaces. */
  public String text(String selector) {
    return browser.text(
        "document.querySelector('%s').innerText.replace(/\\s+/g, ' ').trim()".formatted(selector));
  }

  /** The texts of elements. */
  public List<String> texts(String selector) {
    return browser.texts(
        "[...document.querySelectorAll('%s')].map(e => e.textContent.replace(/\\s+/g, ' ').trim())"
            .formatted(selector));
  }

  /** The value of an expression. */
  public JsonNode value(String expression) {
    return browser.value(expression);
  }

  /** An expression for a chart's options. */
  private static String option(String chart) {
    return "echarts.getInstanceByDom(document.getElementById('%s')).getOption()".formatted(chart);
  }

  /** The points of the lines of a chart, each with all that the chart knows of it. */
  public JsonNode lines(String chart) {
    return browser.value(
        "(%s.series.filter(s => s.type === 'line').map(s => ({name: s.name, data: s.data.map(({value, step, number}) => ({value, step, number}))})))"
            .formatted(option(chart)));
  }

  /** Clicks a point of a line of a chart. */
  public void clickPoint(String chart, int line, int point) {
    browser.clickAt(element(chart), place(chart, "line", line, point));
    await();
  }

  /** Drags along an axis of the parallel coordinates, between two shares of its height. */
  public void brush(String column, double from, double to) {
    String place =
        "(() => { const c = echarts.getInstanceByDom(document.getElementById('coordinates')); const model = c.getModel().getComponent('parallel'); const index = c.getOption().parallelAxis.findIndex(a => a.id === '%s'); const layout = model.coordinateSystem.getAxisLayout('dim' + index); const rect = model.coordinateSystem.getRect(); return [layout.position[0], rect.y, rect.y + rect.height]; })()"
            .formatted(column);
    JsonNode at = browser.value(place);
    double top = at.get(1).asDouble();
    double bottom = at.get(2).asDouble();
    double x = at.get(0).asDouble();
    browser.drag(
        element("coordinates"),
        new double[] {x, bottom - from * (bottom - top)},
        new double[] {x, bottom - to * (bottom - top)});
    await();
  }

  /** Drags a rectangle in the scatter, between two places as shares of its width and height. */
  public void brushScatter(double[] from, double[] to) {
    JsonNode rect =
        browser.value(
            "(() => { const r = echarts.getInstanceByDom(document.getElementById('scatter')).getModel().getComponent('grid').coordinateSystem.getRect(); return [r.x, r.y, r.width, r.height]; })()");
    browser.drag(element("scatter"), within(rect, from), within(rect, to));
    await();
  }

  private static double[] within(JsonNode rect, double[] place) {
    return new double[] {
      rect.get(0).asDouble() + place[0] * rect.get(2).asDouble(),
      rect.get(1).asDouble() + (1 - place[1]) * rect.get(3).asDouble()
    };
  }

  /** Points at a point of a line of a chart and returns the text that appears. */
  public String hover(String chart, int line, int point) {
    browser.pointAt(element(chart), place(chart, "line", line, point));
    browser.await("document.querySelector('#%s .tip') !== null".formatted(chart));
    return text("#" + chart + " .tip");
  }

  /** Clicks a point of the scatter. */
  public void clickScatter(int point) {
    browser.clickAt(element("scatter"), place("scatter", "scatter", 1, point));
    await();
  }

  private double[] place(String chart, String type, int series, int point) {
    return pair(
        browser.value(
            "(() => { const c = echarts.getInstanceByDom(document.getElementById('%s')); const s = c.getOption().series.filter(s => s.type === '%s')[%d]; return c.convertToPixel({gridIndex: 0}, s.data[%d].value || s.data[%d]); })()"
                .formatted(chart, type, series, point, point)));
  }

  private static String element(String id) {
    return "document.getElementById('" + id + "')";
  }

  private static double[] pair(JsonNode value) {
    return new double[] {value.get(0).asDouble(), value.get(1).asDouble()};
  }
}
