/** The scatter of two measures over all trials. */

import { axis, chartIn, shared, tooltip } from './charts.js';
import { theme } from './colours.js';
import { byId, choice, fill, make, tick } from './dom.js';
import { rounded, shown } from './format.js';
import { scaleOfColumn, spansOrders } from './scale.js';
import { between } from './selection.js';
import { conditionOn, go } from './state.js';

/** Above this number points are drawn in one go. */
const MANY = 1_000;

/**
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 */
export function scatter(sweep, state, selection) {
  const measures = sweep.columns.filter((c) => c.role === 'measure' || (c.role === 'parameter' && c.varying && c.numeric));
  const named = (/** @type {string | undefined} */ name, /** @type {string} */ otherwise) => measures.find((c) => c.name === name) ?? sweep.column(otherwise);
  const x = named(state.get('across'), 'bound_rate');
  const y = named(state.get('up'), 'rate');
  const flag = (/** @type {string} */ name, /** @type {Column} */ c) => (state.has(name) ? state.get(name) === '1' : spansOrders(c.numbers));
  const xLog = flag('acrosslog', x);
  const yLog = flag('uplog', y);
  const options = [true, false].flatMap((first) => measures.filter((c) => c.first === first).map((c) => ({ value: c.name, text: c.title, group: first ? 'main' : 'all others' })));
  fill(byId('scatter-controls'),
    choice('horizontal', options, x.name, (value) => go({ across: value, acrosslog: null }), 'across'),
    choice('vertical', options, y.name, (value) => go({ up: value, uplog: null }), 'up'),
    make('span', { class: 'ticks' },
      tick('logarithmic across', xLog, (on) => go({ acrosslog: on ? '1' : '0' }), 'acrosslog'),
      tick('logarithmic up', yLog, (on) => go({ uplog: on ? '1' : '0' }), 'uplog')));
  draw(sweep, selection, x, y, xLog, yLog);
}

/**
 * @param {Sweep} sweep
 * @param {Selected} selection
 * @param {Column} x
 * @param {Column} y
 * @param {boolean} xLog
 * @param {boolean} yLog
 */
function draw(sweep, selection, x, y, xLog, yLog) {
  const xScale = scaleOfColumn(x, xLog);
  const yScale = scaleOfColumn(y, yLog);
  /** @type {number[][]} */
  const chosen = [];
  /** @type {number[][]} */
  const rest = [];
  for (let row = 0; row < sweep.size; row++) {
    const place = [xScale.at(x.numbers[row]), yScale.at(y.numbers[row]), row];
    if (Number.isFinite(place[0]) && Number.isFinite(place[1])) {
      (selection.mask[row] ? chosen : rest).push(place);
    }
  }
  const element = byId('scatter');
  const count = chosen.length + rest.length;
  element.hidden = count === 0;
  byId('scatter-note').textContent = count === 0 ? 'No trial has both measures with a place on these axes.'
    : (count < sweep.size ? count.toLocaleString('en-US') + ' of ' + sweep.size.toLocaleString('en-US') + ' trials have both measures' + (xLog || yLog ? ' with a place on logarithmic axes' : '') + '. ' : '') + 'Drag a rectangle to select trials; click a point to open its trial.';
  if (count === 0) {
    return;
  }
  const { soft, pale, accent, ink } = theme();
  const chart = chartIn(element, 380);
  const size = Math.max(3, Math.min(9, 260 / Math.sqrt(count + 1)));
  const points = (/** @type {number[][]} */ data, /** @type {string} */ color, /** @type {number} */ opacity) => ({
    type: 'scatter', data, symbolSize: size, itemStyle: { color, opacity }, large: count > MANY && data.length > 0, largeThreshold: 0, progressive: 0,
  });
  chart.setOption({
    ...shared(),
    grid: { left: 70, right: 98, top: 16, bottom: 48 },
    tooltip: tooltip((event) => (event.value ? tip(sweep, event.value[2], x, y) : '')),
    xAxis: axis(xScale, x.title, true),
    yAxis: axis(yScale, y.title, false),
    brush: { seriesIndex: [], xAxisIndex: 0, brushType: 'rect', transformable: false, brushStyle: { borderWidth: 1, color: accent, borderColor: accent, opacity: 0.2 }, throttleType: 'debounce' },
    toolbox: { show: false },
    series: [
      points(rest, pale, 0.4),
      points(chosen, accent, count > MANY ? 0.5 : 0.75),
      {
        type: 'line', silent: true, symbol: 'none', data: x.name === 'bound_rate' && y.name === 'rate' && xLog === yLog ? diagonal(xScale, yScale) : [],
        lineStyle: { color: soft, type: 'dashed', width: 1 }, endLabel: { show: true, formatter: 'rate = bound', color: ink, align: 'right', verticalAlign: 'bottom', offset: [-10, -6] },
      },
    ],
  }, { replaceMerge: ['series'] });
  listen(chart, sweep, x, y, xScale, yScale);
}

/**
 * @param {Scale} x
 * @param {Scale} y
 */
function diagonal(x, y) {
  const from = Math.max(x.low, y.low);
  const to = Math.min(x.high, y.high);
  return from < to ? [[from, from], [to, to]] : [];
}

/**
 * @param {Sweep} sweep
 * @param {number} row
 * @param {Column} x
 * @param {Column} y
 */
function tip(sweep, row, x, y) {
  return make('div', { class: 'tip' },
    make('b', { text: sweep.varying.map((c) => c.symbol + ' = ' + shown(c.get(row))).join(', ') }),
    ...[x, y].map((c) => make('span', { text: c.title + ' ' + rounded(c.numbers[row]) })));
}

/** @type {WeakMap<Chart, {sweep: Sweep, x: Column, y: Column, xScale: Scale, yScale: Scale}>} */
const shownIn = new WeakMap();

/**
 * @param {Chart} chart
 * @param {Sweep} sweep
 * @param {Column} x
 * @param {Column} y
 * @param {Scale} xScale
 * @param {Scale} yScale
 */
function listen(chart, sweep, x, y, xScale, yScale) {
  const known = shownIn.has(chart);
  shownIn.set(chart, { sweep, x, y, xScale, yScale });
  if (known) {
    return;
  }
  chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption: { brushType: 'rect', brushMode: 'single' } });
  chart.on('click', (event) => {
    if (event.componentSubType === 'scatter') {
      go({ trial: String(sweep.column('trial_id').get(event.value[2])) });
    }
  });
  chart.on('brushEnd', (event) => {
    const at = shownIn.get(chart);
    const area = event.areas[0]?.coordRange;
    chart.dispatchAction({ type: 'brush', areas: [] });
    if (at && area) {
      const side = (/** @type {Column} */ c, /** @type {Scale} */ s, /** @type {number[]} */ range) => ({ [conditionOn(c)]: between(c, s.from(range[0]), s.from(range[1])) });
      go({ ...side(at.x, at.xScale, area[0]), ...side(at.y, at.yScale, area[1]), page: null });
    }
  });
}
