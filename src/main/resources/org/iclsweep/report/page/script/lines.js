/** The lines of the exploring chart: medians and quartiles of the selected trials. */

import { held } from './curves.js';
import { grouped, quartiles, unusable } from './groups.js';

/**
 * @typedef {object} Point
 * @property {number} x the value on x: a number, or the position of a word
 * @property {number} low the lower quartile, as a position on the axis
 * @property {number} median
 * @property {number} high
 * @property {number[]} rows the trials
 */

/**
 * @typedef {object} Line
 * @property {number} panel the level of its panel
 * @property {number} series the level of its series
 * @property {Point[]} points
 */

/**
 * @typedef {object} Drawn
 * @property {Line[]} lines
 * @property {number[]} rows the trials drawn
 * @property {string[]} omitted the trials left out, in words
 * @property {(row: number) => number} position the measure of a trial on its axis
 */

/**
 * @param {Sweep} sweep
 * @param {Selected} selection
 * @param {import('./view.js').View} view
 * @returns {Drawn}
 */
export function drawn(sweep, selection, view) {
  const at = view.yLog ? (/** @type {number} */ v) => (v > 0 ? Math.log10(v) : NaN) : (/** @type {number} */ v) => v;
  const bad = unusable(sweep);
  const counts = { unusable: 0, curveless: 0, missing: 0, notPositive: 0 };
  const numbers = view.x === null ? sweep.column(view.y === 'gap' ? 'gap_end' : 'steps_run').numbers : sweep.column(view.y).numbers;
  const rows = [];
  for (let row = 0; row < sweep.size; row++) {
    if (selection.mask[row]) {
      if (bad[row]) {
        counts.unusable += 1;
      } else if (view.x === null && !sweep.curves.places.has(row)) {
        counts.curveless += 1;
      } else if (Number.isNaN(numbers[row])) {
        counts.missing += 1;
      } else if (view.x !== null && Number.isNaN(at(numbers[row]))) {
        counts.notPositive += 1;
      } else {
        rows.push(row);
      }
    }
  }
  const position = (/** @type {number} */ row) => at(numbers[row]);
  const lines = view.x === null ? overSteps(sweep, rows, view, at) : overParameter(rows, view, view.x, position);
  return { lines, rows, omitted: inWords(counts), position };
}

/**
 * @param {{unusable: number, curveless: number, missing: number, notPositive: number}} counts
 */
function inWords(counts) {
  return [
    counts.unusable > 0 ? counts.unusable + ' diverged or failed' : '',
    counts.missing > 0 ? counts.missing + ' without a value' : '',
    counts.notPositive > 0 ? counts.notPositive + ' not positive, which has no place on a logarithmic axis' : '',
    counts.curveless > 0 ? counts.curveless + ' whose curves are not in the page' : '',
  ].filter((text) => text !== '');
}

/**
 * @param {number[]} rows
 * @param {import('./view.js').View} view
 * @param {Column} x
 * @param {(row: number) => number} position
 * @returns {Line[]}
 */
function overParameter(rows, view, x, position) {
  /** @type {Line[]} */
  const lines = [];
  for (const group of grouped(rows, view.panels, view.series, x, position)) {
    let line = lines[lines.length - 1];
    if (line === undefined || line.panel !== group.panel || line.series !== group.series) {
      line = { panel: group.panel, series: group.series, points: [] };
      lines.push(line);
    }
    const value = x.numeric ? Number(x.values?.[group.x]) : group.x;
    line.points.push({ x: value, low: group.low, median: group.median, high: group.high, rows: group.rows });
  }
  return lines;
}

/**
 * @param {Sweep} sweep
 * @param {number[]} rows
 * @param {import('./view.js').View} view
 * @param {(value: number) => number} at
 * @returns {Line[]}
 */
function overSteps(sweep, rows, view, at) {
  /** @type {Map<string, number[]>} */
  const members = new Map();
  for (const row of rows) {
    const key = (view.panels?.levels?.[row] ?? 0) + ' ' + (view.series?.levels?.[row] ?? 0);
    const group = members.get(key) ?? [];
    group.push(row);
    members.set(key, group);
  }
  /** @type {Line[]} */
  const lines = [];
  for (const [key, group] of members) {
    const [panel, series] = key.split(' ').map(Number);
    const values = held(sweep, view.y);
    const { steps, places } = sweep.curves;
    const starts = group.map((row) => (places.get(row) ?? 0) * steps.length);
    const here = new Float64Array(starts.length);
    const points = [];
    for (let i = 0; i < steps.length; i++) {
      let count = 0;
      for (const start of starts) {
        const position = at(values[start + i]);
        if (Number.isFinite(position)) {
          here[count] = position;
          count += 1;
        }
      }
      if (count > 0) {
        const [low, median, high] = quartiles(here.subarray(0, count));
        points.push({ x: steps[i], low, median, high, rows: group });
      }
    }
    lines.push({ panel, series, points });
  }
  return lines.sort((a, b) => a.panel - b.panel || a.series - b.series);
}

/**
 * The trial nearest to the median of a point.
 * @param {Point} point
 * @param {(row: number) => number} position
 */
export function nearest(point, position) {
  const off = (/** @type {number} */ row) => Math.abs(position(row) - point.median);
  return point.rows.reduce((best, row) => (off(row) < off(best) ? row : best), point.rows[0]);
}
