/** The exploring view: controls, chart, legend and numbers. */

import { band, chartIn, axis, line as lineSeries, shared, tooltip } from './charts.js';
import { SYMBOLS, seriesColours, theme } from './colours.js';
import { QUANTITIES, curve } from './curves.js';
import { byId, choice, fill, make, tick } from './dom.js';
import { counted, rounded, shown } from './format.js';
import { evenly } from './groups.js';
import { drawn, nearest } from './lines.js';
import { scaleOf, scaleOfColumn } from './scale.js';
import { equal } from './selection.js';
import { conditionOn, go, trialAddresses } from './state.js';
import { NONE, STEP, viewOf } from './view.js';

const MAX_PANELS = 12;
const MAX_SERIES = 40;
const MAX_LISTED = 300;
const MAX_CHOICES = 60;
const MAX_SINGLE_CURVES = 300;

/**
 * Draws the view.
 * @param {Sweep} sweep
 * @param {State} state
 * @param {Selected} selection
 */
export function explore(sweep, state, selection) {
  const view = viewOf(sweep, state);
  fill(byId('explore-controls'), ...controls(sweep, view));
  fill(byId('explore-filters'), ...filters(sweep, state, view));
  const all = drawn(sweep, selection, view);
  const panels = evenly([...new Set(all.lines.map((line) => line.panel))], MAX_PANELS);
  const series = evenly([...new Set(all.lines.map((line) => line.series))].sort((a, b) => a - b), MAX_SERIES);
  const lines = all.lines.filter((line) => panels.includes(line.panel) && series.includes(line.series));
  const notes = [
    leftOut(all.lines, 'panel', panels.length),
    leftOut(all.lines, 'series', series.length),
  ].filter((note) => note !== '');
  const picture = byId('explore-chart');
  const empty = byId('explore-empty');
  empty.hidden = lines.length > 0;
  picture.hidden = lines.length === 0;
  if (lines.length > 0) {
    draw(sweep, picture, view, all, lines, panels);
  } else {
    empty.textContent = emptiness(sweep, selection, view, all);
  }
  fill(byId('explore-legend'), ...legend(view, series));
  byId('explore-caption').textContent = [caption(sweep, view, all), ...notes].join(' ');
  fill(byId('explore-numbers'), ...numbers(sweep, view, lines, all));
}

/**
 * @param {import('./lines.js').Line[]} lines
 * @param {'panel' | 'series'} what
 * @param {number} kept
 */
function leftOut(lines, what, kept) {
  const count = new Set(lines.map((line) => line[what])).size;
  return count > kept ? kept + ' of ' + count + (what === 'panel' ? ' panels' : ' series') + ' are drawn; filters choose others.' : '';
}

/**
 * @param {Sweep} sweep
 * @param {Selected} selection
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Drawn} all
 */
function emptiness(sweep, selection, view, all) {
  if (sweep.size === 0) {
    return 'There is nothing to draw: no trial is stored.';
  }
  if (selection.count === 0) {
    return 'There is nothing to draw: no trial is selected.';
  }
  return 'There is nothing to draw: of the ' + counted(selection.count, 'selected trial') + ', none has a ' + title(sweep, view) + ' to show (' + all.omitted.join(', ') + '). Choose another measure.';
}

/**
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 */
function title(sweep, view) {
  return view.x === null ? QUANTITIES.get(view.y) ?? view.y : sweep.column(view.y).title;
}

/**
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 */
function controls(sweep, view) {
  const parameters = sweep.varying.map((c) => ({ value: c.name, text: c.title }));
  const none = { value: NONE, text: 'nothing' };
  const measures = sweep.columns.filter((c) => c.role === 'measure');
  const ys = view.x === null
    ? sweep.curves.names.map((name) => ({ value: name, text: QUANTITIES.get(name) ?? name }))
    : [true, false].flatMap((first) => measures.filter((c) => c.first === first)
      .map((c) => ({ value: c.name, text: c.title, group: first ? 'main measures' : 'all others' })));
  const chosen = (/** @type {string} */ name) => (/** @type {string} */ value) => go({ [name]: value });
  const others = (/** @type {(Column | null)[]} */ ...used) => parameters.filter((p) => !used.some((c) => c?.name === p.value));
  return [
    choice('horizontal', [...parameters, { value: STEP, text: 'step' }], view.x?.name ?? STEP, (value) => go({ x: value, xlog: null, ylog: null })),
    choice('vertical', ys, view.y, (value) => go({ y: value, ylog: null })),
    choice('colour', [none, ...others(view.x)], view.series?.name ?? NONE, chosen('series')),
    choice('panels', [none, ...others(view.x, view.series)], view.panels?.name ?? NONE, chosen('panels')),
    make('span', { class: 'ticks' },
      tick('logarithmic across', view.xLog, (on) => go({ xlog: on ? '1' : '0' })),
      tick('logarithmic up', view.yLog, (on) => go({ ylog: on ? '1' : '0' })),
      tick('single trials', view.single, (on) => go({ single: on ? '1' : null }))),
  ];
}

