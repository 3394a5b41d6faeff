'use strict';
// The strip of a run: one cursor over all its rows, by mouse, touch and keyboard, which also moves the
// circuit of the page where there is one.
const record = (strip, start = null) => {
  const cursor = strip.querySelector('.cursor');
  // Of very many curves a strip is a still.
  if (!cursor) return;
  const hair = cursor.querySelector('.hair');
  const data = JSON.parse(strip.querySelector('.flight-data').content.textContent);
  // Whole steps stand there as distances.
  for (const line of data.rows.flatMap((row) => row.lines ?? row)) {
    let step = 0;
    if (typeof line.x === 'string') line.x = line.x.split(' ').map((distance) => (step += Number(distance)));
  }
  const low = Number(strip.dataset.low), high = Number(strip.dataset.high);
  const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/';
  const brief = (x) => {
    if (!Number.isFinite(x)) return 'NaN';
    const size = Math.abs(x);
    return x !== 0 && (size < 0.00095 || size >= 9999.5) ? powerOfTen(x, 3)
      : String(Number(x.toPrecision(3))).replace('-', '−');
  };
  // The last index whose step is not behind the cursor.
  const at = (steps, step) => {
    let [first, last] = [0, steps.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if (steps[middle] <= step) first = middle; else last = middle - 1;
    }
    return first;
  };
  const cell = (row, layer, column) => {
    const code = row.rows[layer].slice(2 * column, 2 * column + 2);
    if (code === '__') return '–';
    if (code === '--') return 'NaN';
    if (code === '..') return '0';
    const share = (signs.indexOf(code[0]) * 64 + signs.indexOf(code[1])) / 4000;
    if (row.share) return `${brief(share * 100)} %`;
    const [a, b] = [Math.log10(row.low), Math.log10(row.high)];
    return brief(10 ** (a + share * (b - a)));
  };
  const rows = [...strip.querySelectorAll('.row.lines, .row.heat')].map((element, index) => ({
    element, ...data.rows[index], outputs: [...element.querySelectorAll('output')],
    plot: element.querySelector('.plot'),
  }));
  const frames = [...strip.querySelectorAll('.frames figure')];
  const stops = [...new Set(rows.flatMap((row) => row.x ?? row.lines[0].x))].sort((a, b) => a - b);
  let now = high, layer = null, waits = false;
  const read = () => {
    for (const row of rows) {
      if (row.lines) {
        row.outputs.forEach((output, index) => { const line = row.lines[index]; output.textContent = brief(line.y[at(line.x, now)] ?? NaN); });
        continue;
      }
      const column = at(row.x, now);
      const shown = layer?.row === row ? [layer.index] : row.names.length <= 4
        ? row.names.map((_, index) => index) : [0, row.names.length - 1];
      row.outputs[0].textContent = shown.map((index) => `${row.names[index]} ${cell(row, index, column)}`).join(' · ');
    }
  };
  const words = () => `${strip.dataset.axis} ${Math.round(now).toLocaleString('en')}: ` + rows.map((row) => (row.lines
    ? `${row.element.querySelector('strong').textContent} ${row.outputs.map((one) => one.parentElement.textContent).join(', ')}`
    : `${row.element.querySelector('strong').textContent} ${row.outputs[0].textContent}`)).join('; ');
  const put = (step, tell = true) => {
    now = Math.min(Math.max(step, low), high);
    const x = `${100 * (now - low) / (high - low)}%`;
    hair.removeAttribute('visibility');
    hair.setAttribute('x1', x);
    hair.setAttribute('x2', x);
    read();
    cursor.setAttribute('aria-valuenow', now);
    cursor.setAttribute('aria-valuetext', words());
    let near = null;
    for (const frame of frames) if (Number(frame.dataset.step) <= now) near = frame;
    for (const frame of frames) frame.classList.toggle('shown', frame === near);
    // The circuit is redrawn once a frame, however many moves there are.
    if (tell && !waits) {
      waits = true;
      requestAnimationFrame(() => {
        waits = false;
        document.dispatchEvent(new CustomEvent('vizbp:step', { detail: { step: now, from: strip } }));
      });
    }
  };
  const point = (event) => {
    const box = cursor.getBoundingClientRect();
    layer = null;
    for (const row of rows.filter((one) => one.rows)) {
      const area = row.plot.getBoundingClientRect();
      if (event.clientY < area.top || event.clientY >= area.bottom) continue;
      layer = { row, index: Math.floor((event.clientY - area.top) / area.height * row.names.length) };
    }
    put(low + (event.clientX - box.left) / box.width * (high - low));
  };
  cursor.addEventListener('pointermove', point);
  cursor.addEventListener('pointerdown', (event) => { cursor.focus({ preventScroll: true }); point(event); });
  cursor.addEventListener('keydown', (event) => {
    const stop = at(stops, now), many = event.shiftKey ? 10 : 1;
    const flags = data.flags.map(([step]) => step);
    const to = {
      ArrowLeft: () => stops[Math.max(0, stop - (stops[stop] < now ? 0 : many))],
      ArrowRight: () => stops[Math.min(stops.length - 1, stop + many)],
      Home: () => low, End: () => high,
      PageUp: () => flags.filter((step) => step < now).at(-1) ?? low,
      PageDown: () => flags.find((step) => step > now) ?? high,
    }[event.key];
    const layers = rows.filter((row) => row.rows).flatMap((row) => row.names.map((_, index) => ({ row, index })));
    if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && layers.length) {
      const held = layers.findIndex((one) => one.row === layer?.row && one.index === layer?.index);
      layer = layers[(held + (event.key === 'ArrowDown' ? 1 : -1) + layers.length) % layers.length];
      put(now);
    } else if (to) put(to()); else return;
    event.preventDefault();
  });
  document.addEventListener('vizbp:step', ({ detail }) => {
    if (strip.isConnected && detail.from !== strip) put(detail.step, false);
  });
  cursor.hidden = false;
  const keys = strip.nextElementSibling?.querySelector('.keys');
  if (keys) keys.hidden = false;
  if (start !== null) put(start, false);
};
for (const strip of document.querySelectorAll('.flight')) record(strip);
// What is folded is opened by a link to it, and for paper.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
};
addEventListener('hashchange', unfold);
unfold();
addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('details.fold')) fold.open = true; });
