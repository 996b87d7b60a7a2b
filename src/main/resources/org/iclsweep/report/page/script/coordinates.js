/** Parallel coordinates of the parameters that vary and the measures that matter. */

import { chartIn, shared } from './charts.js';
import { theme } from './colours.js';
import { byId } from './dom.js';
import { evenly } from './groups.js';
import { scaleOfColumn, spansOrders } from './scale.js';
import { between } from './selection.js';
import { conditionOn, go } from './state.js';

const MEASURES = ['rate', 'bound_rate', 'gap_end', 'ridge_gap', 'ridge_gap_ood', 'best_gap'];
const MAX_LINES = 5_000;
const MIN_WIDTH = 86;
const HEIGHT = 350;
const MARGINS = { left: 50, right: 60, top: 62, bottom: 16 };

/**
 * @typedef {object} Axis
 * @property {Column} column
 * @property {Scale} scale
 */

/** @type {{axes: Axis[], rows: number[], values: number[][]} | null} */
let prepared = null;

/**
 * @param {Sweep} sweep
 */
function prepare(sweep) {
  const measures = MEASURES.filter((name) => sweep.has(name)).map((name) => sweep.column(name))
    .filter((c) => new Set(c.numbers.filter(Number.isFinite)).size > 1);
  const columns = [...sweep.varying.filter((c) => c.name !== 'seed'), ...measures];
  const axes = columns.map((column) => ({ column, scale: scaleOfColumn(column, column.numeric && spansOrders(column.numbers)) }));
  const rows = evenly(Array.from({ length: sweep.size }, (_, row) => row), MAX_LINES);
  const values = rows.map((row) => axes.map(({ column, scale }) => scale.at(column.numbers[row])));
  return { axes, rows, values };
}

/**
 * Draws the trials, those selected in colour over the others.
 * @param {Sweep} sweep
 * @param {Selected} selection
 */
export function coordinates(sweep, selection) {
  const element = byId('coordinates');
  prepared ??= prepare(sweep);
  const { axes, rows } = prepared;
  element.hidden = axes.length < 2 || sweep.size < 2;
  byId('coordinates-note').textContent = element.hidden
    ? 'Parallel coordinates need two trials and two columns with several values.'
    : (rows.length < sweep.size ? rows.length.toLocaleString('en-US') + ' of ' + sweep.size.toLocaleString('en-US') + ' trials are drawn, evenly chosen; the selection is made of all. ' : '')
      + 'Drag along an axis to select trials; click the axis to undo. A line breaks where a trial has no value, or 0 on a logarithmic axis.';
  if (element.hidden) {
    return;
  }
  byId('coordinates-all').style.minWidth = axes.length * MIN_WIDTH + 'px';
  const chart = chartIn(element, HEIGHT);
  drawAxes(chart, axes);
  show(chart, selection);
  listen(chart);
  drawLines(selection);
  if (!watching) {
    watching = true;
    new ResizeObserver(() => latest && drawLines(latest)).observe(element);
  }
}

let watching = false;

/** @type {Selected | null} */
let latest = null;

/** The paper on which the axes are drawn. */
let drawnOn = '';

/**
 * Draws the axes, which do not change unless the colours do.
 * @param {Chart} chart
 * @param {Axis[]} axes
 */
function drawAxes(chart, axes) {
  const { soft, ink, line, accent, paper } = theme();
  if (drawnOn === paper) {
    return;
  }
  drawnOn = paper;
  chart.setOption({
    ...shared(),
    parallel: { ...MARGINS, axisExpandable: false, parallelAxisDefault: { realtime: false } },
    parallelAxis: axes.map(({ column, scale }, dim) => ({
      id: column.name,
      dim,
      name: broken(column.symbol),
      nameGap: 14,
      nameTextStyle: { color: ink, fontSize: 12, lineHeight: 14 },
      min: scale.low,
      max: scale.high,
      axisLine: { lineStyle: { color: soft } },
      axisTick: { customValues: scale.ticks, lineStyle: { color: line } },
      axisLabel: { customValues: scale.ticks, formatter: scale.label, color: soft, textBorderColor: paper, textBorderWidth: 3, hideOverlap: true },
      areaSelectStyle: { width: 22, borderWidth: 1, borderColor: accent, color: accent, opacity: 0.25 },
    })),
    series: [{ type: 'parallel', data: [] }],
  });
}

/**
 * Draws the lines under the axes. Thousands of them take a chart's library too long for a brush.
 * @param {Selected} selection
 */
