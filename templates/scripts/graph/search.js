// Search.
const search = byId('search');
let found = [];
search.oninput = () => {
  for (const card of found) card.classList.remove('found');
  const wanted = search.value.trim().toLowerCase();
  found = wanted ? [...rowOfCard].filter(([, row]) =>
    find('th', row).textContent.toLowerCase().includes(wanted)
    || row.cells[1].textContent.toLowerCase() === wanted).map(([card]) => card) : [];
  for (const card of found) card.classList.add('found');
  unfold(found);
  point(found);
  say(wanted ? `${found.length} found` : '');
};
search.onkeydown = (event) => {
  if (event.key === 'Escape') { search.value = ''; search.oninput(); }
  if (event.key === 'Enter' && found.length) { event.preventDefault(); unfold([found[0]]); found[0].focus(); found.push(found.shift()); }
};
