// The section: how its parts are found, and what all topics know. Its state: the timer of the replay,
// the zoom, whether the quiz asks, and the scrubber and the circuit where there is one.
const find = (query, part = root) => part.querySelector(query);
const all = (query, part = root) => [...part.querySelectorAll(query)];
const prefix = root.dataset.prefix;
const byId = (id) => document.getElementById(prefix + id);
const elements = (ids) => (ids || '').split(' ').map((id) => document.getElementById(id)).filter(Boolean);
const svgs = all('.graph svg').filter((svg) => !svg.closest('.insides')), steps = all('.steps li'), rows = all('tr[data-cards]');
const [bar, now, slider, play, quiz] = ['bar', 'now', 'step', 'play', 'quiz'].map(byId);
const still = matchMedia('(prefers-reduced-motion: reduce)');
const rowOfCard = new Map();
for (const row of rows) for (const card of elements(row.dataset.cards)) rowOfCard.set(card, row);
const marks = steps.map((step) => elements(step.dataset.on));
const pass = steps.map((step) => step.parentElement.classList[1]);
const isBackward = pass.map((name) => name === 'backward');
const nodeOf = (row) => row.id.slice(prefix.length + 5);
let timer = 0, zoom = 1, quizzed = false, scrubber = null, circuit = null;
// An element of the page with these properties, and one of a picture with these attributes.
const create = (name, properties) => Object.assign(document.createElement(name), properties);
const draw = (name, parent, attributes) => {
  const part = parent.appendChild(document.createElementNS('http://www.w3.org/2000/svg', name));
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  return part;
};
// What some keys do where a part has the focus.
const keys = (part, actions) => part.addEventListener('keydown', (event) => {
  const action = actions[event.key];
  if (action) { event.preventDefault(); action(); }
});
