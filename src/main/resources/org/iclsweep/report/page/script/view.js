/** What the exploring chart shows: the choices of the state, or the view that tells most. */

import { QUANTITIES } from './curves.js';
import { spansOrders } from './scale.js';

export const STEP = 'step';
export const NONE = '-';

/**
 * @typedef {object} View
 * @property {Column | null} x null for the step
 * @property {string} y a measure, or a quantity over steps
 * @property {Column | null} series
 * @property {Column | null} panels
 * @property {boolean} xLog
 * @property {boolean} yLog
 * @property {boolean} single whether single trials are drawn
 */

/**
 * @param {Sweep} sweep
 * @param {State} state
 * @returns {View}
 */
export function viewOf(sweep, state) {
  const varying = (/** @type {string | undefined} */ name) => sweep.varying.find((c) => c.name === name) ?? null;
  const x = state.get('x') === STEP ? null : varying(state.get('x')) ?? sweep.byEffect[0] ?? sweep.varying[0] ?? null;
  const series = state.get('series') === NONE ? null
    : different(varying(state.get('series')), x) ?? sweep.byEffect.find((c) => c !== x) ?? null;
  const panels = different(different(varying(state.get('panels')), x), series);
  const y = measureOf(sweep, x, state.get('y'));
  const values = x === null ? sweep.curves.of(y) : sweep.column(y).numbers;
  const flag = (/** @type {string} */ name, /** @type {boolean} */ otherwise) => (state.has(name) ? state.get(name) === '1' : otherwise);
  return {
    x,
    y,
    series,
    panels,
    xLog: flag('xlog', x !== null && x.numeric && x.name !== 'seed' && spansOrders(x.numbers)) && (x === null || x.numeric),
    yLog: flag('ylog', spansOrders(values)),
    single: flag('single', false),
  };
}

/**
 * @param {Column | null} column
 * @param {Column | null} other
 */
function different(column, other) {
  return column === other ? null : column;
}

/**
 * @param {Sweep} sweep
 * @param {Column | null} x
 * @param {string | undefined} asked
 */
function measureOf(sweep, x, asked) {
  if (x === null) {
    return asked !== undefined && QUANTITIES.has(asked) ? asked : 'gap';
  }
  return asked !== undefined && sweep.has(asked) && sweep.column(asked).role === 'measure' ? asked : sweep.measure;
}
