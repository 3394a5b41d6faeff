'use strict';
// What makes a graph that stands alone move and answer, one topic a file, in this order: a file
// uses names of those before it, and in what is called later also of those behind it. They are
// joined where a page is made.
for (const root of document.querySelectorAll('.graph-section')) {
  //= graph/section.js
  //= graph/passes.js
  //= graph/view.js
  //= graph/replay.js
  //= graph/folds.js, if folds, or graph/flat.js
  //= graph/nodes.js
  //= graph/search.js
  //= graph/zoom.js
  //= graph/numbers.js, if circuit
  //= graph/circuit.js, if circuit
  //= graph/quiz.js, if quiz
  //= graph/links.js
}
