/** Curves of trials over their steps. */

/** The columns of the trials that hold the last value of a quantity. */
const LAST = new Map([['gap', 'gap_end'], ['loss', 'loss_end'], ['ridge_gap', 'ridge_gap'], ['ridge_gap_ood', 'ridge_gap_ood'], ['zeta', 'zeta_end']]);

/** What the quantities are, by name. */
export const QUANTITIES = new Map([
  ['gap', 'gap to the minimum of the loss'],
  ['bound', 'rate bound on the gap'],
  ['loss', 'training loss'],
  ['ridge_gap', 'ridge gap in domain'],
  ['ridge_gap_ood', 'ridge gap out of domain'],
  ['zeta', 'zeta, min_k λ_min(B_k B_k′)'],
]);

/**
 * The recorded points of a trial, the last included.
 * @param {Sweep} sweep
 * @param {number} row
 * @param {string} quantity
 * @returns {[number, number][]} steps and values; empty if the page does not have its curves
 */
export function curve(sweep, row, quantity) {
  const place = sweep.curves.places.get(row);
  if (place === undefined) {
    return [];
  }
  const { steps } = sweep.curves;
  const values = sweep.curves.of(quantity);
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 0; i < steps.length; i++) {
    const value = values[place * steps.length + i];
    if (Number.isFinite(value)) {
      points.push([steps[i], value]);
    }
  }
  const last = LAST.get(quantity);
  const ended = sweep.column('steps_run').get(row);
  if (last !== undefined && sweep.has(last) && typeof ended === 'number' && points.length > 0 && ended > points[points.length - 1][0]) {
    const end = sweep.column(last).get(row);
    if (typeof end === 'number') {
      points.push([ended, end]);
    }
  }
  return points;
}

/** @type {Map<string, Float64Array>} */
const kept = new Map();

/**
 * A quantity of all trials with curves at all steps of the page. Between the steps that a trial
 * recorded it is interpolated, its logarithm if it is positive. A trial that ended early keeps its
 * last value: otherwise the median of late steps would be that of the slowest trials.
 * @param {Sweep} sweep
 * @param {string} quantity
 * @returns {Float64Array} trials x steps, row-major, NaN before the first value
 */
export function held(sweep, quantity) {
  const known = kept.get(quantity);
  if (known !== undefined) {
    return known;
  }
  const { steps, rows } = sweep.curves;
  const values = sweep.curves.of(quantity).slice();
  rows.forEach((row, place) => {
    const start = place * steps.length;
    const points = curve(sweep, row, quantity);
    let next = 0;
    for (let i = 0; points.length > 0 && i < steps.length; i++) {
      while (next < points.length && points[next][0] <= steps[i]) {
        next += 1;
      }
      if (next > 0) {
        values[start + i] = next === points.length ? points[next - 1][1] : between(points[next - 1], points[next], steps[i]);
      }
    }
  });
  kept.set(quantity, values);
  return values;
}

/**
 * @param {[number, number]} before a step and a value
 * @param {[number, number]} after
 * @param {number} step
 */
function between(before, after, step) {
  const share = (step - before[0]) / (after[0] - before[0]);
  return before[1] > 0 && after[1] > 0
    ? before[1] * (after[1] / before[1]) ** share
    : before[1] + share * (after[1] - before[1]);
}
