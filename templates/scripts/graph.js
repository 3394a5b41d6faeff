'use strict';
// What makes the graph of a run move, one topic a file, in this order: a file uses names of those
// before it, and in what is called later also of those behind it. They are joined where a page is
// made.
for (const root of document.querySelectorAll('.graph-section')) {
  //= graph/section.js
  //= graph/passes.js
  //= graph/view.js
  //= graph/replay.js
  //= graph/folds.js, if folds, or graph/flat.js
  //= graph/nodes.js
  //= graph/search.js
  //= graph/zoom.js
  //= graph/tracks.js
  //= graph/scrubber.js
  //= graph/links.js
}
