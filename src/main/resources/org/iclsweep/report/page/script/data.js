/** The data of the page, decoded. */

const MISSING = -32768;

/**
 * @param {string} text base64 of compressed bytes
 * @returns {Promise<Uint8Array>}
 */
async function bytes(text) {
  const binary = atob(text);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < packed.length; i++) {
    packed[i] = binary.charCodeAt(i);
  }
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Integers from their four planes of bytes.
 * @param {Uint8Array} planes
 */
function integers(planes) {
  const count = planes.length / 4;
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16) | (planes[3 * count + i] << 24);
  }
  return values;
}

const POWERS = Array.from({ length: 23 }, (_, power) => Number('1e' + power));

/**
 * Decimal numbers from their digits and exponents, the nearest doubles; NaN if missing.
 * @param {Uint8Array} planes
 */
function decimals(planes) {
  const parts = integers(planes);
  const count = parts.length / 2;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const exponent = parts[count + i];
    const digits = parts[i];
    values[i] = exponent === MISSING ? NaN
      : exponent >= 0 && exponent <= 16 ? digits * POWERS[exponent]
      : exponent < 0 && exponent >= -22 ? digits / POWERS[-exponent]
      : Number(digits + 'e' + exponent);
  }
  return values;
}

/**
 * Calls a function once, when its value is first needed.
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function once(make) {
  /** @type {T | undefined} */
  let value;
  return () => (value === undefined ? (value = make()) : value);
}

/**
 * @param {any} raw a column as in the page
 * @returns {Promise<Column>}
 */
async function column(raw) {
  const planes = await bytes(raw.data);
  const { name, title, symbol, meaning, role, varying, first } = raw;
  const shared = { name, title, symbol, meaning, role, varying, first };
  if (role === 'id') {
    const texts = new TextDecoder().decode(planes).split('\n');
    return { ...shared, values: null, levels: null, numeric: false, numbers: new Float64Array(0), get: (row) => texts[row] };
  }
  if (!raw.values) {
    const numbers = once(() => decimals(planes));
    return {
      ...shared,
      values: null,
      levels: null,
      numeric: true,
      get numbers() { return numbers(); },
      get: (row) => (Number.isNaN(numbers()[row]) ? null : numbers()[row]),
    };
  }
  /** @type {(string | number | boolean)[]} */
  const values = raw.values;
  const levels = integers(planes);
  const numeric = values.every((v) => typeof v === 'number');
  const numbers = once(() => Float64Array.from(levels, (level) => (level < 0 ? NaN : numeric ? Number(values[level]) : level)));
  return { ...shared, values, levels, numeric, get numbers() { return numbers(); }, get: (row) => (levels[row] < 0 ? null : values[levels[row]]) };
}

/**
 * @param {any} raw a model as in the page
 * @returns {Promise<[number, Model]>} with the row of its trial
 */
async function model(raw) {
  const { row, heads, length, tokens } = raw;
  const numbers = decimals(await bytes(raw.data));
  let from = 0;
  const next = (/** @type {number} */ count) => numbers.subarray(from, (from += count));
  return [row, { heads, length, tokens, w: next(heads * tokens), optimum: next(length * tokens), prediction: next(length * tokens), difference: next(length * tokens), attention: next(heads * length * tokens) }];
}

/**
 * Reads the data of the page.
 * @param {string} json
 * @returns {Promise<Sweep>}
 */
export async function load(json) {
  const raw = JSON.parse(json);
  const columns = await Promise.all(raw.columns.map(column));
  const byName = new Map(columns.map((c) => [c.name, c]));
  const rows = integers(await bytes(raw.curves.trials));
  /** @type {Map<string, () => Float64Array>} */
  const quantities = new Map();
  for (const [name, data] of Object.entries(raw.curves.quantities)) {
    const planes = await bytes(data);
    quantities.set(name, once(() => decimals(planes)));
  }
  const places = new Map([...rows].map((row, place) => [row, place]));
  const required = (/** @type {any} */ value, /** @type {string} */ name) => {
    if (!value) {
      throw new Error(name + ' is not in the page');
    }
    return value;
  };
  const id = byName.get('trial_id');
  return {
    folder: raw.folder,
    size: raw.trials,
    stored: raw.stored,
    columns,
    left: raw.left,
    models: new Map(await Promise.all(raw.models.map(model))),
    column: (name) => required(byName.get(name), name),
    has: (name) => byName.has(name),
    varying: columns.filter((c) => c.varying),
    measure: raw.measure,
    byEffect: raw.byEffect.map((/** @type {string} */ name) => byName.get(name)).filter((/** @type {Column} */ c) => c?.varying),
    curves: {
      every: raw.curves.every,
      recorded: raw.curves.recorded,
      steps: raw.curves.steps,
      rows,
      places,
      names: [...quantities.keys()],
      of: (name) => required(quantities.get(name), name)(),
    },
    find(start) {
      for (let row = 0; start !== '' && row < raw.trials; row++) {
        if (String(id.get(row)).startsWith(start)) {
          return row;
        }
      }
      return -1;
    },
  };
}
