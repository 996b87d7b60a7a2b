/** Summaries of trials over their seeds and over parameters that a view does not show. */

/** Statuses whose measures say nothing of training. */
const UNUSABLE = new Set(['diverged', 'failed']);

/**
 * For each trial whether it diverged or failed.
 * @param {Sweep} sweep
 */
export function unusable(sweep) {
  const { levels, values } = sweep.column('status');
  const bad = (values ?? []).map((value) => UNUSABLE.has(String(value)));
  return Uint8Array.from(levels ?? [], (level) => (level >= 0 && bad[level] ? 1 : 0));
}

/**
 * Quartiles and median, interpolated between positions on an axis.
 * @param {Float64Array} positions is sorted
 * @returns {[number, number, number]}
 */
export function quartiles(positions) {
  positions.sort();
  const at = (/** @type {number} */ share) => {
    const place = share * (positions.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, positions.length - 1);
    return positions[below] + (place - below) * (positions[above] - positions[below]);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

/**
 * Groups trials by their levels of up to three columns and summarizes a measure of each group.
 * @param {number[]} rows the trials
 * @param {Column | null} panels
 * @param {Column | null} series
 * @param {Column} x
 * @param {(row: number) => number} position the measure on its axis; NaN leaves a trial out
 * @returns {Group[]} in the order of panels, series and x, with positions on the axis
 */
export function grouped(rows, panels, series, x, position) {
  const width = (/** @type {Column | null} */ c) => c?.values?.length ?? 1;
  const level = (/** @type {Column | null} */ c, /** @type {number} */ row) => c?.levels?.[row] ?? 0;
  /** @type {Map<number, number[]>} */
  const members = new Map();
  for (const row of rows) {
    if (Number.isFinite(position(row)) && level(x, row) >= 0) {
      const key = (level(panels, row) * width(series) + level(series, row)) * width(x) + level(x, row);
      const group = members.get(key);
      if (group) {
        group.push(row);
      } else {
        members.set(key, [row]);
      }
    }
  }
  return [...members.keys()].sort((a, b) => a - b).map((key) => {
    const group = /** @type {number[]} */ (members.get(key));
    const [low, median, high] = quartiles(Float64Array.from(group, position));
    const line = Math.floor(key / width(x));
    return { panel: Math.floor(line / width(series)), series: line % width(series), x: key % width(x), rows: group, low, median, high };
  });
}

/**
 * Some of many things, evenly, with the first and the last.
 * @template T
 * @param {T[]} all
 * @param {number} limit
 * @returns {T[]}
 */
export function evenly(all, limit) {
  return all.length <= limit ? all : Array.from({ length: limit }, (_, i) => all[Math.round((i * (all.length - 1)) / (limit - 1))]);
}
