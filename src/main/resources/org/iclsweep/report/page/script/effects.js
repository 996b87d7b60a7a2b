/** How much each parameter changes a measure, by which the first view is chosen. */

/**
 * The share of a measure's variance that the means over each value of a parameter explain, adjusted
 * for the number of values. Measures that are never negative are compared by their logarithm.
 * @param {Sweep} sweep
 * @param {Column} parameter
 * @param {Column} measure
 * @returns {number} at most 1; 0 or less if there is no effect
 */
export function effect(sweep, parameter, measure) {
  const { levels, values } = parameter;
  if (levels === null || values === null || values.length < 2) {
    return 0;
  }
  const y = positiveLog(measure.numbers);
  const sums = new Float64Array(values.length);
  const counts = new Float64Array(values.length);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = 0; row < sweep.size; row++) {
    if (Number.isFinite(y[row]) && levels[row] >= 0) {
      sums[levels[row]] += y[row];
      counts[levels[row]] += 1;
      sum += y[row];
      count += 1;
    }
  }
  let between = 0;
  let used = 0;
  const mean = sum / count;
  for (let level = 0; level < sums.length; level++) {
    if (counts[level] > 0) {
      between += counts[level] * (sums[level] / counts[level] - mean) ** 2;
      used += 1;
    }
  }
  for (let row = 0; row < sweep.size; row++) {
    if (Number.isFinite(y[row]) && levels[row] >= 0) {
      squares += (y[row] - mean) ** 2;
    }
  }
  if (!(squares > 0) || used < 2 || count <= used) {
    return used < 2 ? -1 : 0;
  }
  return 1 - ((squares - between) / (count - used)) * ((count - 1) / squares);
}

/**
 * @param {Float64Array} values
 * @returns {Float64Array}
 */
function positiveLog(values) {
  return values.some((v) => v < 0) ? values : values.map((v) => (v > 0 ? Math.log(v) : NaN));
}

/**
 * The measure of the first view: the fitted rate, or the gap at the end if fewer than half of the
 * trials have a rate.
 * @param {Sweep} sweep
 */
export function mainMeasure(sweep) {
  const rate = sweep.column('rate');
  const fitted = rate.numbers.reduce((n, v) => n + (Number.isFinite(v) ? 1 : 0), 0);
  return fitted * 2 >= sweep.size ? rate : sweep.column('gap_end');
}

/** @type {Column[] | null} */
let ordered = null;

/**
 * The parameters with several values except the seed, those with the largest effect first.
 * @param {Sweep} sweep
 */
export function byEffect(sweep) {
  const measure = mainMeasure(sweep);
  ordered ??= sweep.varying
    .filter((parameter) => parameter.name !== 'seed')
    .map((parameter) => ({ parameter, effect: effect(sweep, parameter, measure) }))
    .sort((a, b) => b.effect - a.effect)
    .map((each) => each.parameter);
  return ordered;
}
