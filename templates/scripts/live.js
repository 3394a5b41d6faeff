// The page of a training that goes on: what its server tells takes the place of what stood there.
{
  const words = document.getElementById('going'), source = new EventSource('events');
  source.addEventListener('state', ({ data }) => {
    const cursor = document.querySelector('#recorder .cursor');
    const held = cursor === document.activeElement, step = Number(cursor?.getAttribute('aria-valuenow'));
    // A cursor at the end stays there.
    const stays = cursor && step < Number(cursor.getAttribute('aria-valuemax'));
    for (const [id, html] of Object.entries(JSON.parse(data))) {
      const part = document.getElementById(id);
      if (part) part.innerHTML = html;
    }
    for (const strip of document.querySelectorAll('#recorder .flight')) record(strip, stays ? step : null);
    if (held) document.querySelector('#recorder .cursor')?.focus({ preventScroll: true });
    words.dataset.count = Number(words.dataset.count ?? 0) + 1;
  });
  source.addEventListener('end', () => { source.close(); location.reload(); });
  source.addEventListener('open', () => { words.textContent = words.dataset.words ?? words.textContent; });
  source.addEventListener('error', () => {
    words.dataset.words ??= words.textContent;
    words.textContent = 'The program that served this page has gone; this is what it showed last.';
  });
}