/**
 * @param {Sweep} sweep
 * @param {State} state
 * @param {import('./view.js').View} view
 */
function filters(sweep, state, view) {
  return sweep.varying.filter((c) => c !== view.x && c !== view.series && c !== view.panels).map((column) => {
    const condition = state.get(conditionOn(column)) ?? '';
    const values = column.values ?? [];
    if (values.length > MAX_CHOICES) {
      const input = make('input', { name: column.symbol, value: condition, placeholder: 'all, or 4..8' });
      input.addEventListener('change', () => go({ [conditionOn(column)]: input.value.trim() }));
      return make('label', { class: 'choice' }, make('span', { text: column.symbol }), input);
    }
    const options = [{ value: '', text: 'all' }, ...values.map((value) => ({ value: equal(value), text: shown(value) }))];
    if (!options.some((option) => option.value === condition)) {
      options.push({ value: condition, text: condition });
    }
    return choice(column.symbol, options, condition, (value) => go({ [conditionOn(column)]: value }));
  });
}

/**
 * @param {Sweep} sweep
 * @param {HTMLElement} picture
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Drawn} all
 * @param {import('./lines.js').Line[]} lines
 * @param {number[]} panels
 */
function draw(sweep, picture, view, all, lines, panels) {
  const width = picture.parentElement?.clientWidth ?? 800;
  const across = Math.max(1, Math.min(panels.length, 4, Math.floor(width / 300)));
  const high = panels.length === 1 ? Math.min(430, Math.max(300, width * 0.55)) : 250;
  const down = Math.ceil(panels.length / across);
  const heading = view.panels === null ? 12 : 34;
  const chart = chartIn(picture, down * (high + heading + 12));
  const colours = coloursOf(view);
  const xScale = view.x === null
    ? scaleOf(lines.flatMap((line) => line.points.map((p) => p.x)), view.xLog)
    : scaleOfColumn(view.x, view.xLog);
  const from = view.yLog ? (/** @type {number} */ p) => 10 ** p : (/** @type {number} */ p) => p;
  const extremes = lines.flatMap((line) => line.points.flatMap((p) => [from(p.low), from(p.high)]));
  const yScale = scaleOf(view.single ? [...extremes, ...alone(sweep, view, all, from)] : extremes, view.yLog);
  const left = 66;
  const cell = width / across;
  const grids = panels.map((_, i) => ({
    left: (i % across) * cell + left,
    top: Math.floor(i / across) * (high + heading + 12) + heading,
    width: cell - left - 16,
    height: high - 46,
  }));
  const { ink } = theme();
  /** @type {any[]} */
  const drawnSeries = [];
  /** @type {import('./lines.js').Point[]} the points by index: the library copies all that it is given */
  const targets = [];
  for (const line of lines) {
    const place = panels.indexOf(line.panel);
    const shownPoints = line.points.filter((point) => Number.isFinite(xScale.at(point.x)));
    const points = shownPoints.map((point) => ({ value: [xScale.at(point.x), point.median], index: targets.push(point) - 1 }));
    if (points.length > 1 && (view.x === null || view.x.numeric)) {
      drawnSeries.push(band(shownPoints.map((point) => [xScale.at(point.x), point.low, point.high]), colours[line.series], place));
    }
    if (view.single) {
      drawnSeries.push(...singles(sweep, view, all, line, xScale, colours[line.series], place));
    }
    drawnSeries.push(lineSeries(points, colours[line.series], place, view.x === null
      ? { symbol: 'circle', symbolSize: 7, itemStyle: { color: colours[line.series], opacity: 0 }, emphasis: { itemStyle: { opacity: 1 } } }
      : { symbol: SYMBOLS[line.series % SYMBOLS.length], symbolSize: 9, lineStyle: { color: colours[line.series], width: view.x.numeric ? 2 : 0 } }));
  }
  chart.setOption({
    ...shared(),
    tooltip: tooltip((event) => (event.data ? tip(sweep, view, event.data.value[1], targets[event.data.index], event.data.row, from) : '')),
    title: view.panels === null ? [] : panels.map((level, i) => ({
      text: view.panels?.symbol + ' = ' + shown(view.panels?.values?.[level] ?? null),
      left: grids[i].left,
      top: grids[i].top - 26,
      textStyle: { fontSize: 14, color: ink },
    })),
    grid: grids,
    xAxis: grids.map((_, i) => ({ ...axis(xScale, view.x?.title ?? STEP, true), gridIndex: i })),
    yAxis: grids.map((_, i) => ({ ...axis(yScale, i % across === 0 ? title(sweep, view) : '', false), gridIndex: i })),
    series: drawnSeries,
  }, { notMerge: true });
  picture.setAttribute('aria-label', 'Chart of ' + title(sweep, view) + ' against ' + (view.x?.title ?? STEP) + '; its numbers are in the table below it.');
  onClick(chart, (data) => {
    const row = data.row ?? nearest(targets[data.index], all.position);
    go({ trial: String(sweep.column('trial_id').get(row)) });
  });
}

