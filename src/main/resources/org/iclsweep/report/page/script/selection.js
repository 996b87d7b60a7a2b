/** The selected trials: those that satisfy a condition on each column that has one. */

import { rounded } from './format.js';
import { conditions } from './state.js';

/** @typedef {(value: Value) => boolean} Test */

/**
 * The test that a condition asks for; null if it is not understood.
 * @param {string} text one or more alternatives between bars
 * @returns {Test | null}
 */
export function test(text) {
  const tests = text.split('|').map((part) => alternative(part.trim()));
  return tests.includes(null) ? null : (value) => tests.some((each) => each !== null && each(value));
}

/**
 * @param {string} asked
 * @returns {Test | null}
 */
function alternative(asked) {
  if (asked === '') {
    return null;
  }
  if (asked === '-') {
    return (v) => v === null;
  }
  const relation = /^(<=|>=|<|>|=|!=)\s*(.+)$/.exec(asked);
  if (relation) {
    return related(relation[1], relation[2]);
  }
  const range = /^(\S*)\.\.(\S*)$/.exec(asked);
  if (range && range.slice(1).some((end) => end !== '' && !Number.isNaN(Number(end)))) {
    const [low, high] = range.slice(1).map((end) => (end === '' ? NaN : Number(end)));
    return Number.isNaN(low) || Number.isNaN(high) ? null : (v) => typeof v === 'number' && v >= low && v <= high;
  }
  if (/^[<>=!]/.test(asked)) {
    return null;
  }
  const number = Number(asked);
  const word = asked.toLowerCase();
  return (v) => v !== null && (typeof v === 'number' && !Number.isNaN(number)
    ? v === number || Number(rounded(v)) === number
    : String(v).toLowerCase().includes(word));
}

/**
 * @param {string} sign
 * @param {string} text
 * @returns {Test | null}
 */
function related(sign, text) {
  const limit = Number(text);
  const word = text.toLowerCase();
  const same = (/** @type {Value} */ v) => v !== null && (v === limit || String(v).toLowerCase() === word);
  switch (sign) {
    case '=': return same;
    case '!=': return (v) => v !== null && !same(v);
  }
  if (Number.isNaN(limit)) {
    return null;
  }
  return (v) => typeof v === 'number'
    && (sign === '<' ? v < limit : sign === '<=' ? v <= limit : sign === '>' ? v > limit : v >= limit);
}

/**
 * The trials that a state selects.
 * @param {Sweep} sweep
 * @param {State} state
 * @returns {Selected}
 */
export function selected(sweep, state) {
  const mask = new Uint8Array(sweep.size).fill(1);
  const asked = [];
  for (const { name, text } of conditions(state)) {
    if (!sweep.has(name)) {
      continue;
    }
    const column = sweep.column(name);
    const passes = test(text);
    asked.push({ column, text, wrong: passes === null });
    if (passes !== null) {
      keep(mask, column, passes);
    }
  }
  return { mask, count: mask.reduce((sum, each) => sum + each, 0), conditions: asked };
}

/**
 * @param {Uint8Array} mask
 * @param {Column} column
 * @param {Test} passes
 */
function keep(mask, column, passes) {
  const { levels, values } = column;
  if (levels !== null && values !== null) {
    const kept = values.map((value) => passes(value));
    const none = passes(null);
    for (let row = 0; row < mask.length; row++) {
      if (!(levels[row] < 0 ? none : kept[levels[row]])) {
        mask[row] = 0;
      }
    }
  } else {
    for (let row = 0; row < mask.length; row++) {
      if (mask[row] && !passes(column.get(row))) {
        mask[row] = 0;
      }
    }
  }
}

/**
 * The condition that a value is exactly this one.
 * @param {Value} value
 */
export function equal(value) {
  return value === null ? '-' : '=' + value;
}

/**
 * The condition that a column is between two positions on an axis; empty if there is nothing.
 * @param {Column} column
 * @param {number} low a number, or the position among the values of a column of words
 * @param {number} high
 */
export function between(column, low, high) {
  if (column.numeric) {
    return Number(low.toPrecision(4)) + '..' + Number(high.toPrecision(4));
  }
  return (column.values ?? []).filter((_, level) => level >= low && level <= high).map(equal).join('|');
}
