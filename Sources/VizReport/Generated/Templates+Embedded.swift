// Written by scripts/embed-templates.sh from templates/. Do not edit.
// swift-format-ignore-file

extension Templates {
  /// The files of templates/, by name.
  static let embedded: [String: String] = [
    "gallery.mustache": ####"""
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>vizbp: worked examples and figures of backpropagation</title>
      <style>{{{style}}}</style>
      </head>
      <body>
      <a class="skip" href="#pictures">Skip to the pictures</a>
      <header>
      <h1>Backpropagation, worked</h1>
      <p>Computational graphs with forward values in <span class="value">green</span> and gradients in
      <span class="gradient">red</span>, and the figures of the lectures. Each picture is drawn by the command below it.</p>
      </header>
      <nav aria-label="Pictures" class="contents">
      {{#sections}}
      <div>
      <p><a href="#section-{{number}}">{{name}}</a></p>
      <ol>
      {{#entries}}
      <li><a href="#{{id}}">{{title}}</a></li>
      {{/entries}}
      </ol>
      </div>
      {{/sections}}
      </nav>
      <main id="pictures">
      {{#sections}}
      <h2 class="part" id="section-{{number}}">{{name}}</h2>
      {{#entries}}
      <section id="{{id}}" aria-labelledby="{{id}}-title">
      <h3 id="{{id}}-title">{{title}}</h3>
      <p>{{lesson}}</p>
      {{#truths}}
      <table>
      <caption>Computed for all four inputs</caption>
      <thead><tr><th scope="col">x₁</th><th scope="col">x₂</th><th scope="col">y</th><th scope="col">XOR</th><th scope="col">y is</th></tr></thead>
      <tbody>
      {{#rows}}
      <tr><td>{{x1}}</td><td>{{x2}}</td><td>{{y}}</td><td>{{xor}}</td><td>{{verdict}}</td></tr>
      {{/rows}}
      </tbody>
      </table>
      {{/truths}}
      <figure>
      <div class="scroll" tabindex="0" role="region" aria-label="Picture: {{title}}">
      <picture>
      <source srcset="{{id}}-dark.svg" media="(prefers-color-scheme: dark)">
      <img src="{{id}}.svg" width="{{width}}" height="{{height}}" style="min-width: {{least}}px" alt="{{summary}}" loading="lazy">
      </picture>
      </div>
      <figcaption><code>{{command}}</code> <span class="files"><a href="{{id}}.svg">SVG</a> <a href="{{id}}.png">PNG</a> <a href="{{id}}.pdf">PDF</a> <a href="{{id}}.tex">TikZ</a>{{#graph}} <a href="{{id}}.json">graph</a>{{/graph}}</span></figcaption>
      </figure>
      </section>
      {{/entries}}
      {{/sections}}
      </main>
      <footer><p>Drawn by vizbp {{version}}.</p></footer>
      </body>
      </html>
      """####,
    "graph-section.mustache": ####"""
      <div class="graph-section" data-prefix="{{prefix}}">
      <section id="{{prefix}}graph" class="graph" aria-labelledby="{{prefix}}graph-title">
      <h2 id="{{prefix}}graph-title">The graph{{#scrubber}}, step by step{{/scrubber}}{{#of}} of {{.}}{{/of}}</h2>
      {{#scrubber}}
      <p class="still">{{note}}</p>
      {{#fewer}}<p>{{.}}</p>{{/fewer}}
      <div class="scrub" role="group" aria-label="Step of the training{{#of}} of {{.}}{{/of}}" data-steps="{{steps}}" data-labels="{{labels}}" data-replayed="{{replayedStep}}" hidden>
      <button type="button" class="earlier" aria-label="An earlier step">◀</button>
      <input type="range" id="{{prefix}}at" min="0" max="{{most}}" value="{{most}}" aria-label="Step of the training">
      <button type="button" class="later" aria-label="A later step">▶</button>
      <output for="{{prefix}}at">{{label}}</output>
      </div>
      {{/scrubber}}
      <div class="bar" id="{{prefix}}bar" role="group" aria-label="Replay{{#of}} of {{.}}{{/of}}" hidden>
      {{#scrubber}}<span class="of">Replay of step {{replayed}}</span>{{/scrubber}}
      <button type="button" id="{{prefix}}back">◀ Back</button>
      <button type="button" id="{{prefix}}next">Next ▶</button>
      <button type="button" id="{{prefix}}play" aria-pressed="false">Play</button>
      <input type="range" id="{{prefix}}step" min="0" max="{{last}}" value="{{last}}" aria-label="Step">
      <button type="button" id="{{prefix}}all">Show all</button>
      {{#quiz}}<button type="button" id="{{prefix}}ask" aria-pressed="false">Quiz</button>{{/quiz}}
      <span class="gap"></span>
      <input type="search" id="{{prefix}}search" placeholder="Find a node" aria-label="Find a node" size="12">
      <button type="button" id="{{prefix}}smaller" aria-label="Smaller">−</button>
      <button type="button" id="{{prefix}}larger" aria-label="Larger">+</button>
      <button type="button" id="{{prefix}}fit">Fit</button>
      </div>
      <div class="quiz" id="{{prefix}}quiz" role="group" aria-labelledby="{{prefix}}question" hidden>
      <label for="{{prefix}}answer" id="{{prefix}}question"></label>
      <input id="{{prefix}}answer" autocomplete="off" inputmode="text">
      <button type="button" id="{{prefix}}judge">Check</button>
      <button type="button" id="{{prefix}}skip">Skip</button>
      <output id="{{prefix}}reply"></output>
      </div>
      <p class="now" id="{{prefix}}now" role="status"></p>
      {{#levels}}
      {{#first}}
      <figure>
      <div class="scroll" tabindex="0" role="region" aria-label="The graph{{#of}} of {{.}}{{/of}}, drawn">
      {{{svg}}}
      </div>
      {{#tracks}}<template class="tracks">{{.}}</template>{{/tracks}}
      <figcaption>{{caption}}</figcaption>
      </figure>
      {{/first}}
      {{^first}}
      <details>
      <summary>{{caption}}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}{{#of}} Run {{.}}.{{/of}}">
      {{{svg}}}
      </div>
      {{#tracks}}<template class="tracks">{{.}}</template>{{/tracks}}
      </details>
      {{/first}}
      {{/levels}}
      </section>
      <section id="{{prefix}}steps" aria-labelledby="{{prefix}}steps-title">
      <h2 id="{{prefix}}steps-title">{{#scrubber}}Step {{replayed}}, edge by edge{{#of}}, {{.}}{{/of}}{{/scrubber}}{{^scrubber}}Step by step{{/scrubber}}</h2>
      {{#passes}}
      <div class="{{pass}}-steps">
      <h3>{{title}}</h3>
      {{#intro}}<p>{{.}}</p>{{/intro}}
      <ol class="steps {{pass}}" start="{{start}}">
      {{#steps}}
      <li id="{{prefix}}step-{{number}}" data-node="{{node}}" data-on="{{on}}"{{#completes}} data-completes{{/completes}}><span class="formula">{{formula}}</span>{{#numbers}} <span class="numbers">{{.}}</span>{{/numbers}}{{#remark}} <span class="remark">({{.}})</span>{{/remark}}</li>
      {{/steps}}
      </ol>
      </div>
      {{/passes}}
      {{#cut}}<p>{{.}}</p>{{/cut}}
      </section>
      <section id="{{prefix}}nodes" aria-labelledby="{{prefix}}nodes-title">
      <h2 id="{{prefix}}nodes-title">All numbers{{#of}} of {{.}}{{/of}}</h2>
      <div class="wide" role="region" aria-label="All numbers{{#of}} of {{.}}{{/of}}{{#scrubber}} of step {{replayed}}{{/scrubber}}, in a table" tabindex="0">
      <table class="sortable">
      <caption>Each node with its value, its {{kind}} and its local derivatives{{#scrubber}}, at step {{replayed}}{{/scrubber}}</caption>
      <thead><tr><th scope="col">node</th><th scope="col">op</th><th scope="col">inputs</th><th scope="col" class="number">value</th><th scope="col" class="number">{{kind}}</th><th scope="col">local</th></tr></thead>
      <tbody>
      {{#nodes}}
      <tr id="{{prefix}}node-{{index}}" data-cards="{{cards}}"{{#answer}} data-answer="{{.}}"{{/answer}}><th scope="row">{{name}}</th><td>{{op}}</td><td>{{inputs}}</td><td class="number" data-sort="{{valueSort}}">{{value}}</td><td class="number gradients" data-sort="{{gradientSort}}">{{gradient}}</td><td class="gradients">{{local}}</td></tr>
      {{/nodes}}
      </tbody>
      </table>
      </div>
      </section>
      </div>
      """####,
    "graph.css": ####"""
      header p { max-width: 60rem; }
      h2 { scroll-margin-top: 1rem; }
      .graph { display: block; }
      .graph svg { display: block; margin: 0 auto; max-width: none; height: auto; }
      .verdict { font-size: 1.1rem; font-weight: 600; }
      .verdict.wrong { color: var(--gradient); }
      .verdict.ok { color: var(--good); }
      .bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .8rem 0; }
      .bar[hidden], .quiz[hidden] { display: none; }
      .bar .gap { flex: 1 1 1rem; }
      .bar input[type="range"] { flex: 1 1 10rem; min-width: 7rem; accent-color: var(--link); }
      button, input, select {
        font: inherit;
        color: var(--ink);
        background: var(--panel);
        border: 1px solid var(--wire);
        border-radius: 7px;
        padding: .3rem .7rem;
      }
      input[type="range"] { padding: 0; border: 0; }
      button { cursor: pointer; min-width: 2.4rem; min-height: 2.25rem; }
      button:hover { border-color: var(--link); }
      button[aria-pressed="true"] { background: var(--link); border-color: var(--link); color: var(--background); }
      .scrub { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .8rem 0 0; padding: .5rem 0; background: var(--background); }
      .scrub[hidden] { display: none; }
      .scrub input { flex: 1 1 12rem; min-width: 8rem; accent-color: var(--link); }
      .scrub output { flex: 0 0 auto; min-width: 17rem; font-weight: 600; font-variant-numeric: tabular-nums; }
      .scrub:not([hidden]) ~ figure .scroll, .scrub:not([hidden]) ~ details .scroll { max-height: calc(100vh - 14rem); min-height: 16rem; overflow: auto; }
      .scrub ~ details { scroll-margin-top: 12rem; }
      @media (min-width: 60rem) and (min-height: 45rem) {
        .scrub ~ .bar { position: sticky; top: 3.2rem; z-index: 1; margin: 0; padding: .3rem 0; background: var(--background); }
        .scrub ~ .now { position: sticky; top: 6rem; z-index: 1; margin: .3rem 0; }
      }
      .of { font-weight: 600; }
      .still { color: var(--secondary); }
      .now { min-height: 3.2rem; padding: .5rem .9rem; margin: .6rem 0; max-width: none; border-left: 4px solid var(--link); background: var(--panel); border-radius: 0 8px 8px 0; }
      .now:empty { visibility: hidden; }
      .quiz { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .6rem 0; }
      .quiz input { width: 9rem; }
      .quiz output { flex: 1 1 100%; }
      .quiz .right { color: var(--good); font-weight: 600; }
      .quiz .wrong { color: var(--gradient); font-weight: 600; }
      ol.steps { padding-left: 2.6rem; margin: .4rem 0 1rem; max-width: 70rem; }
      ol.steps li { padding: .15rem .5rem; border-radius: 6px; }
      ol.steps li.current { background: var(--panel); box-shadow: inset 3px 0 0 var(--link); }
      ol.steps .numbers { font-variant-numeric: tabular-nums; font-weight: 600; }
      .forward .numbers { color: var(--value); }
      .backward .numbers { color: var(--gradient); }
      .update .numbers { color: var(--ink); }
      .remark { color: var(--secondary); }
      .wide { overflow-x: auto; }
      .wide table { min-width: 40rem; }
      td.number, th.number { text-align: right; }
      th button { border: 0; background: none; padding: 0; min-width: 0; min-height: 0; font-weight: 600; }
      td.ok { color: var(--good); }
      td.wrong { color: var(--gradient); font-weight: 600; }
      tr:target, li:target { background: var(--panel); box-shadow: inset 3px 0 0 var(--link); }
      details { margin: .8rem 0; }
      summary { cursor: pointer; }
      svg .card.novalue text.value, svg .card.novalue .of-value, svg .nogradient .of-gradient, svg .nogradient text.gradient, svg .nogradient text.alarm { visibility: hidden; }
      svg .wire.nogradient text { visibility: hidden; }
      svg .card.early { opacity: .45; }
      svg .card.now .line:not(.secondary) { stroke: var(--link); stroke-width: 2.6px; }
      svg .wire.now .line { stroke: var(--link); }
      svg .wire.now path:not(.line) { fill: var(--link); }
      svg .card.found .line { stroke: var(--alarm); stroke-width: 2.6px; }
      svg .card:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
      svg .card, svg .wire { cursor: default; }
      .quizzing .gradients, .quizzing .backward-steps { visibility: hidden; }
      @media (max-width: 40rem) {
        body { padding: 1rem 1rem 2rem; }
        h1 { font-size: 1.5rem; }
        ol.steps { padding-left: 1.9rem; }
      }
      @media print {
        .bar, .scrub, .now, .quiz, .skip { display: none; }
        figure, li, tr { break-inside: avoid; }
        .graph .scroll { max-height: none !important; overflow: visible !important; border: 0; }
        .graph svg { width: auto !important; max-width: 100%; height: auto; max-height: 220mm; }
        .graph details:not([open]) { display: none; }
        h2 { break-after: avoid; }
      }
      """####,
    "graph.mustache": ####"""
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="{{policy}}">
      <meta name="color-scheme" content="light dark">
      <title>{{title}}</title>
      <style>{{{style}}}</style>
      </head>
      <body>
      <a class="skip" href="#steps">Skip to the steps</a>
      <header>
      <h1>{{title}}</h1>
      <p>{{summary}}</p>
      </header>
      <main>
      {{#check}}
      <section id="check" aria-labelledby="check-title">
      <h2 id="check-title">Check</h2>
      <p class="verdict {{status}}">{{verdict}}</p>
      {{#remarks}}
      <p>{{.}}</p>
      {{/remarks}}
      {{#differences}}<p>{{.}}</p>{{/differences}}
      <div class="wide" role="region" aria-label="What was found for each node" tabindex="0">
      <table>
      <caption>What was found for each node; errors are relative</caption>
      <thead><tr><th scope="col">node</th><th scope="col">op</th><th scope="col">status</th><th scope="col" class="number">value error</th><th scope="col" class="number">gradient error</th><th scope="col">why</th></tr></thead>
      <tbody>
      {{#rows}}
      <tr><th scope="row">{{node}}</th><td>{{op}}</td><td class="{{status}}">{{mark}} {{status}}</td><td class="number">{{value}}</td><td class="number">{{gradient}}</td><td>{{reason}}</td></tr>
      {{/rows}}
      </tbody>
      </table>
      </div>
      </section>
      {{/check}}
      {{{graph}}}
      </main>
      <footer><p>Drawn by vizbp {{version}}.</p></footer>
      {{#script}}<script>{{{.}}}</script>{{/script}}
      </body>
      </html>
      """####,
    "report-strip.mustache": ####"""
      <div class="flight" id="{{id}}" data-low="{{low}}" data-high="{{high}}" data-axis="{{axisName}}">
      {{#flags}}
      <div class="flags"><div class="gutter"></div><svg class="plot" width="100%" height="{{flagsHeight}}" role="group" aria-label="Findings where they begin">{{{.}}}</svg></div>
      {{/flags}}
      {{#above}}
      <div class="row {{kind}}">
      <p class="head"><strong>{{title}}</strong>{{#keys}} <span class="key"><i class="c{{category}}"></i>{{name}} <output>{{value}}</output></span>{{/keys}} <span class="note">{{note}}</span></p>
      <svg class="gutter" width="100%" height="{{height}}" aria-hidden="true">{{{scale}}}</svg>
      <svg class="plot" width="100%" height="{{height}}" role="img" aria-label="{{words}}">{{{svg}}}</svg>
      </div>
      {{/above}}
      {{#hasFrames}}
      <div class="row film">
      <div class="gutter"></div>
      <div class="frames">
      {{#frames}}
      <figure data-step="{{step}}"><svg viewBox="0 0 100 100" role="img" aria-label="Decision boundary, {{words}}"><image href="{{address}}" width="100" height="100" preserveAspectRatio="none"/>{{#isFirst}}<g id="{{id}}-dots">{{#dots}}<circle class="dot k{{category}}" cx="{{x}}" cy="{{y}}" r="1.9"/>{{/dots}}</g>{{/isFirst}}{{^isFirst}}<use href="#{{id}}-dots"/>{{/isFirst}}</svg><figcaption>{{words}}</figcaption></figure>
      {{/frames}}
      </div>
      </div>
      {{/hasFrames}}
      {{#below}}
      <div class="row {{kind}}">
      <p class="head"><strong>{{title}}</strong>{{#keys}} <span class="key"><i class="c{{category}}"></i>{{name}} <output>{{value}}</output></span>{{/keys}} <span class="note">{{note}}</span>{{#ends}} <span class="ends">{{low}} <img src="{{scale}}" width="64" height="9" alt="to"> {{high}}</span> <output class="layers"></output>{{/ends}}</p>
      <svg class="gutter" width="100%" height="{{height}}" aria-hidden="true">{{{scale}}}</svg>
      <svg class="plot" width="100%" height="{{height}}" role="img" aria-label="{{words}}">{{{svg}}}</svg>
      </div>
      {{/below}}
      <div class="steps"><span class="gutter">{{axisName}}</span><svg class="plot" width="100%" height="22" aria-hidden="true">{{{steps}}}</svg></div>
      <div class="cursor" role="slider" tabindex="0" aria-label="{{label}}: {{axisName}}" aria-valuemin="{{low}}" aria-valuemax="{{high}}" aria-valuenow="{{high}}" hidden><svg width="100%" height="100%" aria-hidden="true"><line class="hair" visibility="hidden" x1="100%" x2="100%" y1="0" y2="100%"/></svg></div>
      <template class="flight-data">{{data}}</template>
      </div>
      <p class="note">{{caption}}<span class="keys" hidden> Point, touch, or move the cursor with the arrow keys (Shift: ten times as far; Page Up and Page Down: from flag to flag).</span></p>
      """####,
    "report.css": ####"""
      .report { overflow-wrap: anywhere; }
      .report .wide { overflow-wrap: normal; }
      .facts { display: flex; flex-wrap: wrap; gap: .2rem 1.8rem; margin: .5rem 0 0; }
      .facts div { display: flex; gap: .5rem; align-items: baseline; }
      .facts dt { color: var(--secondary); font-size: .85rem; }
      .facts dd { margin: 0; font-size: 1rem; font-weight: 600; font-variant-numeric: tabular-nums; }
      .chips ul { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; list-style: none; padding: 0; margin: 1.4rem 0 0; }
      .chips a { display: inline-block; padding: .25rem 0; }
      .report section { scroll-margin-top: 1rem; }
      .finding { border-left: 5px solid var(--wire); background: var(--panel); border-radius: 0 10px 10px 0; padding: .7rem 1.1rem; margin: .9rem 0; max-width: 62rem; scroll-margin-top: 1rem; }
      .finding p { max-width: none; }
      .finding.problem { border-color: var(--gradient); }
      .finding.warning { border-color: var(--alarm); }
      .finding.problem .mark { color: var(--gradient); }
      .finding.warning .mark { color: var(--alarm); }
      .finding .mark { font-weight: 700; }
      .finding:target { outline: 3px solid var(--link); }
      .healthy span { color: var(--good); font-weight: 700; }
      .note { color: var(--secondary); font-size: .85rem; max-width: 60rem; }
      .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr)); gap: 1.4rem; align-items: start; margin-top: 1rem; }
      .strip { display: flex; gap: .8rem; padding: .6rem; }
      .strip figure { flex: none; margin: 0; }
      .strip img { max-width: none; image-rendering: pixelated; }
      .figures figure { margin: 0; min-width: 0; scroll-margin-top: 1rem; }
      .figures .full { grid-column: 1 / -1; }
      .figures svg { display: block; width: 100%; height: auto; min-width: 28rem; margin: 0 auto; }
      .figures .full svg { min-width: 46rem; max-width: 70rem; }
      .figures details { margin: .3rem 0 0; font-size: .9rem; }
      .wide { max-height: 60rem; overflow: auto; }
      .report .wide table { min-width: 0; }
      .report thead th { position: sticky; top: 0; background: var(--background); }
      .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr)); gap: 0 2rem; align-items: start; }
      .sides > div { min-width: 0; }
      @media print {
        .sides { display: block; }
        .chips { display: none; }
        .report section { break-inside: auto; }
        .figures { grid-template-columns: 1fr 1fr; gap: .8rem; }
        .figures details { display: none; }
        .figures figure, .finding { break-inside: avoid; margin-bottom: 1rem; }
        .figures svg, .figures .full svg { min-width: 0; max-width: 100%; }
        .wide { max-height: none; overflow: visible; font-size: .6rem; }
        .wide th, .wide td { padding-right: .35rem; }
        .wide .number { white-space: nowrap; }
        .graph-section .wide .number { white-space: normal; }
        h2, h3 { break-after: avoid; }
      }
      .quiet { position: absolute; left: -100rem; }
      #recorder { border: 0; margin-top: .4rem; padding-top: 0; }
      .verdict { font-size: 1.7rem; max-width: 62rem; margin: 0; text-wrap: balance; }
      .verdict::before { content: ""; display: inline-block; width: .62em; height: .62em; border-radius: 50%; margin-right: .45em; background: var(--wire); }
      .verdict.good::before { background: var(--good); }
      .verdict.partial::before { background: var(--alarm); }
      .verdict.bad::before { background: var(--gradient); }
      .report .headline { font-size: .95rem; color: var(--secondary); max-width: 90rem; margin: .15rem 0; }
      .report .about { color: var(--secondary); margin: 0 0 .3rem; max-width: 70rem; }
      .flight { display: grid; grid-template-columns: 6.4rem minmax(0, 1fr); gap: 0; position: relative; margin-top: 1rem; font-size: 12px; font-variant-numeric: tabular-nums; }
      .flight > .row, .flight > .flags, .flight > .steps { display: contents; }
      .flight .head { grid-column: 1 / -1; margin: .55rem 0 .1rem; max-width: none; font-size: 13px; display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
      .flight .gutter { grid-column: 1; }
      .flight .plot, .flight .frames { grid-column: 2; }
      .flight svg { display: block; overflow: hidden; }
      .flight svg.plot { background: var(--panel); }
      .flight .flags svg.plot, .flight .steps svg.plot { background: none; overflow: visible; position: relative; z-index: 2; }
      .flight text { font-size: 12px; fill: var(--secondary); }
      .flight .grid { stroke: var(--hairline); }
      .flight .tick { stroke: var(--secondary); }
      .flight .curve { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
      .flight .dashed { stroke-dasharray: 5 3; }
      .flight .band { fill: currentColor; opacity: .22; }
      .flight .end { stroke: currentColor; stroke-width: 5; }
      .flight .best { fill: var(--background); stroke: currentColor; stroke-width: 2; }
      .flight .broken { fill: var(--alarm); opacity: .3; }
      .flight .c0, .k0 { color: var(--category-0); } .flight .c1, .k1 { color: var(--category-1); }
      .flight .c2, .k2 { color: var(--category-2); } .flight .c3, .k3 { color: var(--category-3); }
      .flight .c4, .k4 { color: var(--category-4); } .flight .c5, .k5 { color: var(--category-5); }
      .flight .c6, .k6 { color: var(--category-6); } .flight .c7, .k7 { color: var(--category-7); }
      .dot { fill: currentColor; stroke: var(--background); stroke-width: .4; }
      .flight .key i { display: inline-block; width: 1.1em; height: 3px; border-radius: 2px; background: currentColor; margin-right: .35em; vertical-align: .25em; }
      .flight .key { font-weight: 600; }
      .flight output { font-weight: 600; color: var(--ink); }
      .flight .ends { color: var(--secondary); white-space: nowrap; }
      .flight .ends img { image-rendering: pixelated; border: 1px solid var(--hairline); vertical-align: middle; }
      .flight .flag { font-weight: 600; }
      .flight .words { paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
      .flight .flag.problem { fill: var(--gradient); } .flight .flag.warning { fill: var(--alarm); }
      .flight .pole { stroke: var(--wire); stroke-width: 1.5; }
      .flight .pole.problem { stroke: var(--gradient); } .flight .pole.warning { stroke: var(--alarm); }
      .flight a:hover text { text-decoration: underline; }
      .flight .frames { display: flex; gap: .5rem; margin: .5rem 0 .2rem; }
      .flight .frames figure { margin: 0; flex: 1 1 0; max-width: 8.6rem; min-width: 0; }
      .flight .frames svg { width: 100%; height: auto; border: 1px solid var(--hairline); background: var(--background); }
      .flight .frames .shown svg { outline: 2px solid var(--link); }
      .flight .frames figcaption { font-size: 12px; margin: .1rem 0 0; display: block; line-height: 1.3; }
      .flight .steps .gutter { color: var(--secondary); text-align: right; padding: .2rem 6px 0 0; }
      .flight .cursor { grid-column: 2; position: absolute; inset: 0; touch-action: pan-y; cursor: crosshair; z-index: 1; }
      .flight .hair { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 2; }
      .fold > summary { cursor: pointer; }
      .fold > summary h2 { display: inline; }
      .fold { border-top: 1px solid var(--hairline); margin-top: 1rem; padding-top: .9rem; }
      .fold > section, .fold .graph-section > section { border: 0; margin-top: .6rem; padding-top: 0; }
      @media (max-width: 40rem) {
        .flight { grid-template-columns: 3.4rem minmax(0, 1fr); }
        .flight .fine, .flight .flag .title { display: none; }
        .flight .frames figure:nth-last-child(even) { display: none; }
        .verdict { font-size: 1.35rem; }
        .flight .head .note { display: none; }
      }
      @media print { .flight .cursor { display: none; } .flight figure { break-inside: avoid; } .flight { break-inside: avoid; } }
      """####,
    "report.mustache": ####"""
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="{{policy}}">
      <meta name="color-scheme" content="light dark">
      <title>{{title}}</title>
      <style>{{{style}}}</style>
      </head>
      <body class="report">
      <a class="skip" href="#findings">Skip to the findings</a>
      <header>
      {{#verdict}}<p class="about">{{title}}</p>
      <h1 class="verdict {{kind}}">{{sentence}}</h1>{{/verdict}}
      {{^verdict}}<h1>{{title}}</h1>{{/verdict}}
      {{#headline}}<p class="headline">{{.}}</p>{{/headline}}
      {{#hasFacts}}
      <dl class="facts">
      {{#facts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/facts}}
      </dl>
      {{/hasFacts}}
      </header>
      <main>
      {{#strip}}
      <section id="recorder" aria-labelledby="recorder-title">
      <h2 id="recorder-title" class="quiet">{{stripTitle}}</h2>
      {{{.}}}
      </section>
      {{/strip}}
      <nav aria-label="Contents" class="chips">
      <ul>
      {{#contents}}<li><a href="#{{id}}">{{title}}</a></li>{{/contents}}
      </ul>
      </nav>
      {{#runs}}
      <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">The runs</h2>
      {{{.}}}
      </section>
      {{/runs}}
      <section id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      {{^hasFindings}}<p class="healthy"><span aria-hidden="true">✓</span> {{silence}}</p>{{/hasFindings}}
      {{#findings}}
      <div id="{{id}}">
      {{#run}}<h3>{{.}}</h3>{{/run}}
      {{#entries}}
      <article id="finding-{{number}}" class="finding {{severity}}" aria-labelledby="finding-{{number}}-title">
      <h3 id="finding-{{number}}-title"><span class="mark" aria-hidden="true">{{mark}}</span> {{title}}</h3>
      <p>{{sentence}}</p>
      {{#hasConsequences}}<p>What follows from it:</p>
      <ul class="consequences">{{#consequences}}<li><strong>{{title}}.</strong> {{sentence}}</li>{{/consequences}}</ul>{{/hasConsequences}}
      <p class="advice"><strong>What people usually do:</strong> {{advice}}</p>
      <p class="note">{{#links}}<a href="{{target}}">See {{words}}</a> · {{/links}}Rule: {{threshold}} ({{source}})</p>
      </article>
      {{/entries}}
      </div>
      {{/findings}}
      </section>
      {{#before}}{{{.}}}{{/before}}
      {{#sides}}<div class="sides">{{/sides}}
      {{#graphs}}
      {{{html}}}
      {{/graphs}}
      {{#sides}}</div>{{/sides}}
      {{#after}}{{{.}}}{{/after}}
      </main>
      <footer><p>Made by vizbp {{version}}. This file is complete in itself: it fetches nothing.</p></footer>
      {{#script}}<script>{{{.}}}</script>{{/script}}
      </body>
      </html>
      """####,
    "section.mustache": ####"""
      {{#folded}}<details class="fold"><summary><h2 id="{{id}}-title">{{title}}</h2></summary>{{/folded}}
      <section id="{{id}}" aria-labelledby="{{id}}-title">
      {{^folded}}<h2 id="{{id}}-title">{{title}}</h2>{{/folded}}
      {{#words}}<p>{{.}}</p>{{/words}}
      {{#commands}}<p><code>{{.}}</code></p>{{/commands}}
      {{#hasFigures}}
      <div class="figures">
      {{#figures}}
      <figure id="{{id}}"{{#wide}} class="full"{{/wide}}>
      <div class="scroll" tabindex="0" role="region" aria-label="Figure: {{title}}">
      {{{svg}}}
      </div>
      {{#table}}<details><summary>The numbers behind it</summary>{{{.}}}</details>{{/table}}
      </figure>
      {{/figures}}
      </div>
      {{/hasFigures}}
      {{#strips}}
      <figure class="full">
      <figcaption>{{caption}}</figcaption>
      <div class="scroll strip" tabindex="0" role="region" aria-label="Pictures: {{caption}}">
      {{#frames}}<figure><img src="{{source}}" width="{{width}}" alt="{{caption}}"><figcaption>{{caption}}</figcaption></figure>{{/frames}}
      </div>
      </figure>
      {{/strips}}
      {{#tables}}
      {{{.}}}
      {{/tables}}
      </section>
      {{#folded}}</details>{{/folded}}
      """####,
    "style.css": ####"""
      /* The colours of the themes stand before this, as custom properties: --ink, --value, … */
      :root { color-scheme: light dark; --link: #0b5fa5; --good: #0b7a4b; }
      @media (prefers-color-scheme: dark) { :root { --link: #7cc0ff; --good: #4cc38a; } }
      @media print { :root { color-scheme: light; --link: #0b4a85; --good: #004d2e; } }
      * { box-sizing: border-box; }
      body {
        margin: 0 auto;
        padding: 2rem clamp(1rem, 4vw, 3rem) 3rem;
        max-width: 90rem;
        background: var(--background);
        color: var(--ink);
        font: 1rem/1.55 "vizbp Inter", Inter, system-ui, sans-serif;
      }
      h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
      h2, h3 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .4rem; }
      h2.part { font-size: 1.6rem; margin: 3rem 0 0; }
      h2.part + section { border: 0; margin-top: .4rem; padding-top: .4rem; }
      p { max-width: 46rem; margin: .4rem 0; }
      a { color: var(--link); }
      :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
      .skip { position: absolute; left: -100rem; }
      .skip:focus { position: static; }
      span.value { color: var(--value); font-weight: 600; }
      span.gradient { color: var(--gradient); font-weight: 600; }
      nav ol { padding-left: 1.8rem; margin: .2rem 0 0; }
      nav.contents { columns: 22rem; margin-top: 1.2rem; }
      nav.contents div { break-inside: avoid; margin-bottom: 1rem; }
      nav.contents p { font-weight: 600; margin: 0; }
      nav li { break-inside: avoid; }
      section { border-top: 1px solid var(--hairline); margin-top: 2.2rem; padding-top: 1.6rem; }
      figure { margin: 1rem 0 0; }
      .scroll { overflow-x: auto; border: 1px solid var(--hairline); border-radius: 10px; }
      .scroll img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: .4rem 1.5rem;
        justify-content: space-between;
        margin-top: .5rem;
        font-size: .85rem;
        color: var(--secondary);
      }
      code { font: .8rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
      .files { white-space: nowrap; }
      .files a { margin-right: .6rem; }
      table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; }
      caption { text-align: left; color: var(--secondary); font-size: .85rem; padding-bottom: .2rem; }
      th, td { padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--hairline); text-align: left; }
      footer { margin-top: 3rem; color: var(--secondary); font-size: .85rem; }
      @media print {
        nav, .skip, .files { display: none; }
        section { break-inside: avoid; }
      }
      """####,
    "table.mustache": ####"""
      <div class="wide" tabindex="0" role="region" aria-label="{{caption}}">
      <table{{#sortable}} class="sortable"{{/sortable}}>
      <caption>{{caption}}</caption>
      <thead><tr>{{#columns}}<th scope="col"{{#number}} class="number"{{/number}}>{{name}}</th>{{/columns}}</tr></thead>
      <tbody>
      {{#rows}}
      <tr>{{#cells}}{{#first}}<th scope="row"{{#number}} class="number"{{#sortable}} data-sort="{{key}}"{{/sortable}}{{/number}}>{{#link}}<a href="{{.}}">{{text}}</a>{{/link}}{{^link}}{{text}}{{/link}}</th>{{/first}}{{^first}}<td{{#number}} class="number"{{#sortable}} data-sort="{{key}}"{{/sortable}}{{/number}}>{{#link}}<a href="{{.}}">{{text}}</a>{{/link}}{{^link}}{{text}}{{/link}}</td>{{/first}}{{/cells}}</tr>
      {{/rows}}
      </tbody>
      </table>
      </div>
      {{#note}}<p class="note">{{.}}</p>{{/note}}
      """####,
    "graph.js": ####"""
      'use strict';
      // What makes a graph of a page move, one topic a file, in this order: a file uses names of those
      // before it, and in what is called later also of those behind it. `make templates` joins them.
      for (const root of document.querySelectorAll('.graph-section')) {
        // The section: how its parts are found, and what all topics know. Its state: the timer of the replay,
        // the zoom, the row that the quiz asks for, and the scrubber where there is one.
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
        // What is said below the buttons, and what the open pictures show of a part.
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
        // The replay.
        //
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
        // Tracks: what a step of a training changes of the pictures, whose elements get what the tracks say and
        // never move.
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
        // The scrubber: the choice between the steps of a training.
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
        // Links to a step or a node, and what is shown when the page opens.
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
      """####,
    "report.js": ####"""
      'use strict';
      // The strip of a run: one cursor over all its rows, by mouse, touch and keyboard, which also moves the
      // circuit of the page where there is one.
      for (const strip of document.querySelectorAll('.flight')) {
        const cursor = strip.querySelector('.cursor'), hair = cursor.querySelector('.hair');
        const data = JSON.parse(strip.querySelector('.flight-data').content.textContent);
        const low = Number(strip.dataset.low), high = Number(strip.dataset.high);
        const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/';
        const brief = (x) => {
          if (!Number.isFinite(x)) return 'NaN';
          const size = Math.abs(x);
          if (x !== 0 && (size < 1e-4 || size >= 1e6)) {
            const [digits, power] = x.toExponential(2).split('e');
            return `${Number(digits)}e${power.replace('+', '').replace('-', '−')}`.replace('-', '−');
          }
          return String(Number(x.toPrecision(3))).replace('-', '−');
        };
        // The last place whose step is not behind the cursor.
        const at = (steps, step) => {
          let [first, last] = [0, steps.length - 1];
          while (first < last) {
            const middle = Math.ceil((first + last) / 2);
            if (steps[middle] <= step) first = middle; else last = middle - 1;
          }
          return first;
        };
        const cell = (row, layer, column) => {
          const code = row.rows[layer].slice(2 * column, 2 * column + 2);
          if (code === '__') return '–';
          if (code === '--') return 'NaN';
          if (code === '..') return '0';
          const share = (signs.indexOf(code[0]) * 64 + signs.indexOf(code[1])) / 4000;
          if (row.share) return `${brief(share * 100)} %`;
          const [a, b] = [Math.log10(row.low), Math.log10(row.high)];
          return brief(10 ** (a + share * (b - a)));
        };
        const rows = [...strip.querySelectorAll('.row.lines, .row.heat')].map((element, index) => ({
          element, ...data.rows[index], outputs: [...element.querySelectorAll('output')],
          plot: element.querySelector('.plot'),
        }));
        const frames = [...strip.querySelectorAll('.frames figure')];
        const stops = [...new Set(rows.flatMap((row) => row.x ?? row.lines[0].x))].sort((a, b) => a - b);
        let now = high, layer = null, waits = false;
        const read = () => {
          for (const row of rows) {
            if (row.lines) {
              row.lines.forEach((line, index) => { row.outputs[index].textContent = brief(line.y[at(line.x, now)] ?? NaN); });
              continue;
            }
            const column = at(row.x, now);
            const shown = layer?.row === row ? [layer.place] : row.names.length <= 4
              ? row.names.map((_, place) => place) : [0, row.names.length - 1];
            row.outputs[0].textContent = shown.map((place) => `${row.names[place]} ${cell(row, place, column)}`).join(' · ');
          }
        };
        const words = () => `${strip.dataset.axis} ${Math.round(now).toLocaleString('en')}: ` + rows.map((row) => (row.lines
          ? `${row.element.querySelector('strong').textContent} ${row.outputs.map((one) => one.parentElement.textContent).join(', ')}`
          : `${row.element.querySelector('strong').textContent} ${row.outputs[0].textContent}`)).join('; ');
        const put = (step, tell = true) => {
          now = Math.min(Math.max(step, low), high);
          const x = `${100 * (now - low) / (high - low)}%`;
          hair.removeAttribute('visibility');
          hair.setAttribute('x1', x);
          hair.setAttribute('x2', x);
          read();
          cursor.setAttribute('aria-valuenow', now);
          cursor.setAttribute('aria-valuetext', words());
          let near = null;
          for (const frame of frames) if (Number(frame.dataset.step) <= now) near = frame;
          for (const frame of frames) frame.classList.toggle('shown', frame === near);
          // The circuit is redrawn once a frame, however many moves there are.
          if (tell && !waits) {
            waits = true;
            requestAnimationFrame(() => {
              waits = false;
              document.dispatchEvent(new CustomEvent('vizbp:step', { detail: { step: now, from: strip } }));
            });
          }
        };
        const point = (event) => {
          const box = cursor.getBoundingClientRect();
          layer = null;
          for (const row of rows.filter((one) => one.rows)) {
            const area = row.plot.getBoundingClientRect();
            if (event.clientY < area.top || event.clientY >= area.bottom) continue;
            layer = { row, place: Math.floor((event.clientY - area.top) / area.height * row.names.length) };
          }
          put(low + (event.clientX - box.left) / box.width * (high - low));
        };
        cursor.addEventListener('pointermove', point);
        cursor.addEventListener('pointerdown', (event) => { cursor.focus({ preventScroll: true }); point(event); });
        cursor.addEventListener('keydown', (event) => {
          const place = at(stops, now), many = event.shiftKey ? 10 : 1;
          const flags = data.flags.map(([step]) => step);
          const to = {
            ArrowLeft: () => stops[Math.max(0, place - (stops[place] < now ? 0 : many))],
            ArrowRight: () => stops[Math.min(stops.length - 1, place + many)],
            Home: () => low, End: () => high,
            PageUp: () => flags.filter((step) => step < now).at(-1) ?? low,
            PageDown: () => flags.find((step) => step > now) ?? high,
          }[event.key];
          const layers = rows.filter((row) => row.rows).flatMap((row) => row.names.map((_, place_) => ({ row, place: place_ })));
          if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && layers.length) {
            const index = layers.findIndex((one) => one.row === layer?.row && one.place === layer?.place);
            layer = layers[(index + (event.key === 'ArrowDown' ? 1 : -1) + layers.length) % layers.length];
            put(now);
          } else if (to) put(to()); else return;
          event.preventDefault();
        });
        document.addEventListener('vizbp:step', ({ detail }) => { if (detail.from !== strip) put(detail.step, false); });
        cursor.hidden = false;
        const keys = strip.nextElementSibling?.querySelector('.keys');
        if (keys) keys.hidden = false;
      }
      // What is folded is opened by a link to it, and for paper.
      const unfold = () => {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (let fold = target?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
      };
      addEventListener('hashchange', unfold);
      unfold();
      addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('details.fold')) fold.open = true; });
      """####,
    "tables.js": ####"""
      // Tables sort by a click on a heading.
      for (const table of document.querySelectorAll('.sortable')) {
        const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
        heads.forEach((head, column) => {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = head.textContent;
          head.replaceChildren(button);
          button.onclick = () => {
            const up = head.getAttribute('aria-sort') !== 'ascending';
            for (const other of heads) other.removeAttribute('aria-sort');
            head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
            const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
            const order = (a, b) => {
              const [x, y] = [key(a), key(b)], [p, q] = [Number(x), Number(y)];
              return x !== '' && y !== '' && !Number.isNaN(p) && !Number.isNaN(q) ? p - q : x.localeCompare(y);
            };
            body.append(...[...body.rows].sort((a, b) => (up ? order(a, b) : order(b, a))));
          };
        });
      }
      """####,
  ]
}