/**
 * The values of single trials.
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Drawn} all
 * @param {(position: number) => number} from
 */
function alone(sweep, view, all, from) {
  return view.x !== null ? all.rows.map((row) => from(all.position(row)))
    : all.rows.flatMap((row) => curve(sweep, row, view.y).map(([, value]) => value));
}

/** @type {WeakMap<Chart, (data: any) => void>} */
const handlers = new WeakMap();

/**
 * @param {Chart} chart
 * @param {(data: any) => void} handler replaces an earlier one
 */
function onClick(chart, handler) {
  if (!handlers.has(chart)) {
    chart.on('click', (event) => {
      if (event.data) {
        handlers.get(chart)?.(event.data);
      }
    });
  }
  handlers.set(chart, handler);
}

/**
 * The single trials of a line.
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Drawn} all
 * @param {import('./lines.js').Line} line
 * @param {Scale} xScale
 * @param {string} colour
 * @param {number} place
 */
function singles(sweep, view, all, line, xScale, colour, place) {
  if (view.x !== null) {
    const data = line.points.flatMap((point) => point.rows.map((row) => ({ value: [xScale.at(point.x), all.position(row)], row })));
    return [{ type: 'scatter', xAxisIndex: place, yAxisIndex: place, data, symbolSize: 5, itemStyle: { color: colour, opacity: 0.6 } }];
  }
  const at = view.yLog ? (/** @type {number} */ v) => (v > 0 ? Math.log10(v) : NaN) : (/** @type {number} */ v) => v;
  return evenly(line.points[0]?.rows ?? [], Math.ceil(MAX_SINGLE_CURVES / 8)).map((row) => lineSeries(
    curve(sweep, row, view.y).map(([step, value]) => ({ value: [xScale.at(step), at(value)], row })).filter((item) => item.value.every(Number.isFinite)),
    colour,
    place,
    { lineStyle: { color: colour, width: 1, opacity: 0.5 }, symbol: 'circle', symbolSize: 5, itemStyle: { color: colour, opacity: 0 } },
  ));
}

/**
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 * @param {number} position
 * @param {import('./lines.js').Point | undefined} point a median, or
 * @param {number} row a single trial
 * @param {(position: number) => number} from
 */
