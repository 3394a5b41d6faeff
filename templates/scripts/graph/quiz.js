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
  const judge = () => {
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
  byId('judge').onclick = judge;
  // No form, whose submission the page's policy forbids.
  answer.onkeydown = (event) => { if (event.key === 'Enter' && !event.isComposing) judge(); };
  byId('skip').onclick = () => {
    if (!quizzed) return;
    verdict('wrong', `It is ${quizzed.dataset.answer}.`, why(quizzed));
    settle(quizzed);
    put();
    answer.focus();
  };
}