function drawLines(selection) {
  latest = selection;
  const canvas = /** @type {HTMLCanvasElement} */ (byId('coordinates-lines'));
  const context = canvas.getContext('2d');
  if (prepared === null || context === null) {
    return;
  }
  const { axes, rows, values } = prepared;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const across = axes.map((_, i) => MARGINS.left + (i * (width - MARGINS.left - MARGINS.right)) / (axes.length - 1));
  const depth = height - MARGINS.top - MARGINS.bottom;
  const heights = axes.map(({ scale }) => (/** @type {number} */ position) => MARGINS.top + (1 - (position - scale.low) / (scale.high - scale.low)) * depth);
  const { pale, accent } = theme();
  const opacity = Math.max(0.06, Math.min(0.7, 30 / (selection.count + 1) ** 0.6));
  for (const chosen of [0, 1]) {
    context.strokeStyle = chosen ? accent : pale;
    context.globalAlpha = chosen ? opacity : Math.min(0.25, opacity * 2);
    for (let i = 0; i < rows.length; i++) {
      if (selection.mask[rows[i]] === chosen) {
        context.beginPath();
        let broken = true;
        for (let dim = 0; dim < across.length; dim++) {
          const position = values[i][dim];
          if (Number.isNaN(position)) {
            broken = true;
          } else if (broken) {
            context.moveTo(across[dim], heights[dim](position));
            broken = false;
          } else {
            context.lineTo(across[dim], heights[dim](position));
          }
        }
        context.stroke();
      }
    }
  }
}

/**
 * A name in lines of some twelve letters.
 * @param {string} name
 */
function broken(name) {
  return name.replace(/(\S.{9,}?)\s+/g, '$1\n');
}

/** Whether the page itself is changing the brushes. */
let showing = false;

/**
 * Shows the selection's ranges on their axes, where they have changed.
 * @param {Chart} chart
 * @param {Selected} selection
 */
function show(chart, selection) {
  showing = true;
  let changed = false;
  for (const { column, scale } of prepared?.axes ?? []) {
    const text = selection.conditions.find((c) => c.column === column)?.text ?? '';
    if (text !== (marked.get(column) ?? '')) {
      marked.set(column, text);
      changed = true;
      const ends = /^([^.\s|]\S*?)\.\.(\S+)$/.exec(text);
      const intervals = ends ? [[Math.max(scale.low, scale.at(Number(ends[1])) || scale.low), Math.min(scale.high, scale.at(Number(ends[2])))]] : exact(column, text);
      chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: column.name, intervals });
    }
  }
  if (changed) {
    chart.setOption({}); // an axis does not show a range that it has just been given
    soften(chart);
  }
  showing = false;
}

/** The colour in which the library covers a range that is given, not brushed. */
const COVER = '#D2DBEE';

/**
 * Lets the lines be seen through the ranges.
 * @param {Chart} chart
 */
function soften(chart) {
  const { accent } = theme();
  for (const shape of chart.getZr().storage.getDisplayList()) {
    if (shape.style.fill === COVER) {
      shape.attr('style', { fill: accent, stroke: accent, opacity: 0.25 });
    }
  }
}

/** @type {Map<Column, string>} */
const marked = new Map();

/**
 * The place of a condition on single values.
 * @param {Column} column
 * @param {string} text
 */
function exact(column, text) {
  const levels = text.split('|').map((part) => (column.values ?? []).findIndex((v) => part.trim() === '=' + v)).filter((level) => level >= 0);
  const places = levels.map((level) => (column.numeric ? Number(column.values?.[level]) : level));
  if (places.length === 0) {
    return [];
  }
  const scale = prepared?.axes.find((a) => a.column === column)?.scale;
  const width = scale ? 0.02 * (scale.high - scale.low) : 0;
  return places.map((place) => [(scale?.at(place) ?? 0) - width, (scale?.at(place) ?? 0) + width]);
}

/** @type {WeakSet<Chart>} */
const listening = new WeakSet();

/**
 * @param {Chart} chart
 */
function listen(chart) {
  if (listening.has(chart)) {
    return;
  }
  listening.add(chart);
  chart.on('axisareaselected', (event) => {
    const axis = prepared?.axes.find(({ column }) => column.name === event.parallelAxisId);
    if (!showing && axis) {
      const [interval] = event.intervals;
      const { column, scale } = axis;
      go({ [conditionOn(column)]: interval ? between(column, scale.from(interval[0]), scale.from(interval[1])) : null, page: null });
    }
  });
}
