'use strict';
(() => {
  const PAGE = 50;
  const WORDS = new Set(['trial_id', 'status', 'regime', 'bound_held', 'error']);

  // Numbers before texts, what is missing always last.
  function compare(a, b, down) {
    const none = (v) => v === null || v === undefined || v === '';
    if (none(a) || none(b)) {
      return none(a) - none(b);
    }
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : a === b ? 0 : 1;
    return down ? -order : order;
  }

  function rounded(x) {
    if (typeof x !== 'number' || Number.isInteger(x) && Math.abs(x) < 1e9) {
      return String(x);
    }
    const size = Math.abs(x);
    return size < 1e-3 || size >= 1e5 ? x.toExponential(2) : String(Number(x.toPrecision(4)));
  }

  // The headings of a table as buttons that sort; returns the present order.
  function sorting(headings, sorted) {
    headings.forEach((heading, column) => {
      heading.querySelector('button').addEventListener('click', () => {
        const down = heading.getAttribute('aria-sort') === 'ascending';
        headings.forEach((each) => each.removeAttribute('aria-sort'));
        heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        sorted(column, down);
      });
    });
  }

  document.querySelectorAll('table.sortable').forEach((table) => {
    const body = table.tBodies[0];
    const value = (row, column) => {
      const text = row.cells[column].dataset.order;
      return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
    };
    sorting([...table.tHead.rows[0].cells], (column, down) => {
      const rows = [...body.rows];
      rows.sort((a, b) => compare(value(a, column), value(b, column), down));
      body.append(...rows);
    });
  });

  const table = document.getElementById('trial-table');
  if (!table) {
    return;
  }
  const data = JSON.parse(document.getElementById('trial-data').textContent);
  let rows = data.rows;
  let shown = rows;
  let page = 0;

  // The test that a filter's text asks for; null if it is not understood.
  function test(text) {
    const asked = text.trim();
    if (asked === '') {
      return () => true;
    }
    if (asked === '-') {
      return (v) => v === null;
    }
    const relation = /^(<=|>=|<|>|=|!=)\s*(\S+)$/.exec(asked);
    if (relation) {
      const limit = Number(relation[2]);
      if (Number.isNaN(limit)) {
        const word = relation[2].toLowerCase();
        return relation[1] === '=' ? (v) => v !== null && String(v).toLowerCase() === word
          : relation[1] === '!=' ? (v) => v !== null && String(v).toLowerCase() !== word : null;
      }
      const tests = { '<': (v) => v < limit, '<=': (v) => v <= limit, '>': (v) => v > limit, '>=': (v) => v >= limit, '=': (v) => v === limit, '!=': (v) => v !== limit };
      return (v) => typeof v === 'number' && tests[relation[1]](v);
    }
    const range = /^(\S*)\.\.(\S*)$/.exec(asked);
    if (range && range.slice(1).some((end) => end !== '' && !Number.isNaN(Number(end)))) {
      const [low, high] = range.slice(1).map((end) => end === '' ? NaN : Number(end));
      return Number.isNaN(low) || Number.isNaN(high) ? null : (v) => typeof v === 'number' && v >= low && v <= high;
    }
    if (/^[<>=!]/.test(asked)) {
      return null;
    }
    const number = Number(asked);
    const word = asked.toLowerCase();
    return (v) => v !== null && (typeof v === 'number' && !Number.isNaN(number) ? v === number || Number(rounded(v)) === number : String(v).toLowerCase().includes(word));
  }

  const head = table.tHead.insertRow();
  const headings = data.columns.map((name) => {
    const heading = document.createElement('th');
    heading.scope = 'col';
    heading.className = WORDS.has(name) ? 'word' : '';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    const filter = document.createElement('input');
    filter.name = name;
    filter.setAttribute('aria-label', 'filter ' + name);
    filter.addEventListener('input', refilter);
    heading.append(button, filter);
    head.append(heading);
    return heading;
  });
  const filters = headings.map((heading) => heading.querySelector('input'));

  function refilter() {
    const tests = filters.map((filter) => {
      const asked = test(filter.value);
      filter.classList.toggle('wrong', asked === null);
      return filter.value.trim() === '' ? null : asked;
    });
    shown = rows.filter((row) => tests.every((asked, i) => asked === null || asked(row[i])));
    page = 0;
    draw();
  }

  function cell(row, value, name) {
    const td = row.insertCell();
    td.className = WORDS.has(name) ? 'word' : '';
    if (value === null) {
      td.textContent = '–';
    } else if (name === 'status') {
      const mark = document.createElement('span');
      mark.className = 'status ' + value;
      mark.textContent = value;
      td.append(mark);
    } else if (name === 'trial_id') {
      const code = document.createElement('code');
      code.textContent = value.slice(0, 12);
      td.title = value;
      td.append(code);
    } else {
      td.textContent = rounded(value);
      td.title = String(value);
      td.classList.toggle('long', name === 'error');
    }
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    const body = document.createElement('tbody');
    for (const values of shown.slice(page * PAGE, (page + 1) * PAGE)) {
      const row = body.insertRow();
      values.forEach((value, i) => cell(row, value, data.columns[i]));
    }
    table.tBodies[0].replaceWith(body);
    document.getElementById('matching').textContent = shown.length === rows.length ? rows.length + ' trials' : shown.length + ' of ' + rows.length + ' trials';
    document.getElementById('place').textContent = 'page ' + (page + 1) + ' of ' + pages;
    document.getElementById('before').disabled = page === 0;
    document.getElementById('next').disabled = page + 1 >= pages;
  }

  sorting(headings, (column, down) => {
    rows = [...rows].sort((a, b) => compare(a[column], b[column], down));
    refilter();
  });
  document.getElementById('before').addEventListener('click', () => { page -= 1; draw(); });
  document.getElementById('next').addEventListener('click', () => { page += 1; draw(); });
  document.getElementById('clear').addEventListener('click', () => { filters.forEach((filter) => { filter.value = ''; }); refilter(); });
  draw();
})();
