/** The table of the selected trials. */

import { button, byId, make } from './dom.js';
import { shown } from './format.js';
import { test } from './selection.js';
import { conditionOn, go, trialAddresses } from './state.js';

const PAGE = 50;

/**
 * Compares values: numbers before texts.
 * @param {Value} a
 * @param {Value} b
 */
function compare(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : a === b ? 0 : 1;
}

/**
 * The selected trials in the order of the table, those without a value last.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 * @returns {number[]}
 */
export function ordered(sweep, state, selection) {
  const rows = [];
  for (let row = 0; row < sweep.size; row++) {
    if (selection.mask[row]) {
      rows.push(row);
    }
  }
  const { column, down } = sorting(sweep, state);
  if (column !== null) {
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const [x, y] = [column.get(a), column.get(b)];
      return x === null || y === null ? Number(x === null) - Number(y === null) : sign * compare(x, y);
    });
  }
  return rows;
}

/**
 * @param {Sweep} sweep
 * @param {State} state
 */
function sorting(sweep, state) {
  const asked = state.get('sort') ?? '';
  const name = asked.replace(/^-/, '');
  return { column: sweep.has(name) ? sweep.column(name) : null, down: asked.startsWith('-') };
}

/**
 * Draws the table.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 */
export function table(sweep, state, selection) {
  const everything = state.get('columns') === 'all';
  /** @type {HTMLInputElement} */ (byId('all-columns')).checked = everything;
  const columns = sweep.columns.filter((c) => everything || (c.first && c.values?.length !== 0));
  heading(sweep, state, columns);
  const rows = ordered(sweep, state, selection);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const page = Math.min(pages, Math.max(1, Number(state.get('page')) || 1));
  const body = make('tbody');
  const to = trialAddresses();
  for (const row of rows.slice((page - 1) * PAGE, page * PAGE)) {
    body.append(make('tr', {}, ...columns.map((column) => cell(column, row, to))));
  }
  byId('trial-table').querySelector('tbody')?.replaceWith(body);
  byId('place').textContent = 'page ' + page + ' of ' + pages;
  turning('before', page - 1, page > 1);
  turning('next', page + 1, page < pages);
}

/**
 * @param {string} id
 * @param {number} page
 * @param {boolean} possible
 */
function turning(id, page, possible) {
  const element = /** @type {HTMLButtonElement} */ (byId(id));
  element.disabled = !possible;
  element.onclick = () => go({ page: page === 1 ? null : String(page) });
}

/**
 * Keeps the fields of an unchanged heading, in one of which the reader may be typing.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Column[]} columns
 */
function heading(sweep, state, columns) {
  const head = /** @type {HTMLTableSectionElement} */ (byId('trial-table').querySelector('thead'));
  const key = columns.map((c) => c.name).join(' ');
  if (head.dataset.columns !== key) {
    head.dataset.columns = key;
    head.replaceChildren(make('tr', {}, ...columns.map((column) => headingOf(sweep, column))));
  }
  const { column: sorted, down } = sorting(sweep, state);
  columns.forEach((column, i) => {
    const th = head.rows[0].cells[i];
    if (column === sorted) {
      th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    } else {
      th.removeAttribute('aria-sort');
    }
    const field = /** @type {HTMLInputElement} */ (th.querySelector('input'));
    const text = state.get(conditionOn(column)) ?? '';
    if (document.activeElement !== field) {
      field.value = text;
    }
    field.classList.toggle('wrong', text !== '' && test(text) === null);
  });
}

/**
 * @param {Sweep} sweep
 * @param {Column} column
 */
function headingOf(sweep, column) {
  const sort = button(column.name, () => {
    const { column: sorted, down } = sorting(sweep, new Map(new URLSearchParams(location.hash.slice(1))));
    go({ sort: column === sorted && !down ? '-' + column.name : column.name, page: null });
  }, { title: column.meaning });
  const field = make('input', { name: 'filter ' + column.name, 'aria-label': 'filter ' + column.name });
  field.addEventListener('input', () => go({ [conditionOn(column)]: field.value.trim(), page: null }, true));
  return make('th', { scope: 'col', class: word(column) }, sort, field);
}

/**
 * @param {Column} column
 */
function word(column) {
  return column.numeric ? '' : 'word';
}

/**
 * @param {Column} column
 * @param {number} row
 * @param {(id: string) => string} to
 */
function cell(column, row, to) {
  const value = column.get(row);
  if (column.role === 'id') {
    const link = make('a', { href: to(String(value)) }, make('code', { text: String(value).slice(0, 12) }));
    return make('td', { class: 'word', title: String(value) }, link);
  }
  if (column.name === 'status') {
    return make('td', { class: 'word' }, make('span', { class: 'status ' + value, text: shown(value) }));
  }
  return make('td', { class: word(column) + (column.name === 'error' ? ' long' : ''), title: value === null ? '' : String(value), text: shown(value) });
}
