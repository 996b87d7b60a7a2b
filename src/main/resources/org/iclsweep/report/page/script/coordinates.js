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
  const { axes, rows, values } = prepared;
  element.hidden = axes.length < 2 || sweep.size < 2;
  byId('coordinates-note').textContent = element.hidden
    ? 'Parallel coordinates need two trials and two columns with several values.'
    : (rows.length < sweep.size ? rows.length.toLocaleString('en-US') + ' of ' + sweep.size.toLocaleString('en-US') + ' trials are drawn, evenly chosen; the selection is made of all. ' : '')
      + 'Drag along an axis to select trials; click the axis to undo. A line breaks where a trial has no value, or 0 on a logarithmic axis.';
  if (element.hidden) {
    return;
  }
  element.style.minWidth = axes.length * MIN_WIDTH + 'px';
  const chart = chartIn(element, 350);
  const chosen = values.filter((_, i) => selection.mask[rows[i]]);
  const rest = values.filter((_, i) => !selection.mask[rows[i]]);
  const { soft, ink, line, pale, accent, paper } = theme();
  const dense = Math.max(0.08, Math.min(0.6, 60 / Math.sqrt(chosen.length * 25 + 1)));
  chart.setOption({
    ...shared(),
    parallel: { left: 50, right: 60, top: 62, bottom: 16, axisExpandable: false, parallelAxisDefault: { realtime: false } },
    parallelAxis: axes.map(({ column, scale }, dim) => ({
      id: column.name,
      dim,
      name: broken(column.symbol),
      nameGap: 14,
      nameTextStyle: { color: ink, fontSize: 12, lineHeight: 14 },
      z: 20,
      min: scale.low,
      max: scale.high,
      axisLine: { lineStyle: { color: soft } },
      axisTick: { customValues: scale.ticks, lineStyle: { color: line } },
      axisLabel: { customValues: scale.ticks, formatter: scale.label, color: soft, textBorderColor: paper, textBorderWidth: 3, hideOverlap: true },
      areaSelectStyle: { width: 22, borderWidth: 1, borderColor: accent, color: accent, opacity: 0.25 },
    })),
    series: [
      { type: 'parallel', data: rest, silent: true, lineStyle: { color: pale, width: 1, opacity: 0.15 }, inactiveOpacity: 0.15, activeOpacity: 0.15, progressive: 0 },
      { type: 'parallel', data: chosen, silent: true, lineStyle: { color: accent, width: 1, opacity: dense }, inactiveOpacity: dense, activeOpacity: dense, progressive: 0 },
    ],
  }, { replaceMerge: ['series'] });
  show(chart, selection);
  listen(chart);
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
 * Shows the selection's ranges on their axes.
 * @param {Chart} chart
 * @param {Selected} selection
 */
function show(chart, selection) {
  showing = true;
  for (const { column, scale } of prepared?.axes ?? []) {
    const text = selection.conditions.find((c) => c.column === column)?.text ?? '';
    const ends = /^([^.\s|]\S*?)\.\.(\S+)$/.exec(text);
    const intervals = ends ? [[scale.at(Number(ends[1])), scale.at(Number(ends[2]))]] : exact(column, text);
    chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: column.name, intervals });
  }
  showing = false;
}

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
