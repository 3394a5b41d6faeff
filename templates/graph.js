'use strict';
for (const root of document.querySelectorAll('.graph-section')) {
  const find = (query, part = root) => part.querySelector(query);
  const all = (query, part = root) => [...part.querySelectorAll(query)];
  const prefix = root.dataset.prefix;
  const byId = (id) => document.getElementById(prefix + id);
  const elements = (ids) => (ids || '').split(' ').map((id) => document.getElementById(id)).filter(Boolean);
  const svgs = all('.graph svg'), steps = all('.steps li'), rows = all('tr[data-cards]');
  const [bar, now, slider, play, quiz] = ['bar', 'now', 'step', 'play', 'quiz'].map(byId);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const rowOfCard = new Map();
  for (const row of rows) for (const card of elements(row.dataset.cards)) rowOfCard.set(card, row);
  const marks = steps.map((step) => elements(step.dataset.on));
  const pass = steps.map((step) => step.parentElement.classList[1]);
  const isBackward = pass.map((name) => name === 'backward');
  const nodeOf = (row) => row.id.slice(prefix.length + 5);
  let timer = 0, zoom = 1, quizzed = null, scrubber = null;

  // When a node has its value and when it has all of its gradient, as numbers of steps.
  const valueAt = new Map(), gradientAt = new Map(), wireAt = new Map();
  steps.forEach((step, index) => {
    const number = index + 1, node = step.dataset.node;
    if (pass[index] === 'forward') valueAt.set(node, number);
    if (isBackward[index]) {
      if ('completes' in step.dataset) gradientAt.set(node, number);
      for (const part of marks[index]) if (part.classList.contains('wire')) wireAt.set(part, number);
    }
  });

  const say = (text) => { now.textContent = text; };

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

  // Opens a closed picture where nothing else shows any of the parts.
  const unfold = (parts) => {
    if (parts.length && parts.every((part) => part.closest('details:not([open])'))) {
      parts[0].closest('details').open = true;
    }
  };

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
    say(`${name[0].toUpperCase()}${name.slice(1)}, step ${number} of ${steps.length}: `
      + current.textContent.trim());
    history.replaceState(null, '', `#${prefix}step-${number}`);
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute('aria-pressed', 'false');
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
    play.setAttribute('aria-pressed', 'true');
    play.textContent = 'Pause';
    if (at() >= steps.length) show(0, false);
    const tick = () => { go(at() + 1); if (at() >= steps.length) stop(); };
    tick();
    timer = setInterval(tick, 1600);
  };

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
    } else if (row) say(story(row)); else if (title) say(title.textContent);
  };
  for (const svg of svgs) {
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
        // A fold: the next picture shows what is in it.
        const level = part.closest('figure, details');
        const next = level && (level.matches('figure')
          ? find('details') : level.nextElementSibling);
        if (next && next.matches('details')) { next.open = true; find('summary', next).focus(); }
      };
      part.addEventListener('click', open);
      part.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); open(); }
        if (event.key === 'ArrowRight') { event.preventDefault(); byId('next').click(); }
        if (event.key === 'ArrowLeft') { event.preventDefault(); byId('back').click(); }
      });
    }
  }

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
    if (event.key === 'Enter' && found.length) { event.preventDefault(); found[0].focus(); found.push(found.shift()); }
  };

  // Zoom; the frame scrolls.
  const widen = (svg, width) => { svg.style.width = `${width}px`; };
  const resize = (factor) => {
    zoom = Math.max(0.2, Math.min(6, factor));
    for (const svg of svgs) widen(svg, svg.viewBox.baseVal.width * zoom);
  };
  byId('larger').onclick = () => resize(zoom * 1.25);
  byId('smaller').onclick = () => resize(zoom / 1.25);
  byId('fit').onclick = () => {
    const room = svgs[0].parentElement.clientWidth;
    resize(room / svgs[0].viewBox.baseVal.width);
    for (const svg of svgs) widen(svg, Math.min(room, svg.viewBox.baseVal.width * Math.max(zoom, 1)));
  };
  for (const box of all('.scroll')) {
    let last = null;
    box.addEventListener('pointerdown', (event) => {
      if (event.pointerType === 'mouse' && event.button === 0) last = event;
    });
    addEventListener('pointerup', () => { last = null; });
    box.addEventListener('pointermove', (event) => {
      if (!last || !event.buttons) return;
      box.scrollLeft -= event.clientX - last.clientX;
      box.scrollTop -= event.clientY - last.clientY;
      last = event;
    });
    box.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      resize(zoom * Math.exp(-event.deltaY / 300));
    }, { passive: false });
  }

  // Quiz: the gradients are hidden, asked for one by one, and explained.
  const ask = byId('ask');
  if (ask) {
    const seen = new Set();
    const questions = steps.map((step, index) => isBackward[index] && rows.find((row) => nodeOf(row) === step.dataset.node))
      .filter((row) => row && row.dataset.answer && !seen.has(row) && seen.add(row));
    const [question, answer, reply] = ['question', 'answer', 'reply'].map(byId);
    let asked = 0, right = 0, tried = false;
    const cards = (row) => elements(row.dataset.cards);
    const put = () => {
      answer.value = '';
      tried = false;
      if (asked >= questions.length) {
        quizzed = null;
        question.textContent = `Done: ${right} of ${questions.length} right at the first try.`;
        answer.hidden = true;
        return;
      }
      quizzed = questions[asked];
      answer.hidden = false;
      question.textContent = `What is the gradient of ${find('th', quizzed).textContent}?`;
      for (const part of all('.card.now')) part.classList.remove('now');
      for (const card of cards(quizzed)) card.classList.add('now');
      if (cards(quizzed)[0]) reveal(cards(quizzed)[0]);
    };
    const leave = () => {
      quizzed = null;
      quiz.hidden = true;
      ask.setAttribute('aria-pressed', 'false');
      root.classList.remove('quizzing');
      showAll();
    };
    const number = (text) => {
      const clean = text.trim().replace(/[−–]/g, '-').replace(',', '.');
      const [, top, , bottom] = clean.match(/^([-+]?[\d.]+(e[-+]?\d+)?)(?:\/([\d.]+))?$/i) || [];
      return top === undefined ? NaN : Number(top) / (bottom === undefined ? 1 : Number(bottom));
    };
    const settle = (row) => {
      for (const card of cards(row)) card.classList.remove('nogradient');
      asked += 1;
    };
    const why = (row) => steps.filter((step, index) => isBackward[index] && step.dataset.node === nodeOf(row))
      .map((step) => step.textContent.trim()).join('; ');
    const verdict = (kind, text, reason) => {
      reply.replaceChildren();
      const word = document.createElement('span');
      word.className = kind;
      word.textContent = text;
      reply.append(word, ` ${reason}`);
    };
    ask.onclick = () => {
      if (!quiz.hidden) { leave(); return; }
      stop();
      show(steps.length, false);
      asked = right = 0;
      reply.replaceChildren();
      quiz.hidden = false;
      ask.setAttribute('aria-pressed', 'true');
      root.classList.add('quizzing');
      for (const card of rowOfCard.keys()) card.classList.add('nogradient');
      for (const wire of wireAt.keys()) wire.classList.add('nogradient');
      say('');
      put();
      answer.focus();
    };
    quiz.onsubmit = (event) => {
      event.preventDefault();
      if (!quizzed) return;
      const [given, wanted] = [number(answer.value), Number(quizzed.dataset.answer)];
      if (Number.isNaN(given)) { verdict('wrong', 'That is no number.', 'Write −4, 0.25 or 1/3.'); return; }
      const near = Math.abs(given - wanted) <= 0.01 * Math.abs(wanted) + 1e-9;
      if (near) {
        if (!tried) right += 1;
        verdict('right', 'Right.', why(quizzed));
        settle(quizzed);
        put();
      } else {
        tried = true;
        verdict('wrong', 'Not yet.', given === -wanted
          ? 'The sign is the other one.' : 'Multiply what comes from above by the local derivative, and add up all ways.');
      }
      answer.focus();
    };
    byId('skip').onclick = () => {
      if (!quizzed) return;
      verdict('wrong', `It is ${quizzed.dataset.answer}.`, why(quizzed));
      settle(quizzed);
      put();
      answer.focus();
    };
  }

  // Steps of a training: the pictures' elements get what the tracks say, and never move.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-.:;?@[]^_';
  const decode = (text) => {
    const codes = [...text].map((digit) => digits.indexOf(digit)), numbers = [];
    for (let i = 0; i < codes.length; i += 1) {
      const code = codes[i];
      if (code < 75) numbers.push(code - 37);
      else if (code < 79) {
        const size = 38 + (code - 75) % 2 * 81 + codes[i += 1];
        numbers.push(code < 77 ? size : -size);
      } else {
        const size = (codes[i + 1] * 81 + codes[i + 2]) * 81 + codes[i += 3];
        numbers.push(code < 80 ? size : -size);
      }
    }
    return numbers;
  };
  const number = /-?\d+(?:\.\d+)?/g;
  const read = (element, name) => (name === '#' ? element.textContent : element.getAttribute(name) ?? '-');
  const track = (element, name, kind, fields, count) => {
    let value = read(element, name);
    if (!kind) return fields.map((field) => (value = field || value));
    const [unit, where] = kind.match(/^([\d.]+):(.*)$/).slice(1);
    let place = 0;
    const places = decode(where).map((distance) => (place += distance));
    const moves = decode(fields[0]), now = value.match(number).map(Number);
    return Array.from({ length: count }, (_, frame) => {
      places.forEach((one, index) => {
        now[one] = Number((now[one] + moves[frame * places.length + index] * unit).toFixed(6));
      });
      let next = 0;
      return value.replace(number, () => now[next++]);
    });
  };
  const scrub = find('.scrub');
  if (scrub) {
    const range = byId('at'), output = find('output', scrub), labels = scrub.dataset.labels.split('\n');
    const numbers = scrub.dataset.steps.split(' ').map(Number);
    const home = numbers.indexOf(Number(scrub.dataset.replayed));
    const tracks = all('template.tracks').flatMap((template) => {
      const shapes = all('title, desc, path, text, image', find('svg', template.parentElement));
      return template.content.textContent.split('\n').filter(Boolean).map((line) => {
        const [place, name, kind, ...fields] = line.split('\t'), element = shapes[place];
        return { element, name, values: track(element, name, kind, fields, labels.length) };
      });
    });
    const put = (frame) => {
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
    };
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

  // Links to a step or a node.
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
      say(story(row));
    }
    if (kind) target.scrollIntoView();
    return kind && target;
  };
  addEventListener('hashchange', follow);
  bar.hidden = false;
  say('Next goes through the passes step by step; point at a node, or tab to it, for its chain rule.');
  const share = svgs[0].parentElement.clientWidth / svgs[0].viewBox.baseVal.width;
  if (share < 1 && share > 0.6) resize(share);
  const target = follow();
  // The browser goes to what the link names when all is loaded, which may be in the list.
  if (target) addEventListener('load', () => requestAnimationFrame(() => target.scrollIntoView()));
}
