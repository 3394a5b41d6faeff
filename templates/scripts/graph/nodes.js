// Nodes: pointing at one, or tabbing to it, tells its chain rule.
const story = (row) => {
  const node = nodeOf(row);
  const told = steps.filter((step) => step.dataset.node === node).map((step) => step.textContent.trim());
  return told.length ? told.join('; ') : all('th, td', row).map((cell) => cell.textContent).join('  ');
};
const tell = (part) => {
  if (timer || quizzed) return;
  const row = rowOfCard.get(part), title = find(':scope > title', part);
  if (scrubber && !scrubber.isReplayed()) {
    const texts = all('text:not([display])', part).map((one) => one.textContent.trim());
    say(`At ${scrubber.label()}: ${[title?.textContent, ...texts].join(', ')}`);
  } else if (row) say(() => story(row)); else if (title) say(() => title.textContent);
};
// Room for the longest story, so that the picture stays where it is while one points at it.
const letters = new Map();
for (const step of steps) {
  letters.set(step.dataset.node, (letters.get(step.dataset.node) ?? 0) + step.textContent.length);
}
const longest = rows.reduce((one, other) =>
  ((letters.get(nodeOf(other)) ?? 0) > (letters.get(nodeOf(one)) ?? 0) ? other : one), rows[0]);
const makeRoom = () => {
  if (!longest) return;
  const words = saying;
  now.style.minHeight = '';
  say(story(longest));
  now.style.minHeight = `${Math.min(now.offsetHeight, (narrow.matches ? 0.3 : 0.2) * innerHeight)}px`;
  say(words);
};
addEventListener('resize', makeRoom);
for (const svg of all('.graph svg')) {
  svg.setAttribute('role', 'group');
  for (const part of all('.card, .wire', svg)) {
    part.addEventListener('pointerenter', () => tell(part));
    if (!part.classList.contains('card')) continue;
    part.setAttribute('tabindex', '0');
    part.setAttribute('role', 'button');
    const title = find(':scope > title', part);
    if (title) part.setAttribute('aria-label', title.textContent);
    part.addEventListener('focus', () => tell(part));
    const open = () => {
      const row = rowOfCard.get(part);
      if (row) { tell(part); return; }
      const shut = openFold(part);
      if (shut) { shut.focus({ preventScroll: true }); return; }
      // Of a fold that has no picture of its own the next one shows what is in it.
      const level = part.closest('figure, details');
      const next = level && (level.matches('figure')
        ? find('details') : level.nextElementSibling);
      if (next && next.matches('details')) { next.open = true; find('summary', next).focus(); }
    };
    part.addEventListener('click', open);
    keys(part, {
      Enter: open, ' ': open, ArrowRight: () => byId('next').click(), ArrowLeft: () => byId('back').click(),
    });
  }
}
