/** What a trained model has learnt: heat maps of its matrices. */

import { orderedColour } from './colours.js';
import { choice, make } from './dom.js';
import { rounded } from './format.js';
import { go } from './state.js';

/** Blue for negative, red for positive numbers, white between. */
const NEGATIVE = [33, 102, 172];
const POSITIVE = [178, 24, 43];

/**
 * The heat maps of a trial's model; an empty list if it has none.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {number} row
 * @returns {HTMLElement[]}
 */
export function modelOf(sweep, state, row) {
  const model = sweep.models.get(row);
  if (model === undefined) {
    return [];
  }
  const { heads, length, tokens, w, optimum, prediction, difference, attention } = model;
  const most = largest([...optimum, ...prediction]);
  const asked = Number(state.get('head') ?? 1);
  const h = Number.isInteger(asked) && asked >= 1 && asked <= heads ? asked - 1 : 0;
  return [
    make('h3', { text: 'What it has learnt' }),
    make('p', { class: 'soft', text: 'Rows are the ' + length + ' examples of the prompt, columns the ' + tokens + ' tokens of the dictionary. Blue is negative, red positive; Â = Σ_h C_h diag(w_h).' }),
    make('div', { class: 'maps', id: 'maps' },
      map('trained Â', prediction, length, tokens, most, signed),
      map('ridge optimum A', optimum, length, tokens, most, signed),
      map('difference Â − A', difference, length, tokens, largest(difference), signed)),
    choice('head', Array.from({ length: heads }, (_, h) => ({ value: String(h + 1), text: String(h + 1) })), String(h + 1), (value) => go({ head: value === '1' ? null : value }, true)),
    make('div', { class: 'maps', id: 'head' },
      map('w of head ' + (h + 1), w.subarray(h * tokens, (h + 1) * tokens), 1, tokens, largest(w), signed),
      map('attention of head ' + (h + 1), attention.subarray(h * length * tokens, (h + 1) * length * tokens), length, tokens, 1, positive)),
  ];
}

/**
 * @param {ArrayLike<number>} values
 */
function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    most = Math.max(most, Math.abs(values[i]));
  }
  return most;
}

/**
 * The colour of a number from -1 to 1.
 * @param {number} share
 */
function signed(share) {
  const end = share < 0 ? NEGATIVE : POSITIVE;
  return 'rgb(' + end.map((part) => Math.round(255 + (part - 255) * Math.abs(share))).join(' ') + ')';
}

/**
 * The colour of a number from 0 to 1.
 * @param {number} share
 */
function positive(share) {
  return orderedColour(share);
}

/**
 * A heat map, which names the number under the pointer.
 * @param {string} title
 * @param {Float64Array} values row-major
 * @param {number} rows
 * @param {number} columns
 * @param {number} most the number of the strongest colour
 * @param {(share: number) => string} colour
 */
function map(title, values, rows, columns, most, colour) {
  const size = Math.max(2, Math.min(16, Math.floor(340 / columns)));
  const canvas = make('canvas', { width: String(columns * size), height: String(rows * size), role: 'img', 'aria-label': title });
  const context = canvas.getContext('2d');
  values.forEach((value, i) => {
    if (context !== null) {
      context.fillStyle = colour(most === 0 ? 0 : value / most);
      context.fillRect((i % columns) * size, Math.floor(i / columns) * size, size, size);
    }
  });
  const range = 'strongest colour: ' + rounded(Number(most.toPrecision(6)));
  const note = make('span', { class: 'soft', text: range });
  canvas.addEventListener('pointermove', (event) => {
    const column = Math.min(columns - 1, Math.floor((event.offsetX / canvas.clientWidth) * columns));
    const row = Math.min(rows - 1, Math.floor((event.offsetY / canvas.clientHeight) * rows));
    note.textContent = (rows > 1 ? 'example ' + (row + 1) + ', ' : '') + 'token ' + (column + 1) + ': ' + rounded(values[row * columns + column]);
  });
  canvas.addEventListener('pointerleave', () => { note.textContent = range; });
  return make('figure', {}, make('figcaption', {}, make('b', { text: title })), canvas, note);
}
