// Folds open in their place: what is in one stands where its card stood, and the rest makes room. Nothing
// to the left of it or above moves, and all else keeps its order.
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
    card.box = around(tints.length ? tints : parts);
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
const make = (name, parent, attributes) => {
  const part = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  return parent.appendChild(part);
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
    const frame = make('g', own.svg, { class: 'inside' });
    make('rect', frame, { rx: 9 });
    const shut = make('text', frame, { class: 'shut', x: pad, y: 20, tabindex: 0, role: 'button' });
    shut.textContent = '− Fold again';
    shut.addEventListener('click', () => closeFold(card));
    shut.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); closeFold(card); }
    });
    frame.append(found.view.svg);
    own.open.set(card, frame);
    card.setAttribute('aria-expanded', true);
    arrange(own);
  }
  return find('.shut', own.open.get(card));
};
