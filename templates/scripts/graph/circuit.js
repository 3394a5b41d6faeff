// The circuit: where a reader changes a number, both passes run again, operation by operation as the
// program has written them down, and the page shows what comes out.
const source = find('template.circuit');
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
  const isChanged = () => inputs.some((x, slot) => x !== born[slot]);
  const run = () => {
    numbers.set(inputs);
    let slot = born.length;
    for (const [one, x, y] of calls) numbers[slot++] = one(numbers[x], numbers[y]);
  };
  const at = (slots) => slots.map((slot) => numbers[slot]);
  const value = (node) => at(data.values[node]), gradient = (node) => at(data.gradients[node]);
  const loss = () => sum(value(data.output));
  const isScalar = (node) => !data.shapes[node].length, goal = data.names[data.output];

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
    for (const [name, list] of [['value', forward], ['gradient', backward]]) {
      if (!list.length) continue;
      const text = own(card, `text.${name}`).at(-1), group = own(card, `g.of-${name}`)[0];
      if (text && text.textContent !== 'empty') {
        const sign = text.textContent.startsWith('Σ ') ? 'Σ ' : '';
        write(text, sign + print(list.length === 1 ? list[0] : norm(list)));
      }
      if (group) { group.dataset.shape = data.shapes[node].join(' '); fill(group, list); }
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
    const title = find(':scope > title', wire)?.textContent;
    // What is written in parts is one text from now on.
    const join = (text, words, others) => {
      text.removeAttribute('textLength');
      text.textContent = words;
      for (const other of others) other.remove();
    };
    stroke(wire, size, width(size));
    if (flow.local === null) {
      // Below the rule of a tensor stands what goes in and what comes out.
      const said = (part) => (part.length === 1 ? print(part[0], 3) : part.length <= 3
        ? `(${part.map((x) => print(x, 3)).join(', ')})` : `norm ${print(norm(part), 3)}`);
      const [, figures, ...others] = texts;
      if (!figures) return;
      const above = said(gradient(flow.consumer));
      join(figures, `${above} → ${said(list)}`, others);
      if (title) label(wire, `${title.split(', upstream')[0]}, upstream ${above}, contribution ${said(list)}`);
      return;
    }
    const [upstream, local] = [gradient(flow.consumer)[0], numbers[flow.local]], [text, ...others] = texts;
    if (others.length || text?.textContent.includes('×')) {
      join(text, `${print(upstream, 3)} × ${print(local, 3)} = ${print(list[0], 3)}`, others);
    } else write(text, print(list[0], 3));
    if (title) {
      label(wire, `${title.split(': upstream')[0]}: upstream ${print(upstream, 17)} × local ${print(local, 17)}`
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
    const tail = ` ${goal} = ${print(loss())}.` + (names.length
      ? ` The gradient is ${names.slice(0, 12).map((leaf) =>
        `${print(gradient(leaf.node)[0])} for ${data.names[leaf.node]}`).join(', ')}${names.length > 12 ? ', …' : ''}.` : '');
    for (const one of words) if (one) one.textContent = one.textContent.match(/^.*?\.(?= |$)/)[0] + tail;
    for (const svg of svgs) {
      for (const text of isScalar(data.output) ? all('.legend text:is(.value, .gradient)', svg) : []) {
        const [number] = (text.matches('.value') ? value : gradient)(data.output);
        if (text.textContent !== 'norm') write(text, print(number));
      }
      // Numbers in the words of a bracket are those of before.
      for (const text of all('.bracket text', svg)) {
        if (/ = [−\d(.][^=]*$/.test(text.textContent)) write(text, text.textContent.replace(/( = [−\d(.][^=]*)+$/, ''));
      }
    }
  };
  const show = () => {
    // What was wrong with the file's numbers is not so of these.
    for (const mark of all('g.correction')) mark.remove();
    for (const flow of data.flows) for (const wire of elements(flow.wires)) showWire(wire, flow);
    for (const [card, row] of rowOfCard) showCard(card, Number(nodeOf(row)));
    // What a fold says of all that is in it is of the numbers before.
    for (const card of all('.card')) if (!rowOfCard.has(card)) card.classList.toggle('stale', isChanged());
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
    outcome.textContent = `${nameOf(slot)} = ${print(number, 6)}, ${goal} = ${print(loss(), 6)}`;
    return true;
  };
  const showPass = () => {
    show();
    fields.forEach((field, slot) => {
      if (field !== document.activeElement || Number(field.value) !== inputs[slot]) field.value = inputs[slot];
    });
  };
  const nudge = (slot, by) => () => set(slot, Number((inputs[slot] + by * unit(inputs[slot])).toPrecision(12)));
  const arrows = (part, slot) => keys(part, { ArrowUp: nudge(slot, 1), ArrowDown: nudge(slot, -1) });
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
      const words = `${data.names[leaf.node]}, ${data.shapes[leaf.node].join('×')}`;
      const details = create('details', { open: leaf.values.length <= 8 });
      home = create('div', { className: 'elements' });
      details.append(create('summary', { textContent: words }), home);
      list.append(details);
    }
    leaf.values.forEach((_, position) => {
      const slot = leaf.first + position, line = create('label');
      const field = create('input', { type: 'number', step: 'any', value: born[slot] });
      field.oninput = () => {
        const isNumber = field.value !== '' && set(slot, Number(field.value));
        field.setAttribute('aria-invalid', !isNumber);
      };
      arrows(field, slot);
      line.append(`${nameOf(slot)} `, field);
      home.append(line);
      fields[slot] = field;
    });
    if (!isScalar(leaf.node)) continue;
    const row = rows.find((one) => Number(nodeOf(one)) === leaf.node);
    for (const card of row ? elements(row.dataset.cards) : []) {
      arrows(card, leaf.first);
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
    const after = loss(), [was, is] = [print(before, 6), print(after, 6)], large = 'η is too large for this place.';
    outcome.textContent = `${goal} ${after < before ? `fell from ${was} to ${is}.`
      : after > before ? `rose from ${was} to ${is}: ${large}`
        : Number.isNaN(after) ? `is NaN: ${large}` : `stays ${is}: no input moves it.`}`;
  };
  byId('reset').onclick = () => {
    inputs = [...born];
    run();
    showPass();
    outcome.textContent = `As it was: ${goal} = ${print(loss(), 6)}.`;
  };
  const rank = () => {
    const entries = data.leaves.flatMap((leaf) => gradient(leaf.node).map((slope, position) =>
      ({ name: nameOf(leaf.first + position), slope })))
      .sort((a, b) => Math.abs(b.slope) - Math.abs(a.slope));
    ranking.replaceChildren(...entries.slice(0, 12).map(({ name, slope }) => create('li', {
      textContent: slope === 0 ? `${name} does not move ${goal} here`
        : `${name}: a little more of it moves ${goal} ${print(slope)} times as much`,
    })));
  };
  byId('rank').textContent = `What moves ${goal} most?`;
  byId('rank').onclick = () => {
    ranked = !ranked;
    byId('rank').setAttribute('aria-expanded', ranked);
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
  circuit = { reset: byId('reset'), isChanged };
}
