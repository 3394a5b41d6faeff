// Quiz: questions whose answers the page has only as salted hashes. While it asks, what would tell
// them is not on the page.
const questionsSource = find('template.questions');
if (questionsSource) {
  const ask = byId('ask'), { rounds, questions } = JSON.parse(questionsSource.content.textContent);
  const [question, given, choices, entry, answer, hints, reply, hint, skip] =
    ['question', 'given', 'choices', 'entry', 'answer', 'hints', 'reply', 'hint', 'skip'].map(byId);
  let number = 0, right = 0, tried = false, told = 0, kept = [];

  const hash = (text, salt) => {
    let one = sha256(`${salt}:${text}`);
    for (let i = 1; i < rounds; i += 1) one = sha256(one + salt);
    return one.slice(0, 16);
  };
  const unseal = (codes, key, salt) => {
    const own = hash(`reason:${key}`, salt);
    let letters = '';
    for (let block = 0; letters.length < 2 * codes.length; block += 1) letters += sha256(`${own}:${block}`).slice(0, 42);
    const at = (index) => letters.charCodeAt(index);
    return new TextDecoder().decode(Uint8Array.from(codes, (code, i) =>
      code ^ ((31 * at(2 * i) + 7 * at(2 * i + 1)) & 255)));
  };
  // What was given, rounded to three digits, and a unit of the last of them more and less.
  const read = (text) => {
    const clean = text.trim().replace(/[−–]/g, '-').replace(',', '.');
    const [, top, , bottom] = clean.match(/^([-+]?[\d.]+(e[-+]?\d+)?)(?:\/([\d.]+))?$/i) || [];
    return top === undefined ? NaN : Number(top) / (bottom === undefined ? 1 : Number(bottom));
  };
  const rounded = (x) => (x === 0 ? '0.00e+0' : x.toExponential(2));
  const candidates = (x) => {
    if (x === 0) return [rounded(0)];
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(x))) - 2);
    return [...new Set([rounded(x), rounded(x + unit), rounded(x - unit)])];
  };
  const verdict = (kind, text, reason) => {
    reply.replaceChildren(create('span', { className: kind, textContent: text }), ` ${reason}`);
  };
  const put = () => {
    for (const part of all('.card.now')) part.classList.remove('now');
    answer.value = '';
    hints.replaceChildren();
    choices.replaceChildren();
    tried = false;
    told = 0;
    const one = questions[number];
    for (const part of [given, entry, hint, skip]) part.hidden = true;
    if (!one) {
      question.textContent = `Done: ${right} of ${questions.length} right at the first try.`;
      return;
    }
    question.textContent = `${number + 1} of ${questions.length}. ${one.text}`;
    hint.hidden = skip.hidden = false;
    entry.hidden = one.choices.length > 0;
    for (const text of one.choices) {
      choices.append(create('button', { type: 'button', textContent: text, onclick: () => judge([text]) }));
    }
    if (one.table.length) {
      given.hidden = false;
      given.tBodies[0].replaceChildren(...one.table.map((row) => {
        const line = create('tr');
        line.append(...row.map((text, column) => (column
          ? create('td', { className: 'number', textContent: text })
          : create('th', { scope: 'row', textContent: text }))));
        return line;
      }));
    }
    const cards = elements(one.on);
    for (const card of cards) card.classList.add('now');
    if (cards[0]) reveal(cards[0]);
  };
  const judge = (texts) => {
    const one = questions[number];
    if (!one) return;
    const hashes = texts.map((text) => hash(text, one.salt));
    const found = hashes.indexOf(one.answer);
    if (found >= 0) {
      if (!tried) right += 1;
      verdict('right', 'Right.', unseal(one.reason, texts[found], one.salt));
      number += 1;
      put();
    } else {
      tried = true;
      const slip = one.slips.find(([code]) => hashes.includes(code));
      verdict('wrong', 'Not yet.', slip ? slip[1] : one.choices.length
        ? 'Look at the numbers once more; a hint may help.'
        : 'Multiply what comes from above by the local derivative, and add up all ways.');
    }
    if (!entry.hidden) answer.focus();
  };
  const judgeNumber = () => {
    const x = read(answer.value);
    if (Number.isNaN(x)) { verdict('wrong', 'That is no number.', 'Write −4, 0.25 or 1/3.'); return; }
    judge(candidates(x));
  };
  byId('judge').onclick = judgeNumber;
  // No form, whose submission the page's policy forbids.
  answer.onkeydown = (event) => { if (event.key === 'Enter' && !event.isComposing) judgeNumber(); };
  hint.onclick = () => {
    const text = questions[number]?.hints[told];
    if (!text) return;
    told += 1;
    hints.append(create('li', { textContent: text }));
    hint.hidden = told >= questions[number].hints.length;
  };
  skip.onclick = () => {
    if (!questions[number]) return;
    verdict('wrong', 'Skipped.', ask ? 'Leave the quiz to see all numbers.' : '');
    number += 1;
    put();
  };
  const begin = () => {
    quizzed = true;
    number = right = 0;
    reply.replaceChildren();
    quiz.hidden = false;
    put();
    (entry.hidden ? choices.firstElementChild : answer)?.focus({ preventScroll: true });
  };
  if (ask) {
    // Takes the place of all that tells: pictures, numbers, steps, the words at the top.
    const asked = create('figure'), box = create('div', { className: 'scroll' });
    box.append(find('template.asked').content.cloneNode(true));
    asked.append(box);
    const leave = () => {
      for (const [part, mark] of kept) mark.replaceWith(part);
      kept = [];
      asked.remove();
      quizzed = false;
      quiz.hidden = true;
      ask.setAttribute('aria-pressed', false);
      root.classList.remove('quizzing');
      showAll();
    };
    ask.onclick = () => {
      if (!quiz.hidden) { leave(); return; }
      stop();
      if (circuit?.isChanged()) circuit.reset.click();
      const telling = [...all('figure, .graph details, .live, .because, .now'), byId('steps'), byId('nodes'),
        ...document.querySelectorAll('header p, #check')].filter((part) => part && !part.closest('.live details'));
      kept = telling.map((part) => {
        const mark = document.createComment('');
        part.replaceWith(mark);
        return [part, mark];
      });
      quiz.after(asked);
      const drawn = find('svg', box);
      widen(drawn, drawn.viewBox.baseVal.width * Math.min(zoom, 1));
      ask.setAttribute('aria-pressed', true);
      root.classList.add('quizzing');
      begin();
    };
  } else {
    begin();
  }
}
