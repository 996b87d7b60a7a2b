/** Axes: where values are drawn, and which of them are labelled. */

import { powerOfTen, rounded } from './format.js';

const MAX_LABELS = 8;
const MIN_LABELS = 3;
const MAX_MARKS = 14;

/**
 * Whether values are easier to read on a logarithmic axis: none negative, most of them positive and
 * over a wide range.
 * @param {ArrayLike<number>} values NaN is ignored
 */
export function spansOrders(values) {
  let zeros = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 0) {
      return false;
    }
    zeros += values[i] === 0 ? 1 : 0;
    count += Number.isFinite(values[i]) ? 1 : 0;
  }
  const [low, high] = range(values, true);
  return zeros < count / 2 + 1 && high / low >= 8;
}

/**
 * @param {ArrayLike<number>} values
 * @param {boolean} [log] whether to leave out what is not positive
 * @returns {[number, number]} the least and the greatest
 */
function range(values, log = false) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value) && (!log || value > 0)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/**
 * The axis of numbers.
 * @param {ArrayLike<number>} values NaN is ignored
 * @param {boolean} log whether it is logarithmic; then only positive values have a place
 * @param {number[]} [marks] the values to label if they are few
 * @returns {Scale}
 */
export function scaleOf(values, log, marks) {
  const at = log ? (/** @type {number} */ v) => (v > 0 ? Math.log10(v) : NaN) : (/** @type {number} */ v) => v;
  const from = log ? (/** @type {number} */ p) => 10 ** p : (/** @type {number} */ p) => p;
  const [least, greatest] = range(values, log);
  let low = at(least);
  let high = at(greatest);
  if (!(low <= high)) {
    [low, high] = [0, 1];
  }
  const margin = low === high ? (log ? 0.5 : Math.abs(low) / 2 || 1) : 0.04 * (high - low);
  low -= margin;
  high += margin;
  const few = marks !== undefined && marks.length <= MAX_MARKS ? marks.map(at).filter(Number.isFinite) : null;
  const decades = log ? powers(low, high) : [];
  const power = few === null && decades.length >= MIN_LABELS;
  const ticks = few ?? (power ? decades : log ? round(10 ** low, 10 ** high).map(at).filter((p) => p >= low) : round(low, high));
  const label = power
    ? (/** @type {number} */ p) => {
      const whole = Math.floor(p + 1e-9);
      return powerOfTen(Math.round(10 ** (p - whole)), whole);
    }
    : (/** @type {number} */ p) => rounded(Number(from(p).toPrecision(10)));
  return { log, low, high, ticks, at, from, label };
}

/**
 * The axis of a column of words: one place for each value.
 * @param {string[]} words
 * @returns {Scale}
 */
export function scaleOfWords(words) {
  const at = (/** @type {number} */ v) => v;
  return { log: false, low: -0.5, high: Math.max(0, words.length - 1) + 0.5, ticks: words.map((_, i) => i), at, from: at, label: (p) => words[Math.round(p)] ?? '' };
}

/**
 * The axis of a column.
 * @param {Column} column
 * @param {boolean} log
 * @returns {Scale}
 */
export function scaleOfColumn(column, log) {
  return column.numeric
    ? scaleOf(column.numbers, log, column.role === 'parameter' ? /** @type {number[]} */ (column.values) : undefined)
    : scaleOfWords((column.values ?? []).map(String));
}

/**
 * Powers of ten, thinned; with 2 and 5 times them if there are few.
 * @param {number} low
 * @param {number} high
 */
function powers(low, high) {
  const every = Math.max(1, Math.ceil((high - low) / MAX_LABELS));
  const few = Math.floor(high) - Math.ceil(low) + 1 < 3;
  const ticks = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    if (power % every === 0) {
      ticks.push(...(few ? [1, 2, 5] : [1]).map((digit) => power + Math.log10(digit)));
    }
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/**
 * Round numbers.
 * @param {number} low
 * @param {number} high
 */
function round(low, high) {
  const rough = (high - low) / 6;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((d) => d * size).find((s) => s >= rough) ?? rough;
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}
