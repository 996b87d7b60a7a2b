/** The view of one trial. */

import { axis, chartIn, endCharts, line, shared, tooltip } from './charts.js';
import { SYMBOLS, seriesColours, theme } from './colours.js';
import { QUANTITIES, curve } from './curves.js';
import { button, byId, facts, fill, make, tick } from './dom.js';
import { counted, rounded, shown } from './format.js';
import { drawn } from './lines.js';
import { modelOf } from './model.js';
import { scaleOf } from './scale.js';
import { address, go } from './state.js';
import { viewOf } from './view.js';

const MAX_PEERS = 50;

/** The charts: their titles, and the quantities of each. */
const CHARTS = [
  { title: 'Gap and rate bound', quantities: ['gap', 'bound'] },
  { title: 'Training loss', quantities: ['loss'] },
  { title: 'Distance from ridge regression', quantities: ['ridge_gap', 'ridge_gap_ood'] },
  { title: 'zeta', quantities: ['zeta'] },
];

/** The measures that neighbours are compared by. */
const COMPARED = ['rate', 'gap_end', 'ridge_gap'];

/**
 * Draws the view of the state's trial.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 */
export function trial(sweep, state, selection) {
  const asked = state.get('trial') ?? '';
  const row = sweep.find(asked);
  const root = byId('trial-view');
  endCharts(root);
  const back = make('p', {}, make('a', { class: 'back', href: address({ trial: null }), text: '‹ back to all trials' }));
  if (row < 0) {
    fill(root, back,
      make('h2', { id: 'trial-title', tabindex: '-1', text: 'Trial ' + asked }),
      make('p', { class: 'note', text: 'The page has no trial whose id begins with ' + asked + '.' }));
    return;
  }
  const id = String(sweep.column('trial_id').get(row));
  const settings = sweep.varying.map((c) => c.symbol + ' = ' + shown(c.get(row))).join(', ');
  fill(root,
    back,
    make('h2', { id: 'trial-title', tabindex: '-1' }, 'Trial ', make('code', { text: id })),
    make('p', { class: 'headline', text: settings }),
    ending(sweep, row),
    peers(sweep, state, selection, row),
    make('h3', { text: 'Curves' }),
    ...curves(sweep, state, row, id),
    ...modelOf(sweep, state, row),
    make('h3', { text: 'One step along each axis' }),
    neighbours(sweep, row),
    make('h3', { text: 'Train it again, or take it elsewhere' }),
    command('replay', id, sweep.folder),
    command('export', id, sweep.folder),
    make('h3', { text: 'All columns' }),
    columns(sweep, row));
  draw(sweep, state, row);
}

/**
 * How the trial ended.
 * @param {Sweep} sweep
 * @param {number} row
 */
function ending(sweep, row) {
  const value = (/** @type {string} */ name) => shown(sweep.column(name).get(row));
  const status = value('status');
  const error = sweep.column('error').get(row);
  const words = error !== null ? String(error) : 'after ' + value('steps_run') + ' steps, at a gap of ' + value('gap_end');
  return make('div', {},
    make('p', {}, make('span', { class: 'status ' + status, text: status }), ' ' + words),
    facts([
      ['fitted rate per step', value('rate')],
      ['rate of the bound', value('bound_rate')],
      ['regime', value('regime')],
      ['under the bound', value('bound_held')],
      ['ridge gap in domain', value('ridge_gap')],
      ['ridge gap out of domain', value('ridge_gap_ood')],
    ]));
}

/**
 * The other trials at the same point of the exploring view.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 * @param {number} row
 */
function peers(sweep, state, selection, row) {
  const view = viewOf(sweep, state);
  const fixed = [view.x, view.series, view.panels].filter((c) => c !== null);
  const { rows, position } = drawn(sweep, selection, view);
  const here = rows.filter((other) => fixed.every((c) => c.levels?.[other] === c.levels?.[row]));
  if (here.length < 2 || !here.includes(row)) {
    return make('span');
  }
  here.sort((a, b) => position(a) - position(b));
  const differing = sweep.varying.filter((c) => new Set(here.map((other) => c.levels?.[other])).size > 1);
  const links = here.slice(0, MAX_PEERS).map((other) => {
    const text = differing.map((c) => c.symbol + ' = ' + shown(c.get(other))).join(', ');
    return make('li', {}, other === row ? make('b', { text }) : make('a', { href: to(sweep, other), text }));
  });
  return make('details', { class: 'peers' },
    make('summary', { text: 'One of ' + counted(here.length, 'trial') + ' at ' + (fixed.map((c) => c.symbol + ' = ' + shown(c.get(row))).join(', ') || 'this point') }),
    make('ul', {}, ...links),
    here.length > MAX_PEERS ? make('p', { text: 'The first ' + MAX_PEERS + ' are listed.' }) : '');
}

