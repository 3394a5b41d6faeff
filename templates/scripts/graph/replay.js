// The replay.
//
// Shows what is known after `number` steps; the pictures never move.
const show = (number, talk = true) => {
  if (talk) scrubber?.back();
  slider.value = number;
  slider.setAttribute('aria-valuetext', `step ${number} of ${steps.length}`);
  for (const [card, row] of rowOfCard) {
    const node = nodeOf(row);
    const early = (valueAt.get(node) ?? 0) > number;
    card.classList.toggle('early', early);
    card.classList.toggle('novalue', early);
    card.classList.toggle('nogradient', (gradientAt.get(node) ?? 0) > number);
  }
  for (const [wire, at] of wireAt) wire.classList.toggle('nogradient', at > number);
  for (const part of all('.now')) if (part !== now) part.classList.remove('now');
  for (const step of steps) step.classList.remove('current');
  const current = steps[number - 1];
  if (!current || !talk) return;
  current.classList.add('current');
  for (const part of marks[number - 1]) part.classList.add('now');
  point(marks[number - 1]);
  const name = pass[number - 1];
  say(() => `${name[0].toUpperCase()}${name.slice(1)}, step ${number} of ${steps.length}: `
    + current.textContent.trim());
  history.replaceState(null, '', `#${prefix}step-${number}`);
};

const stop = () => {
  clearInterval(timer);
  timer = 0;
  play.setAttribute('aria-pressed', false);
  play.textContent = 'Play';
};
const at = () => Number(slider.value);
const go = (number) => show(Math.max(0, Math.min(steps.length, number)));
const showAll = () => {
  stop();
  show(steps.length, false);
  say('');
  history.replaceState(null, '', location.pathname);
};

byId('back').onclick = () => { stop(); go(at() - 1); };
byId('next').onclick = () => { stop(); go(at() >= steps.length ? 1 : at() + 1); };
byId('all').onclick = showAll;
slider.oninput = () => { stop(); go(at()); };
play.onclick = () => {
  if (timer) { stop(); return; }
  play.setAttribute('aria-pressed', true);
  play.textContent = 'Pause';
  if (at() >= steps.length) show(0, false);
  const tick = () => { go(at() + 1); if (at() >= steps.length) stop(); };
  tick();
  timer = setInterval(tick, 1600);
};
