// How a picture makes room: its paths are bent, and its axes stretched.
const boxOf = (part) => { const b = part.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
const hull = (boxes) => boxes.reduce((a, b) => a.map((one, i) => (i < 2 ? Math.min : Math.max)(one, b[i])));
const push = (part, by) => part.setAttribute('transform', `translate(${by.join(' ')})`);

// The commands of a path, each with the points that it leads to or bends by.
const commands = (d) => {
  let [x, y] = [0, 0];
  return [...d.matchAll(/([a-z])([^a-z]*)/gi)].flatMap(([, letter, rest]) => {
    const kind = letter.toUpperCase(), [dx, dy] = letter > 'Z' ? [() => x, () => y] : [() => 0, () => 0];
    const numbers = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    const size = { H: 1, V: 1, C: 6, Z: 0 }[kind] ?? 2;
    if (!size) return [[kind]];
    return Array.from({ length: numbers.length / size }, (_, index) => {
      const part = numbers.slice(index * size, (index + 1) * size);
      let ends = [];
      if (kind === 'H') ends = [[part[0] + dx(), y]];
      else if (kind === 'V') ends = [[x, part[0] + dy()]];
      else for (let i = 0; i < size; i += 2) ends.push([part[i] + dx(), part[i + 1] + dy()]);
      [x, y] = ends[ends.length - 1];
      return ['HV'.includes(kind) || (kind === 'M' && index) ? 'L' : kind, ...ends];
    });
  });
};
const drawn = new Map();
const drawnOf = (path) => {
  if (!drawn.has(path)) drawn.set(path, commands(path.getAttribute('d')));
  return drawn.get(path);
};
// The least and the greatest of a path's points.
const extent = (path) => hull(path.flatMap(([, ...ends]) => ends.map(([x, y]) => [x, y, x, y])));
// Draws a path with each of its first points where `move` has it.
const redraw = (path, move) => path.setAttribute('d', drawnOf(path).map(([kind, ...ends]) =>
  kind + ends.map((end) => move(end).map((one) => Math.round(one * 100) / 100).join(' ')).join(' ')).join(''));

// Stretches [low, high, room] of an axis that have to grow to their room; those that lie beside each other
// grow together.
const beside = (list, low, high) => list.find(([a, b]) =>
  Math.min(b, high) - Math.max(a, low) > Math.max(b - a, high - low) / 2);
const stretches = (wanted) => wanted.reduce((list, [low, high, room]) => {
  const one = beside(list, low, high);
  if (one) one.splice(0, 3, Math.min(one[0], low), Math.max(one[1], high), Math.max(one[2], room));
  else list.push([low, high, room]);
  return list;
}, []);
// How far what stands at a place moves: behind a stretch by what that grows, in it by a part.
const shift = (list, at) => list.reduce((sum, [low, high, room]) =>
  sum + Math.max(0, room - high + low) * Math.max(0, Math.min(1, (at - low) / (high - low))), 0);
// Where something begins that stands in the middle of the stretch of low and high.
const middle = (list, low, high, size) => {
  const [a, b] = beside(list, low, high);
  return (a + shift(list, a) + b + shift(list, b) - size) / 2;
};

// Folds open in their place: what is in one stands where its card stood, and the rest makes room. What is to
// the left of it does not move aside, nor what is above downwards, and all else keeps its order.
const views = new Map(), insides = new Map(), [pad, head] = [12, 30];
const view = (svg, holder, of) => {
  const { width, height } = svg.viewBox.baseVal, cards = all('.card', svg).map((group) => ({ group }));
  const own = {
    svg, of, cards, width, height, now: [width, height], open: new Map(),
    wires: all('g.wire', svg), panels: all('g.scope', svg),
    joints: holder.dataset.joints.split(' ').map(Number),
  };
  for (const card of cards) views.set(card.group, own);
  return own;
};
for (const svg of svgs) if (svg.parentElement.dataset.joints) view(svg, svg.parentElement);
for (const holder of all('.insides')) {
  const of = holder.dataset.of;
  insides.set(of, { holder, view: view(find('svg', holder), holder, of) });
  document.getElementById(of)?.setAttribute('aria-expanded', false);
}
const measure = (own) => {
  for (const card of own.cards) {
    const parts = all(':scope > :not(title)', card.group), tints = all('[class^="tint-"]', card.group);
    card.box = hull((tints.length ? tints : parts).map(boxOf));
    // What leaves the card, with its numbers, and the card itself.
    const leaves = (part) => { const b = boxOf(part); return b[0] >= card.box[2] - 1 || b[1] >= card.box[3] - 1; };
    card.stub = parts.filter(leaves);
    card.body = parts.filter((part) => !card.stub.includes(part));
    card.isDown = card.stub.length > 0 && boxOf(card.stub[0])[1] >= card.box[3] - 1;
  }
  own.isMeasured = true;
};
const sizeOf = (card) => {
  const [width, height] = insides.get(card.group.id).view.now;
  return [width + 2 * pad, height + head + pad];
};
// Puts an open fold's picture into its place, and says how far what arrives and what leaves has moved.
const place = (card, frame, xs, ys) => {
  const [a, b, c, d] = card.box, [x, y] = [(a + c) / 2, (b + d) / 2], [width, height] = sizeOf(card);
  const left = middle(xs, a, c, width), top = middle(ys, b, d, height);
  push(frame, [left, top]);
  const area = find('rect', frame), inner = find('svg', frame);
  for (const [name, value] of Object.entries({ width, height })) area.setAttribute(name, value);
  for (const [name, value] of Object.entries({ x: pad, y: head })) inner.setAttribute(name, value);
  // The style of pages would have it fill the picture.
  inner.style.width = `${width - 2 * pad}px`;
  inner.style.height = `${height - head - pad}px`;
  const [across, along] = [left + width / 2 - x, top + height / 2 - y];
  card.in = card.isDown ? [across, top - b] : [left - a, along];
  card.out = card.isDown ? [across, top + height - d] : [left + width - c, along];
};
// Bends a wire from where its first card now is to where its last one is.
const bend = (wire, from, to) => {
  const line = find('path.line', wire);
  if (!line) return;
  const [first, last] = [drawnOf(line)[0], drawnOf(line).at(-1)].map((command) => command[command.length - 1]);
  const way = last.map((one, axis) => one - first[axis]), long = way[0] ** 2 + way[1] ** 2;
  const by = (at) => {
    const along = long ? way.reduce((sum, one, axis) => sum + one * (at[axis] - first[axis]), 0) / long : 1;
    return from.map((one, axis) => one + Math.max(0, Math.min(1, along)) * (to[axis] - one));
  };
  for (const part of all(':scope > :not(title)', wire)) {
    const b = boxOf(part);
    if (part.matches('path.line')) redraw(part, (at) => at.map((one, axis) => one + by(at)[axis]));
    else push(part, by([(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]));
  }
};
const arrange = (own) => {
  if (!own.isMeasured) measure(own);
  const opened = own.cards.filter((card) => own.open.has(card.group));
  const [xs, ys] = [0, 1].map((axis) =>
    stretches(opened.map((card) => [card.box[axis], card.box[axis + 2], sizeOf(card)[axis]])));
  const moved = ([x, y]) => [shift(xs, x), shift(ys, y)];
  for (const card of own.cards) {
    const [a, b, c, d] = card.box, frame = own.open.get(card.group);
    card.in = card.out = moved([(a + c) / 2, (b + d) / 2]);
    if (frame) place(card, frame, xs, ys);
    for (const part of card.body) part.classList.toggle('away', Boolean(frame));
    push(card.group, card.out);
  }
  own.wires.forEach((wire, number) =>
    bend(wire, own.cards[own.joints[2 * number]].out, own.cards[own.joints[2 * number + 1]].in));
  for (const panel of own.panels) {
    let corner = [0, 0];
    for (const part of all(':scope > path, :scope > text', panel)) {
      if (part.matches('text')) { push(part, moved(corner)); continue; }
      // Each rounded corner moves as one.
      const [a, b, c, d] = extent(drawnOf(part));
      const near = ([x, y]) => [x - a < c - x ? a : c, y - b < d - y ? b : d];
      redraw(part, (at) => at.map((one, axis) => one + moved(near(at))[axis]));
      corner = [a, b];
    }
  }
  const legend = find(':scope > .legend', own.svg), scale = own.svg.getBoundingClientRect().width / own.now[0];
  own.now = [own.width + shift(xs, own.width), own.height + shift(ys, own.height)];
  if (legend) push(legend, [0, own.now[1] - own.height]);
  find(':scope > .background', own.svg)?.setAttribute('d', `M0 0h${own.now[0]}v${own.now[1]}H0z`);
  own.svg.setAttribute('viewBox', `0 0 ${own.now.join(' ')}`);
  if (own.of) { arrange(views.get(document.getElementById(own.of))); return; }
  ['width', 'height'].forEach((name, axis) => own.svg.setAttribute(name, own.now[axis]));
  if (own.svg.style.width) widen(own.svg, own.now[0] * scale);
};
const closeFold = (card, isAsked = true) => {
  const own = views.get(card), { holder, view: inner } = insides.get(card.id);
  holder.append(inner.svg);
  own.open.get(card).remove();
  own.open.delete(card);
  card.setAttribute('aria-expanded', false);
  arrange(own);
  if (isAsked) card.focus({ preventScroll: true });
};
// Before the scrubber changes pictures: what is in folds is of one step alone.
const closeFolds = () => {
  for (const own of new Set(views.values())) for (const card of [...own.open.keys()]) closeFold(card, false);
  drawn.clear();
};
// Opens a fold: the button that folds it again, or null where nothing is known of what is in it.
const openFold = (card) => {
  const found = insides.get(card.id), own = views.get(card);
  if (!found || !own) return null;
  if (!own.open.has(card)) {
    const frame = draw('g', own.svg, { class: 'inside' });
    draw('rect', frame, { rx: 9 });
    const shut = draw('text', frame, { class: 'shut', x: pad, y: 20, tabindex: 0, role: 'button' });
    shut.textContent = '− Fold again';
    const close = () => closeFold(card);
    shut.addEventListener('click', close);
    keys(shut, { Enter: close, ' ': close });
    frame.append(found.view.svg);
    own.open.set(card, frame);
    card.setAttribute('aria-expanded', true);
    arrange(own);
  }
  return find('.shut', own.open.get(card));
};
