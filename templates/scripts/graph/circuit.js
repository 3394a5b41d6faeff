// The circuit: where a reader changes a number, both passes run again, operation by operation as the
// program has written them down, and the page shows what comes out.
const source = find('template.circuit');
let circuit = null;
if (source) {
  const data = JSON.parse(source.content.textContent);
  const born = data.leaves.flatMap((leaf) => leaf.values.map(Number));
  const calls = [];
  for (let i = 0; i < data.calls.length;) {
    const run = arithmetic[data.calls[i]];
    calls.push([run, data.calls[i + 1], data.calls[i + run.length]]);
    i += 1 + run.length;
  }
  const numbers = new Float64Array(born.length + calls.length + data.constants.length);
  data.constants.forEach((one, index) => { numbers[born.length + calls.length + index] = Number(one); });
  let inputs = [...born];
  const run = () => {
    numbers.set(inputs);
    let slot = born.length;
    for (const [one, x, y] of calls) numbers[slot++] = one(numbers[x], numbers[y]);
  };
  const at = (slots) => slots.map((slot) => numbers[slot]);
  const value = (node) => at(data.values[node]), gradient = (node) => at(data.gradients[node]);
  const loss = () => sum(value(data.output));
  const isScalar = (node) => !data.shapes[node].length;

  const whole = (list, shape) => (list.length > 64 ? `norm ${print(norm(list))}` : nested(list, shape));

  // The picture, with the widths that all pictures have.
  const [least, most, narrowest, perDecade] = data.widths;
  const width = (size) => (size === 0 ? 2
    : narrowest + perDecade * Math.log10((size <= most ? Math.max(size, least) : most) / least));
  const flowsOf = new Map();
  data.flows.forEach((flow) => {
    flowsOf.set(flow.consumer, [...flowsOf.get(flow.consumer) ?? [], flow]);
  });
  const locals = (node) => (flowsOf.get(node) ?? []).filter((flow) => flow.local !== null)
    .sort((a, b) => a.argument - b.argument).map((flow) => numbers[flow.local]);
  const showCard = (card, node) => {
    const [forward, backward] = [value(node), gradient(node)];
    const shown = (list) => print(list.length === 1 ? list[0] : norm(list));
    for (const [name, list] of [['value', forward], ['gradient', backward]]) {
      const text = own(card, `text.${name}`).at(-1);
      if (!text || !list.length || text.textContent === 'empty') continue;
      write(text, (text.textContent.startsWith('Σ ') ? 'Σ ' : '') + shown(list));
    }
    for (const name of ['value', 'gradient']) {
      const group = own(card, `g.of-${name}`)[0], list = name === 'value' ? forward : backward;
      if (group && list.length) { group.dataset.shape = data.shapes[node].join(' '); fill(group, list); }
    }
    // Two that stand below each other are one text from now on.
    const slopes = locals(node), [slope, ...others] = own(card, 'text.secondary:not([font-style])');
    if (slopes.length && slope && isScalar(node)) {
      write(slope, slopes.map((x) => print(x, 3)).join(', '));
      for (const other of others) write(other, '');
    }
    if (backward.length) stroke(card, norm(backward), width(norm(backward)));
    const words = find(':scope > title', card)?.textContent;
    if (words && isScalar(node)) {
      label(card, words.replace(/, value [^,]+/, `, value ${print(forward[0], 17)}`)
        .replace(/, gradient [^,]+/, `, gradient ${print(backward[0] ?? NaN, 17)}`)
        .replace(/, local .+/, `, local ${slopes.map((x) => print(x, 17)).join(', ')}`));
    }
  };
  const showWire = (wire, flow) => {
    const list = at(flow.to), size = norm(list), texts = own(wire, 'text');
    stroke(wire, size, width(size));
    if (flow.local === null) {
      // Below the rule of a tensor stands in parts what goes in and what comes out: one text from now on.
      const said = (part) => (part.length === 1 ? print(part[0], 3) : part.length <= 3
        ? `(${part.map((x) => print(x, 3)).join(', ')})` : `norm ${print(norm(part), 3)}`);
      const [, figures, ...others] = texts;
      if (!figures) return;
      figures.removeAttribute('textLength');
      figures.textContent = `${said(gradient(flow.consumer))} → ${said(list)}`;
      for (const text of others) text.remove();
      const words = find(':scope > title', wire)?.textContent.split(', upstream')[0];
      if (words) {
        label(wire, `${words}, upstream ${said(gradient(flow.consumer))}, contribution ${said(list)}`);
      }
      return;
    }
    const upstream = gradient(flow.consumer)[0], local = numbers[flow.local];
    // What says upstream × local = contribution, in parts, is one text from now on.
    if (texts.length > 1) {
      const first = texts[0];
      first.removeAttribute('textLength');
      first.textContent = `${print(upstream, 3)} × ${print(local, 3)} = ${print(list[0], 3)}`;
      for (const text of texts.slice(1)) text.remove();
    } else if (texts.length && texts[0].textContent.includes('×')) {
      texts[0].textContent = `${print(upstream, 3)} × ${print(local, 3)} = ${print(list[0], 3)}`;
    } else write(texts[0], print(list[0], 3));
    const words = find(':scope > title', wire)?.textContent.split(': upstream')[0];
    if (words) {
      label(wire, `${words}: upstream ${print(upstream, 17)} × local ${print(local, 17)}`
        + ` = contribution ${print(list[0], 17)}`);
    }
  };

  // The words: the table, the steps, and what the page begins with.
  const cell = (node, list, shape, part) => {
    if (!list.length) return;
    part.textContent = whole(list, shape);
    part.dataset.sort = isScalar(node) ? String(list[0]) : String(norm(list));
    // All digits, for whoever takes numbers from the page.
    part.dataset.numbers = list.join(' ');
  };
  const showRow = (row) => {
    const node = Number(nodeOf(row)), slopes = locals(node);
    cell(node, value(node), data.shapes[node], row.cells[3]);
    cell(node, gradient(node), data.shapes[node], row.cells[4]);
    if (slopes.length && isScalar(node)) row.cells[5].textContent = slopes.map((x) => print(x, 6)).join(', ');
  };
  const flowAt = new Map(data.flows.map((flow) => [`${flow.consumer}.${flow.argument}`, flow]));
  const showStep = (step) => {
    const shown = find('.numbers', step), node = Number(step.dataset.node), flow = flowAt.get(step.dataset.use);
    const remark = find('.remark', step);
    if (remark && isScalar(node)) {
      remark.textContent = remark.textContent.replace(/(add up: .* = )[^=)]+\)$/, `$1${print(gradient(node)[0], 5)})`);
    }
    if (!shown) return;
    if (step.dataset.form) {
      const given = data.inputs[node].map((input) => value(input)[0]);
      const form = step.dataset.form.replace(/(\p{L}?)(\(?)−⟨(\d+)⟩(\)?)/gu, (_, before, open, index, close) => {
        const x = given[index], isCall = before !== '';
        const enclosed = open && close && !isCall && !(x < 0);
        return before + (enclosed ? '' : open) + print(x, 5) + (enclosed ? '' : close);
      });
      shown.textContent = `= ${form} = ${print(value(node)[0], 5)}`;
    } else if (flow && flow.local !== null) {
      shown.textContent = `= ${print(gradient(flow.consumer)[0], 5)} × ${factor(numbers[flow.local], 5)}`
        + ` = ${print(numbers[flow.to[0]], 5)}`;
    } else if (shown.textContent.startsWith('norm')) {
      const list = flow ? gradient(node) : value(node);
      shown.textContent = (flow && shown.textContent.includes('→')
        ? `norm ${print(norm(gradient(flow.consumer)), 3)} → ` : 'norm ') + print(norm(list), 3);
    } else if (!flow && isScalar(node)) {
      shown.textContent = `= ${print((isBackward[steps.indexOf(step)] ? gradient(node) : value(node))[0], 5)}`;
    } else if (flow) shown.textContent = `= ${print(sum(at(flow.to)), 5)}`;
  };
  const showWords = () => {
    const names = data.leaves.filter((leaf) => isScalar(leaf.node) && data.gradients[leaf.node].length);
    const words = [...document.querySelectorAll('header p'), ...svgs.map((svg) => find('desc', svg))];
    const tail = ` ${data.names[data.output]} = ${print(loss())}.` + (names.length
      ? ` The gradient is ${names.slice(0, 12).map((leaf) =>
        `${print(gradient(leaf.node)[0])} for ${data.names[leaf.node]}`).join(', ')}${names.length > 12 ? ', …' : ''}.` : '');
    for (const one of words) if (one) one.textContent = one.textContent.match(/^.*?\.(?= |$)/)[0] + tail;
    for (const svg of svgs) {
      for (const text of all('.legend text.value', svg)) {
        if (text.textContent !== 'norm' && isScalar(data.output)) write(text, print(value(data.output)[0]));
      }
      for (const text of all('.legend text.gradient', svg)) {
        if (text.textContent !== 'norm' && isScalar(data.output)) write(text, print(gradient(data.output)[0]));
      }
      // Numbers in the words of a bracket are those of before.
      for (const text of all('.bracket text', svg)) {
        if (/ = [−\d(.][^=]*$/.test(text.textContent)) write(text, text.textContent.replace(/( = [−\d(.][^=]*)+$/, ''));
      }
    }
  };
  const show = () => {
    for (const svg of svgs) {
      // What was wrong with the file's numbers is not so of these.
      for (const mark of all('g.correction', svg)) mark.remove();
      const drawn = data.flows.flatMap((flow) => elements(flow.wires).filter((wire) => svg.contains(wire))
        .map((wire) => [wire, flow]));
      for (const [wire, flow] of drawn) showWire(wire, flow);
      for (const [card, row] of rowOfCard) if (svg.contains(card)) showCard(card, Number(nodeOf(row)));
    }
    rows.forEach(showRow);
    steps.forEach(showStep);
    showWords();
    say(saying);
    if (ranked) rank();
  };

  // The controls.
  const [panel, list, rate, outcome, ranking] = ['live', 'leaves', 'rate', 'outcome', 'ranking'].map(byId);
  const eta = () => Number((10 ** rate.value).toPrecision(2));
  const fields = [];
  let ranked = false;
  const unit = (x) => 10 ** (Math.floor(Math.log10(Math.max(Math.abs(x), 0.01))) - 1);
  const set = (slot, number) => {
    if (!Number.isFinite(number)) return false;
    stop();
    inputs[slot] = number;
    run();
    showPass();
    outcome.textContent = `${nameOf(slot)} = ${print(number, 6)}, ${data.names[data.output]} = ${print(loss(), 6)}`;
    return true;
  };
  const showPass = () => {
    show();
    fields.forEach((field, slot) => {
      if (field !== document.activeElement || Number(field.value) !== inputs[slot]) field.value = inputs[slot];
    });
  };
  const nudge = (slot, direction) => {
    const step = unit(inputs[slot]);
    set(slot, Number((inputs[slot] + direction * step).toPrecision(12)));
  };
  const index = (position, shape) => {
    const parts = [];
    for (const extent of [...shape].reverse()) { parts.unshift(position % extent); position = Math.floor(position / extent); }
    return parts.join(', ');
  };
  const leafOf = (slot) => data.leaves.findLast((leaf) => leaf.first <= slot);
  const nameOf = (slot) => {
    const leaf = leafOf(slot);
    return data.names[leaf.node] + (isScalar(leaf.node) ? '' : `[${index(slot - leaf.first, data.shapes[leaf.node])}]`);
  };
  for (const leaf of data.leaves) {
    let home = list;
    if (!isScalar(leaf.node)) {
      const details = document.createElement('details'), words = document.createElement('summary');
      words.textContent = `${data.names[leaf.node]}, ${data.shapes[leaf.node].join('×')}`;
      home = document.createElement('div');
      home.className = 'elements';
      details.append(words, home);
      list.append(details);
      if (leaf.values.length <= 8) details.open = true;
    }
    leaf.values.forEach((_, position) => {
      const slot = leaf.first + position, line = document.createElement('label');
      const field = document.createElement('input');
      Object.assign(field, { type: 'number', step: 'any', value: born[slot] });
      field.oninput = () => {
        const isNumber = field.value !== '' && set(slot, Number(field.value));
        field.setAttribute('aria-invalid', String(!isNumber));
      };
      field.onkeydown = (event) => {
        const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (direction) { event.preventDefault(); nudge(slot, direction); }
      };
      line.append(`${nameOf(slot)} `, field);
      home.append(line);
      fields[slot] = field;
    });
    if (!isScalar(leaf.node)) continue;
    const row = rows.find((one) => Number(nodeOf(one)) === leaf.node);
    for (const card of row ? elements(row.dataset.cards) : []) {
      card.addEventListener('keydown', (event) => {
        const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (direction) { event.preventDefault(); nudge(leaf.first, direction); }
      });
      const text = own(card, 'text.value')[0];
      if (!text) continue;
      text.classList.add('movable');
      let from = null;
      text.addEventListener('pointerdown', (event) => {
        event.stopPropagation();
        event.preventDefault();
        text.setPointerCapture(event.pointerId);
        from = { x: event.clientX, number: inputs[leaf.first] };
      });
      text.addEventListener('pointermove', (event) => {
        if (!from) return;
        const step = unit(from.number) / 5;
        set(leaf.first, Number((from.number + Math.round((event.clientX - from.x)) * step).toPrecision(12)));
      });
      for (const end of ['pointerup', 'pointercancel']) text.addEventListener(end, () => { from = null; });
    }
  }
  const trained = data.leaves.some((leaf) => leaf.trained);
  const moving = data.leaves.filter((leaf) => data.gradients[leaf.node].length && (!trained || leaf.trained));
  byId('descend').onclick = () => {
    const before = loss();
    const steps = moving.map((leaf) => gradient(leaf.node));
    moving.forEach((leaf, one) => steps[one].forEach((slope, position) => {
      inputs[leaf.first + position] -= eta() * slope;
    }));
    run();
    showPass();
    const after = loss(), name = data.names[data.output];
    const [was, is] = [print(before, 6), print(after, 6)];
    outcome.textContent = after < before ? `${name} fell from ${was} to ${is}.`
      : after > before ? `${name} rose from ${was} to ${is}: η is too large for this place.`
        : Number.isNaN(after) ? `${name} is NaN: η is too large for this place.` : `${name} stays ${is}: no input moves it.`;
  };
  byId('reset').onclick = () => {
    inputs = [...born];
    run();
    showPass();
    outcome.textContent = `As it was: ${data.names[data.output]} = ${print(loss(), 6)}.`;
  };
  const rank = () => {
    const entries = data.leaves.flatMap((leaf) => gradient(leaf.node).map((slope, position) =>
      ({ name: nameOf(leaf.first + position), slope })))
      .sort((a, b) => Math.abs(b.slope) - Math.abs(a.slope));
    ranking.replaceChildren(...entries.slice(0, 12).map(({ name, slope }) => {
      const item = document.createElement('li');
      item.textContent = slope === 0 ? `${name} does not move ${data.names[data.output]} here`
        : `${name}: a little more of it moves ${data.names[data.output]} ${print(slope)} times as much`;
      return item;
    }));
  };
  byId('rank').textContent = `What moves ${data.names[data.output]} most?`;
  byId('rank').onclick = () => {
    ranked = !ranked;
    byId('rank').setAttribute('aria-expanded', String(ranked));
    ranking.hidden = !ranked;
    if (ranked) rank();
  };
  rate.oninput = () => {
    byId('rate-shown').textContent = print(eta(), 2);
    rate.setAttribute('aria-valuetext', print(eta(), 2));
  };
  rate.oninput();
  run();
  panel.hidden = false;
  circuit = { panel, reset: byId('reset'), isChanged: () => inputs.some((x, slot) => x !== born[slot]) };
}