/**
 * @param {Sweep} sweep
 * @param {number} row
 */
function to(sweep, row) {
  return address({ trial: String(sweep.column('trial_id').get(row)) });
}

/**
 * @param {Sweep} sweep
 * @param {State} state
 * @param {number} row
 * @param {string} id
 */
function curves(sweep, state, row, id) {
  if (curve(sweep, row, 'gap').length === 0 && curve(sweep, row, 'loss').length === 0) {
    const present = sweep.curves.places.has(row);
    return [
      make('p', { class: 'note', text: present ? 'The trial has no curves: no step was recorded.'
        : 'The page has the curves of one in ' + sweep.curves.every + ' trials, and not of this one. This asks for them:' }),
      ...(present ? [] : [copied('./submit.sh query --out ' + sweep.folder + ' "select * from trajectories where trial_id = \'' + id + '\' order by step"', 'query')]),
    ];
  }
  const thinned = sweep.curves.recorded > sweep.curves.steps.length
    ? ' Of ' + sweep.curves.recorded + ' recorded steps, ' + sweep.curves.steps.length + ' are in the page.' : '';
  return [
    tick('logarithmic steps', state.get('steplog') === '1', (on) => go({ steplog: on ? '1' : null }, true)),
    make('div', { class: 'small-charts' }, ...CHARTS.map((chart, i) => make('figure', {},
      make('figcaption', {}, make('b', { text: chart.title })),
      make('div', { id: 'trial-chart-' + i, class: 'chart', role: 'img', 'aria-label': chart.title + ' against the step' }),
      make('p', { class: 'soft', id: 'trial-note-' + i })))),
    make('p', { class: 'soft', text: 'Numbers are rounded to six digits.' + thinned }),
  ];
}

/**
 * @param {Sweep} sweep
 * @param {State} state
 * @param {number} row
 */
function draw(sweep, state, row) {
  const log = state.get('steplog') === '1';
  CHARTS.forEach(({ quantities }, i) => {
    const element = document.getElementById('trial-chart-' + i);
    if (element === null) {
      return;
    }
    const all = quantities.map((name) => ({ name, points: curve(sweep, row, name).filter(([step]) => !log || step > 0) })).filter(({ points }) => points.length > 0);
    const note = byId('trial-note-' + i);
    if (all.length === 0) {
      element.hidden = true;
      note.textContent = 'Not measured.';
      return;
    }
    const values = all.flatMap(({ points }) => points.map(([, value]) => value));
    const yLog = values.some((value) => value > 0);
    const zeros = yLog ? values.filter((value) => value <= 0).length : 0;
    const x = scaleOf(all.flatMap(({ points }) => points.map(([step]) => step)), log);
    const y = scaleOf(values, yLog);
    const colours = seriesColours(2, false);
    chartIn(element, 240).setOption({
      ...shared(),
      grid: { left: 66, right: 14, top: 12, bottom: 46 },
      tooltip: tooltip((event) => make('div', { class: 'tip' },
        make('b', { text: 'step ' + event.data.step }),
        make('span', { text: event.seriesName + ' ' + rounded(event.data.number) }))),
      xAxis: axis(x, 'step', true),
      yAxis: axis(y, '', false),
      series: all.map(({ name, points }, j) => line(
        points.map(([step, number]) => ({ value: [x.at(step), y.at(number)], step, number })).filter((item) => Number.isFinite(item.value[1])),
        name === 'bound' ? theme().soft : colours[j],
        0,
        {
          name: QUANTITIES.get(name),
          symbol: SYMBOLS[j],
          symbolSize: name === 'zeta' ? 6 : 4,
          itemStyle: { color: name === 'bound' ? theme().soft : colours[j], opacity: name === 'zeta' ? 1 : 0 },
          lineStyle: { color: name === 'bound' ? theme().soft : colours[j], width: 2, type: name === 'bound' ? 'dashed' : 'solid' },
          emphasis: { itemStyle: { opacity: 1 } },
        })),
    }, { notMerge: true });
    note.replaceChildren(
      ...(all.length < 2 ? [] : all.map(({ name }, j) => {
        const mark = make('span', { class: 'mark' });
        mark.style.background = name === 'bound' ? theme().soft : colours[j];
        return make('span', { class: 'entry' }, mark, QUANTITIES.get(name) ?? name);
      })),
      zeros > 0 ? counted(zeros, 'point') + ' of 0 or less cannot be drawn on the logarithmic axis.' : '');
  });
}

