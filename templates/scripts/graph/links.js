// Links to a step or a node, and what is shown when the page opens.
const follow = () => {
  const hash = location.hash.slice(1);
  const [, kind, number] = hash.startsWith(prefix) && hash.slice(prefix.length).match(/^(step|node|at)-(\d+)$/) || [];
  let target = byId('graph');
  if (kind === 'step') {
    unfold(marks[Number(number) - 1] ?? []);
    go(Number(number));
  }
  if (kind === 'at') scrubber?.to(Number(number));
  const row = kind === 'node' && byId(`node-${number}`);
  if (row) {
    const cards = elements(row.dataset.cards), card = cards[0];
    unfold(cards);
    point(cards);
    if (card) card.focus({ preventScroll: true });
    // Of what only a picture further down shows, that picture.
    target = cards.find((one) => one.closest('figure'))
      ? target : card?.closest('details') ?? target;
    say(() => story(row));
  }
  if (kind) target.scrollIntoView();
  return kind && target;
};
addEventListener('hashchange', follow);
bar.hidden = false;
say('Next goes through the passes step by step; point at a node, or tab to it, for its chain rule.');
makeRoom();
const share = svgs[0].parentElement.clientWidth / svgs[0].viewBox.baseVal.width;
if (share < 1 && share > 0.6) resize(share);
const target = follow();
// The browser goes to what the link names when all is loaded, which may be in the list.
if (target) addEventListener('load', () => requestAnimationFrame(() => target.scrollIntoView()));
