// How a picture makes room: its paths are bent, and its axes stretched.
const boxOf = (part) => { const b = part.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
const around = (parts) => parts.map(boxOf).reduce((a, b) => a.map((one, i) => (i < 2 ? Math.min : Math.max)(one, b[i])));
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
const extent = (path) => path.flatMap(([, ...ends]) => ends.map(([x, y]) => [x, y, x, y]))
  .reduce((a, b) => a.map((one, i) => (i < 2 ? Math.min : Math.max)(one, b[i])));
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