/**
 * The trials that differ in one parameter, by one step on the grid.
 * @param {Sweep} sweep
 * @param {number} row
 */
function neighbours(sweep, row) {
  const rows = sweep.varying.map((parameter) => {
    const others = sweep.varying.filter((c) => c !== parameter);
    const level = parameter.levels?.[row] ?? 0;
    /** @type {Map<number, number>} */
    const line = new Map();
    for (let other = 0; other < sweep.size; other++) {
      if (others.every((c) => c.levels?.[other] === c.levels?.[row])) {
        line.set(parameter.levels?.[other] ?? -1, other);
      }
    }
    const below = [...line.keys()].filter((l) => l < level);
    const above = [...line.keys()].filter((l) => l > level);
    const cell = (/** @type {number[]} */ levels, /** @type {number} */ nearest) => {
      const found = levels.length === 0 ? undefined : line.get(nearest);
      return make('td', { class: 'word' }, ...(found === undefined ? ['–'] : [
        make('a', { href: to(sweep, found), text: parameter.symbol + ' = ' + shown(parameter.get(found)) }),
        make('br'),
        make('small', { text: COMPARED.map((name) => sweep.column(name).title + ' ' + shown(sweep.column(name).get(found))).join(', ') }),
      ]));
    };
    return make('tr', {},
      make('th', { scope: 'row', class: 'word', text: parameter.title }),
      cell(below, Math.max(...below)),
      make('td', { class: 'word' }, make('b', { text: parameter.symbol + ' = ' + shown(parameter.get(row)) })),
      cell(above, Math.min(...above)));
  });
  if (rows.length === 0) {
    return make('p', { class: 'soft', text: 'No parameter varies.' });
  }
  const here = COMPARED.map((name) => sweep.column(name).title + ' ' + shown(sweep.column(name).get(row))).join(', ');
  return make('div', {},
    make('p', { class: 'soft', text: 'Here: ' + here + '.' }),
    make('div', { class: 'scroll' }, make('table', { id: 'neighbours' },
      make('thead', {}, make('tr', {}, ...['parameter', 'the value before', 'here', 'the value after'].map((text) => make('th', { scope: 'col', class: 'word', text })))),
      make('tbody', {}, ...rows))));
}

/**
 * @param {string} name
 * @param {string} id
 * @param {string} folder
 */
function command(name, id, folder) {
  return copied('./submit.sh ' + name + ' ' + id + ' --out ' + folder, name);
}

/**
 * A command with a button that copies it.
 * @param {string} text
 * @param {string} name
 */
function copied(text, name) {
  const code = make('pre', { text });
  const copy = button('copy', () => {
    navigator.clipboard.writeText(text).then(
      () => { copy.textContent = 'copied'; },
      () => { // without permission, the reader copies what is selected
        getSelection()?.selectAllChildren(code);
        copy.textContent = 'selected';
      });
  }, { name: 'copy ' + name, 'aria-label': 'copy the command ' + name });
  return make('div', { class: 'command' }, code, copy);
}

/**
 * @param {Sweep} sweep
 * @param {number} row
 */
function columns(sweep, row) {
  return make('details', {}, make('summary', { text: counted(sweep.columns.length, 'column') + ' of the table trials' }),
    make('table', { class: 'plain', id: 'trial-columns' }, make('tbody', {}, ...sweep.columns.map((c) => make('tr', {},
      make('th', { scope: 'row', class: 'word', text: c.name }),
      make('td', { text: shown(c.get(row)), title: String(c.get(row) ?? '') }),
      make('td', { text: c.meaning }))))));
}
