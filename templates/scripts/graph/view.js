// What is said below the buttons, and what the open pictures show of a part. What tells numbers is a
// function, so that it can be said again where they change.
let saying = '';
const say = (words) => {
  saying = words;
  now.textContent = typeof words === 'function' ? words() : words;
};

const reveal = (part) => {
  const box = part.closest('.scroll');
  if (!box) return;
  const [a, b] = [part.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollBy({
    left: a.left + a.width / 2 - b.left - b.width / 2,
    top: a.top + a.height / 2 - b.top - b.height / 2,
    behavior: still.matches ? 'auto' : 'smooth',
  });
};

// Shows in each open picture the first of the parts that stand for a thing.
const point = (parts) => {
  for (const svg of svgs) {
    const part = parts.find((one) => svg.contains(one));
    if (part && !svg.closest('details:not([open])')) reveal(part);
  }
};

// Opens the folds and the picture that the first of the parts is in, where nothing else shows any of them.
const uncover = (part) => {
  const shut = part.closest('.insides');
  const card = shut && document.getElementById(shut.dataset.of);
  if (card) { uncover(card); openFold(card); }
  const closed = part.closest('details:not([open])');
  if (closed) closed.open = true;
};
const unfold = (parts) => {
  if (parts.length && parts.every((part) => part.closest('details:not([open]), .insides'))) uncover(parts[0]);
};
