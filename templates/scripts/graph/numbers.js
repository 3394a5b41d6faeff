// How numbers of a circuit are printed and drawn: as the program prints and draws them.
const norm = (list) => Math.hypot(...list);
const sum = (list) => list.reduce((total, one) => total + one, 0);

// Numbers as the program prints them: so many digits, and a true minus sign.
const print = (x, digits = 4) => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x < 0 ? '−∞' : '∞';
  const size = Math.abs(x);
  const text = size && (size < 1e-4 || size >= 1e7)
    ? powerOfTen(x, digits) : String(Number(x.toPrecision(digits)));
  return text.replaceAll('-', '−');
};
const factor = (x, digits) => (x < 0 ? `(${print(x, digits)})` : print(x, digits));
const nested = (list, shape) => {
  if (!shape.length) return print(list[0], 6);
  const size = list.length / shape[0];
  return `[${Array.from({ length: shape[0] }, (_, i) =>
    nested(list.slice(i * size, (i + 1) * size), shape.slice(1))).join(', ')}]`;
};
// The picture. A text keeps its middle.
const middles = new Set();
const write = (text, words) => {
  if (!text || text.textContent === words) return;
  if (!middles.has(text)) {
    const width = Number(text.getAttribute('textLength')), left = Number(text.getAttribute('x'));
    middles.add(text);
    text.removeAttribute('textLength');
    // Behind a word in another font it goes on from there.
    if (text.closest('.legend')) {
      text.setAttribute('x', left + width);
      text.setAttribute('text-anchor', 'end');
    } else if (text.previousElementSibling?.textContent !== 'norm ') {
      text.setAttribute('x', left + width / 2);
      text.setAttribute('text-anchor', 'middle');
    }
  }
  text.textContent = words;
};
const own = (part, query) => [...part.children].filter((one) => one.matches(query));
const stroke = (part, size, width) => {
  const line = own(part, 'path.line')[0], head = own(part, 'path.wire:not(.line)')[0];
  if (!line || !line.classList.contains('wire')) return;
  line.setAttribute('stroke-width', width);
  for (const [name, text] of [['stroke-dasharray', '0.01 5'], ['stroke-linecap', 'round']]) {
    if (size === 0) line.setAttribute(name, text); else line.removeAttribute(name);
  }
  if (!head) return;
  const [x, y, a, b] = head.getAttribute('d').match(/-?[\d.]+/g).map(Number);
  const [long, wide] = [6.5 + width * 0.6, 2.8 + width * 0.5], tip = [x + a, y + b];
  head.setAttribute('d', Math.abs(a) > Math.abs(b)
    ? `M${tip[0] - long} ${tip[1] - wide}l${long} ${wide}-${long} ${wide}z`
    : `M${tip[0] - wide} ${tip[1] - long}l${wide} ${long} ${wide}-${long}z`);
};
const fill = (group, list) => {
  if (!group) return;
  const texts = own(group, 'text'), cells = texts.filter((text) => text.previousElementSibling?.tagName === 'path'
    && text.previousElementSibling.hasAttribute('fill-opacity'));
  const most = Math.max(...list.map(Math.abs));
  const tint = (cell, x, least, share) => {
    cell.setAttribute('fill-opacity', most > 0 && most < Infinity ? least + share * Math.abs(x) / most : least);
  };
  if (cells.length === list.length) {
    cells.forEach((text, index) => {
      write(text, print(list[index], 3));
      tint(text.previousElementSibling, list[index], 0.06, 0.26);
    });
  }
  for (const image of all('image', group)) {
    const [left, top, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(image.getAttribute(name)));
    const columns = Number(group.dataset.shape.split(' ').at(-1)), rows = list.length / columns;
    const grid = draw('g', group, { class: 'heat' }), [w, h] = [width / columns, height / rows];
    list.forEach((_, index) => draw('rect', grid, {
      x: left + index % columns * w, y: top + Math.floor(index / columns) * h, width: w, height: h,
    }).style.fill = `var(--${group.classList.contains('of-gradient') ? 'gradient' : 'value'})`);
    image.replaceWith(grid);
  }
  const grid = find('.heat', group);
  if (grid) [...grid.children].forEach((cell, index) => tint(cell, list[index], 0, 0.9));
  group.classList.toggle('stale', !grid && cells.length !== list.length && list.length > 0);
  const mean = sum(list) / list.length;
  const deviation = norm(list.map((x) => x - mean)) / Math.sqrt(list.length);
  for (const text of texts.filter((one) => !cells.includes(one))) {
    if (text.textContent.startsWith('norm ')) write(text, `norm ${print(norm(list), 3)}`);
    else if (text.textContent.includes(' ± ')) write(text, `${print(mean, 3)} ± ${print(deviation, 3)}`);
  }
};
const label = (part, words) => {
  const title = find(':scope > title', part);
  if (title) title.textContent = words;
  if (part.hasAttribute('aria-label')) part.setAttribute('aria-label', words);
};
