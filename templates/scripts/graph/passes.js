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
