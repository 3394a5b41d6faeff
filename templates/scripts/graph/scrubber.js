// The scrubber: the choice between the steps of a training.
const scrub = find('.scrub');
if (scrub) {
  const range = byId('at'), output = find('output', scrub), labels = scrub.dataset.labels.split('\n');
  const numbers = scrub.dataset.steps.split(' ').map(Number);
  const home = numbers.indexOf(Number(scrub.dataset.replayed));
  const tracks = all('template.tracks').flatMap((template) => {
    const shapes = all('title, desc, path, text, image', find('svg', template.parentElement));
    const lines = template.content.textContent.split('\n').filter(Boolean).map((line) => line.split('\t'));
    return lines.map(([index, name, ...changes]) => {
      const [kind, ...fields] = changes[0][0] === '@' ? lines[changes[0].slice(1)].slice(2) : changes;
      const element = shapes[index];
      return { element, name, values: track(element, name, kind, fields, labels.length) };
    });
  });
  const put = (frame) => {
    closeFolds();
    range.value = frame;
    output.textContent = labels[frame];
    range.setAttribute('aria-valuetext', labels[frame]);
    for (const { element, name, values } of tracks) {
      const value = values[frame];
      if (name === '#') element.textContent = value;
      else if (value === '-') element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
    for (const card of all('svg .card')) card.setAttribute('aria-label', find('title', card).textContent);
  };
  const move = (frame) => {
    if (frame < 0 || frame >= labels.length) return;
    stop();
    show(steps.length, false);
    put(frame);
    say(`Point at a node for its numbers at this step; Next replays step ${scrub.dataset.replayed}.`);
    history.replaceState(null, '', `#${prefix}at-${numbers[frame]}`);
    document.dispatchEvent(new CustomEvent('vizbp:step', { detail: { step: numbers[frame], from: root } }));
  };
  // The cursor of a report's strip moves the picture, and nothing else of the section.
  document.addEventListener('vizbp:step', ({ detail }) => {
    if (detail.from === root) return;
    const next = numbers.findIndex((one) => one > detail.step);
    const frame = next < 0 ? numbers.length - 1 : Math.max(next - 1, 0);
    if (frame === Number(range.value)) return;
    if (now.textContent) { stop(); show(steps.length, false); }
    put(frame);
  });
  scrubber = {
    isReplayed: () => Number(range.value) === home,
    label: () => labels[range.value],
    back: () => { if (Number(range.value) !== home) put(home); },
    to: (step) => move(numbers.findIndex((one, index) =>
      index === numbers.length - 1 || Math.abs(one - step) <= Math.abs(numbers[index + 1] - step))),
  };
  range.oninput = () => move(Number(range.value));
  find('.earlier', scrub).onclick = () => move(Number(range.value) - 1);
  find('.later', scrub).onclick = () => move(Number(range.value) + 1);
  put(Number(range.max));
  scrub.hidden = false;
  find('.still').hidden = true;
}