function tip(sweep, view, position, point, row, from) {
  const value = (/** @type {number} */ at) => rounded(Number(from(at).toPrecision(6)));
  const rows = point?.rows ?? [row];
  const shared = sweep.varying.filter((c) => new Set(rows.map((each) => c.levels?.[each])).size === 1);
  const settings = shared.map((c) => c.symbol + ' = ' + shown(c.get(rows[0]))).join(', ');
  const step = view.x === null && point !== undefined ? 'step ' + point.x : '';
  const seeds = new Set(rows.map((each) => sweep.column('seed').get(each))).size;
  const text = point === undefined || rows.length === 1 ? 'one trial, seed ' + shown(sweep.column('seed').get(rows[0]))
    : 'median of ' + counted(rows.length, 'trial') + ' with ' + counted(seeds, 'seed') + '; quartiles ' + value(point.low) + ' and ' + value(point.high);
  return make('div', { class: 'tip' },
    make('b', { text: [settings, step].filter((t) => t !== '').join(', ') }),
    make('span', { text: title(sweep, view) + ' ' + value(position) }),
    make('span', { text }));
}

/**
 * The colours of all values of the series, which do not change with the selection.
 * @param {import('./view.js').View} view
 */
function coloursOf({ series }) {
  return seriesColours(series?.values?.length ?? 1, series?.numeric ?? true);
}

/**
 * @param {import('./view.js').View} view
 * @param {number[]} series
 */
function legend(view, series) {
  const { series: column } = view;
  if (column === null) {
    return [];
  }
  const colours = coloursOf(view);
  return series.map((level) => {
    const item = make('li', {}, make('span', { class: 'mark' }), column.symbol + ' = ' + shown(column.values?.[level] ?? null));
    /** @type {HTMLElement} */ (item.firstElementChild).style.background = colours[level];
    return item;
  });
}

/**
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Drawn} all
 */
function caption(sweep, view, all) {
  const pooled = sweep.varying
    .filter((c) => c !== view.x && c !== view.series && c !== view.panels)
    .map((c) => ({ c, count: new Set(all.rows.map((row) => c.levels?.[row])).size }))
    .filter((each) => each.count > 1)
    .map((each) => each.c.symbol + ' (' + each.count + ' values)');
  const measure = view.x === null ? QUANTITIES.get(view.y) + ', column ' + view.y + ' of trajectories' : sweep.column(view.y).title + ': ' + sweep.column(view.y).meaning;
  const medians = pooled.length === 0 ? 'Each point is one trial.'
    : 'Points are medians over ' + pooled.join(', ') + '; bands reach from the lower to the upper quartile, between values as on the axis.';
  const omitted = all.omitted.length === 0 ? '' : ' Left out: ' + all.omitted.join('; ') + '.';
  const ended = view.x === null ? ' Curves are interpolated between recorded steps; a trial that ended early keeps its last value.' : '';
  const text = measure + '. ' + medians + ended + omitted;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The points as a table, each with a link to the trial nearest to the median.
 * @param {Sweep} sweep
 * @param {import('./view.js').View} view
 * @param {import('./lines.js').Line[]} lines
 * @param {import('./lines.js').Drawn} all
 */
function numbers(sweep, view, lines, all) {
  const from = view.yLog ? (/** @type {number} */ p) => 10 ** p : (/** @type {number} */ p) => p;
  const value = (/** @type {number} */ position) => rounded(Number(from(position).toPrecision(6)));
  const columns = [view.panels, view.series].filter((c) => c !== null);
  const head = [...columns.map((c) => c.symbol), view.x?.symbol ?? 'last step', 'trials', 'lower quartile', 'median', 'upper quartile', 'nearest trial'];
  const body = make('tbody');
  const to = trialAddresses();
  for (const line of lines) {
    for (const point of view.x === null ? line.points.slice(-1) : line.points) {
      if (body.rows.length === MAX_LISTED) {
        break;
      }
      const id = String(sweep.column('trial_id').get(nearest(point, all.position)));
      const levels = [...(view.panels === null ? [] : [line.panel]), ...(view.series === null ? [] : [line.series])];
      body.append(make('tr', {},
        ...columns.map((c, i) => make('td', { text: shown(c.values?.[levels[i]] ?? null) })),
        make('td', { text: view.x === null || view.x.numeric ? rounded(point.x) : shown(view.x.values?.[point.x] ?? null) }),
        make('td', { text: String(point.rows.length) }),
        ...[point.low, point.median, point.high].map((position) => make('td', { text: value(position) })),
        make('td', { class: 'word' }, make('a', { href: to(id), text: id.slice(0, 12) }))));
    }
  }
  return [make('table', {}, make('thead', {}, make('tr', {}, ...head.map((text) => make('th', { scope: 'col', text })))), body)];
}
