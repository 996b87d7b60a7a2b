/** The page: draws what its address says. */

import { endCharts } from './charts.js';
import { coordinates } from './coordinates.js';
import { csv, save } from './csv.js';
import { load } from './data.js';
import { button, byId, fill, make } from './dom.js';
import { explore } from './explore.js';
import { counted } from './format.js';
import { scatter } from './scatter.js';
import { selected } from './selection.js';
import { conditionOn, go, present } from './state.js';
import { ordered, table } from './table.js';
import { trial } from './trial.js';

/**
 * @param {Sweep} sweep
 * @param {Selected} selection
 */
function selectionBar(sweep, selection) {
  const bar = byId('selection');
  bar.hidden = false;
  byId('matching').textContent = selection.count === sweep.size ? counted(sweep.size, 'trial')
    : selection.count.toLocaleString('en-US') + ' of ' + counted(sweep.size, 'trial');
  fill(byId('conditions'), ...selection.conditions.map(({ column, text, wrong }) =>
    make('span', { class: wrong ? 'condition wrong' : 'condition' }, column.symbol + ' ' + text.replace(/^=/, '= '),
      button('×', () => go({ [conditionOn(column)]: null, page: null }), { name: 'remove ' + column.name, 'aria-label': 'remove the condition on ' + column.name }))));
  /** @type {HTMLButtonElement} */ (byId('clear')).disabled = selection.conditions.length === 0;
}

/**
 * Links to parts of the page leave the state as it is.
 * @param {MouseEvent} event
 */
function jump(event) {
  const link = event.target instanceof Element ? event.target.closest('nav a') : null;
  const part = link && document.getElementById((link.getAttribute('href') ?? '').slice(1));
  if (part) {
    event.preventDefault();
    part.scrollIntoView();
    part.setAttribute('tabindex', '-1');
    part.focus({ preventScroll: true });
  }
}

function enlarging() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('enlarged'));
  for (const picture of document.querySelectorAll('#figures figure button')) {
    picture.addEventListener('click', () => {
      const copies = ['h3', 'img', 'figcaption'].map((tag) => picture.closest('figure')?.querySelector(tag)?.cloneNode(true));
      const close = button('close', () => dialog.close());
      dialog.replaceChildren(close, ...copies.filter((copy) => copy !== undefined));
      dialog.showModal();
    });
  }
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
}

/** Sorts the other tables of the page by a click on a heading. */
function sortable() {
  for (const each of document.querySelectorAll('table.sortable')) {
    const found = /** @type {HTMLTableElement} */ (each);
    const body = found.tBodies[0];
    const headings = [...(found.tHead?.rows[0].cells ?? [])];
    headings.forEach((heading, column) => heading.querySelector('button')?.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach((other) => other.removeAttribute('aria-sort'));
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const value = (/** @type {HTMLTableRowElement} */ row) => row.cells[column].dataset.order ?? '';
      const numeric = (/** @type {string} */ text) => !Number.isNaN(Number(text));
      body.append(...[...body.rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        const order = numeric(x) && numeric(y) ? Number(x) - Number(y) : x < y ? -1 : x === y ? 0 : 1;
        return x === '' || y === '' ? Number(x === '') - Number(y === '') : down ? -order : order;
      }));
    }));
  }
}

/** Resolves after the browser has painted. */
function painted() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** How often the page has been drawn. */
let turn = 0;

/**
 * Draws parts of the page: those on the screen at once, unless all are needed at once, and each other
 * part after the browser has painted the previous one. Ends early if drawing begins anew.
 * @param {[HTMLElement, () => void][]} parts from top to bottom
 * @param {boolean} all
 */
async function drawParts(parts, all) {
  turn += 1;
  const mine = turn;
  const address = location.hash;
  const later = parts.filter(([element, draw]) => {
    const { top, bottom } = element.getBoundingClientRect();
    const visible = all || (top < innerHeight && bottom >= 0);
    if (visible) {
      draw();
    }
    return !visible;
  });
  performance.mark('shown');
  for (const [, draw] of later) {
    await painted();
    if (turn !== mine) {
      return;
    }
    draw();
  }
  document.documentElement.dataset.drawn = address;
}

async function start() {
  document.addEventListener('click', jump);
  enlarging();
  sortable();
  const sweep = await load(byId('sweep-data').textContent ?? '');
  if (sweep.size === 0) {
    drawParts([], true);
    return;
  }
  const overview = byId('overview');
  const single = byId('trial-view');
  let scrolled = 0;
  /** @type {string | undefined} */
  let opened;

  /**
   * @param {boolean} all whether to draw all parts at once
   */
  function draw(all = false) {
    const state = present();
    const selection = selected(sweep, state);
    const id = state.get('trial');
    if (opened === undefined && id !== undefined) {
      scrolled = scrollY;
    }
    overview.hidden = id !== undefined;
    single.hidden = id === undefined;
    if (id === undefined) {
      endCharts(single);
      single.replaceChildren();
      selectionBar(sweep, selection);
      if (opened !== undefined) {
        scrollTo(0, scrolled);
      }
    }
    drawParts(id !== undefined ? [[single, () => trial(sweep, state, selection)]] : [
      [byId('explore'), () => explore(sweep, state, selection)],
      [byId('coordinates-part'), () => coordinates(sweep, selection)],
      [byId('scatter-part'), () => scatter(sweep, state, selection)],
      [byId('table-part'), () => table(sweep, state, selection)],
    ], all || id !== undefined);
    if (id !== undefined && id !== opened) {
      scrollTo(0, 0);
      byId('trial-title').focus({ preventScroll: true });
    }
    opened = id;
  }

  byId('clear').addEventListener('click', () => {
    go({ ...Object.fromEntries(sweep.columns.map((c) => [conditionOn(c), null])), page: null });
  });
  byId('save').addEventListener('click', () => {
    const state = present();
    save(csv(sweep, ordered(sweep, state, selected(sweep, state))), 'trials.csv');
  });
  byId('all-columns').addEventListener('change', (event) => {
    go({ columns: /** @type {HTMLInputElement} */ (event.target).checked ? 'all' : null });
  });
  addEventListener('hashchange', () => draw());
  addEventListener('beforeprint', () => draw(true));
  addEventListener('afterprint', () => draw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw());
  draw();
}

start();
