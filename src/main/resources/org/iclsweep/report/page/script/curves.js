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
  if (last !== undefined && typeof ended === 'number' && points.length > 0 && ended > points[points.length - 1][0]) {
    const end = sweep.column(last).get(row);
    if (typeof end === 'number') {
      points.push([ended, end]);
    }
  }
  return points;
}

/**
 * The values of a trial at some steps. A trial that ended early keeps its last value: otherwise the
 * median of late steps would be that of the slowest trials.
 * @param {[number, number][]} points
 * @param {number[]} steps
 */
export function held(points, steps) {
  let next = 0;
  return steps.map((step) => {
    while (next < points.length && points[next][0] <= step) {
      next += 1;
    }
    return next === 0 ? NaN : points[next - 1][1];
  });
}
