/** Charts by Apache ECharts: the parts that several views share. */

import { theme } from './colours.js';

/**
 * The chart in an element, created when first needed.
 * @param {HTMLElement} element
 * @param {number} height in pixels
 * @returns {Chart}
 */
export function chartIn(element, height) {
  if (element.offsetHeight !== height) {
    element.style.height = height + 'px';
  }
  const existing = echarts.getInstanceByDom(element);
  if (existing !== undefined) {
    existing.resize();
    return existing;
  }
  const chart = echarts.init(element, null, { renderer: 'canvas' });
  new ResizeObserver(() => {
    if (element.offsetWidth > 0 && element.offsetWidth !== chart.getWidth()) {
      chart.resize();
    }
  }).observe(element);
  return chart;
}

/**
 * Ends the charts in an element that is about to be emptied.
 * @param {HTMLElement} element
 */
export function endCharts(element) {
  for (const chart of element.querySelectorAll('.chart')) {
    echarts.getInstanceByDom(/** @type {HTMLElement} */ (chart))?.dispose();
  }
}

/** Options of all charts. Tooltips are elements without inline styles, which the page forbids. */
export function shared() {
  const { ink } = theme();
  return { animation: false, textStyle: { fontFamily: 'system-ui, "Helvetica Neue", Arial, sans-serif', color: ink } };
}

/**
 * @param {(event: any) => Node | string} content
 */
export function tooltip(content) {
  const { ink, paper, line } = theme();
  return {
    trigger: 'item',
    confine: true,
    transitionDuration: 0,
    backgroundColor: paper,
    borderColor: line,
    padding: 0,
    textStyle: { color: ink, fontSize: 13 },
    formatter: content,
  };
}

/**
 * An axis of a chart.
 * @param {Scale} scale
 * @param {string} name
 * @param {boolean} across whether it is horizontal
 */
export function axis(scale, name, across) {
  const { soft, line, ink } = theme();
  return {
    type: 'value',
    min: scale.low,
    max: scale.high,
    name,
    nameLocation: 'middle',
    nameGap: across ? 30 : 54,
    nameTextStyle: { color: ink, fontSize: 13 },
    axisLine: { show: true, onZero: false, lineStyle: { color: line } },
    axisTick: { show: true, customValues: scale.ticks, lineStyle: { color: line } },
    axisLabel: { customValues: scale.ticks, formatter: scale.label, color: soft, hideOverlap: true, showMinLabel: true, showMaxLabel: true },
    splitLine: { show: !across, lineStyle: { color: line, opacity: 0.6 } },
    axisPointer: { show: false },
  };
}

/**
 * A band between a lower and an upper line.
 * @param {[number, number, number][]} points positions x, lower, upper
 * @param {string} colour
 * @param {number} place the index of the chart's axes
 */
export function band(points, colour, place) {
  return {
    type: 'custom',
    xAxisIndex: place,
    yAxisIndex: place,
    silent: true,
    clip: true,
    data: [0],
    tooltip: { show: false },
    renderItem: (/** @type {any} */ _, /** @type {any} */ api) => ({
      type: 'polygon',
      shape: {
        points: [
          ...points.map(([x, low]) => api.coord([x, low])),
          ...points.map(([x, , high]) => api.coord([x, high])).reverse(),
        ],
      },
      style: { fill: colour, opacity: 0.18 },
    }),
    encode: { x: -1, y: -1 },
  };
}

/**
 * A line through points.
 * @param {any[]} data points whose first two entries are their positions
 * @param {string} colour
 * @param {number} place the index of the chart's axes
 * @param {object} more options
 */
export function line(data, colour, place, more = {}) {
  return {
    type: 'line',
    xAxisIndex: place,
    yAxisIndex: place,
    data,
    symbol: 'none',
    lineStyle: { color: colour, width: 2 },
    itemStyle: { color: colour },
    emphasis: { scale: 1.6, lineStyle: { width: 2 } },
    ...more,
  };
}
