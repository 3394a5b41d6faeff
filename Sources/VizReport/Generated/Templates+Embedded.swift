// Written by scripts/embed-templates.sh from templates/. Do not edit.
// swift-format-ignore-file

extension Templates {
  /// The files of templates/, by name.
  static let embedded: [String: String] = [
    "compared-run.mustache": ####"""
      <article id="{{id}}" class="one" aria-labelledby="{{id}}-title">
      {{#frame}}<svg class="frame" viewBox="0 0 100 100" role="img" aria-label="{{words}}"><image href="{{address}}" width="100" height="100" preserveAspectRatio="none"/>{{#dots}}<circle class="dot k{{category}}" cx="{{x}}" cy="{{y}}" r="1.9"/>{{/dots}}</svg>{{/frame}}
      <h3 id="{{id}}-title">{{#colour}}<i class="swatch {{.}}"></i>{{/colour}}{{name}} <span class="result">{{result}}</span></h3>
      <p class="said {{kind}}">{{verdict}}</p>
      {{#why}}<p>{{.}}</p>{{/why}}
      {{#set}}<p class="note">{{.}}</p>{{/set}}
      {{#strip}}{{{.}}}{{/strip}}
      {{#summary}}<details><summary>{{.}}</summary>{{/summary}}
      {{#findings}}<div id="{{id}}" class="finding {{severity}}"><p><strong>{{title}}.</strong> {{sentence}}</p><p class="advice"><strong>What people usually do:</strong> {{advice}}</p></div>{{/findings}}
      {{#summary}}</details>{{/summary}}
      </article>
      """####,
    "comparison.mustache": ####"""
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
      <a class="skip" href="#runs">Skip to the table of all runs</a>
      <header>
      <p class="about">{{title}}</p>
      <h1 class="verdict {{kind}}">{{sentence}}</h1>
      {{#headline}}<p class="headline">{{.}}</p>{{/headline}}
      </header>
      <main>
      <nav aria-label="Contents" class="chips">
      <ul>
      {{#contents}}<li><a href="#{{id}}">{{title}}</a></li>{{/contents}}
      </ul>
      </nav>
      {{#groups}}
      <section id="{{id}}" class="compared" aria-labelledby="{{id}}-title">
      <h2 id="{{id}}-title">{{title}}</h2>
      {{#hasParting}}<ul class="parting" aria-label="Where they part">{{#parting}}<li>{{.}}</li>{{/parting}}</ul>{{/hasParting}}
      {{#curves}}{{{.}}}{{/curves}}
      {{#caption}}<p class="note">{{.}}</p>{{/caption}}
      {{#coordinates}}
      <h3>Settings and results</h3>
      <div class="flight axes">
      <svg class="gutter" width="100%" height="{{height}}" aria-hidden="true">{{{names}}}</svg>
      <svg class="plot" width="100%" height="{{height}}" role="img" aria-label="{{words}}">{{{plot}}}</svg>
      </div>
      <p class="note">{{words}}. <span class="fifths"><i class="q0"></i>best fifth <i class="q1"></i> <i class="q2"></i> <i class="q3"></i> <i class="q4"></i>worst fifth, or none</span> {{note}}</p>
      {{/coordinates}}
      {{#hasOdd}}<h3>The best</h3>{{/hasOdd}}
      {{#runs}}
      {{{.}}}
      {{/runs}}
      {{#hasOdd}}<h3>The oddest</h3>{{/hasOdd}}
      {{#odd}}
      {{{.}}}
      {{/odd}}
      </section>
      {{/groups}}
      <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">All runs</h2>
      {{#hasFifths}}<p class="note"><span class="fifths"><i class="q0"></i>best fifth <i class="q1"></i> <i class="q2"></i> <i class="q3"></i> <i class="q4"></i>worst fifth, or none</span></p>{{/hasFifths}}
      {{{table}}}
      {{#equal}}<details class="fold"><summary><h2 id="settings-title">Settings that all have alike</h2></summary>{{{.}}}</details>{{/equal}}
      </section>
      {{#found}}<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>{{{.}}}</section>{{/found}}
      {{#reading}}{{{.}}}{{/reading}}
      </main>
      <footer><p>Made by vizbp {{version}}. This file is complete in itself: it fetches nothing. <code>vizbp report</code> of one run shows its circuit, its steps and all its statistics; <code>vizbp diff</code> compares two executions node by node.</p></footer>
      <script>{{{script}}}</script>
      </body>
      </html>
      """####,
    "gallery.css": ####"""
      .thumbnails {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
        gap: .7rem;
        margin-top: .6rem;
      }
      .thumbnails details { border: 1px solid var(--hairline); border-radius: 10px; padding: .5rem .6rem; }
      .thumbnails details[open] { grid-column: 1 / -1; padding: .8rem 1.2rem 1.2rem; }
      .thumbnails summary { cursor: pointer; list-style: none; }
      .thumbnails summary::-webkit-details-marker { display: none; }
      .thumbnails summary img {
        display: block;
        width: 100%;
        height: 5.4rem;
        object-fit: contain;
        margin-bottom: .4rem;
      }
      .thumbnails details[open] > summary picture { display: none; }
      .thumbnails h3 { font-size: .85rem; font-weight: 600; margin: 0; }
      .thumbnails details[open] h3 { font-size: 1.25rem; }
      .thumbnails details[open] h3::before { content: "▾ "; color: var(--secondary); }
      h2.part { font-size: 1.25rem; margin: 1.4rem 0 0; }
      """####,
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
      <span class="gradient">red</span>, and the figures of the lectures. Open a picture for what it teaches, its files, and the command that draws it.</p>
      </header>
      <main id="pictures">
      {{#sections}}
      <h2 class="part" id="section-{{number}}">{{name}}</h2>
      <div class="thumbnails">
      {{#entries}}
      <details id="{{id}}">
      <summary><picture>
      <source srcset="{{id}}-dark.svg" media="(prefers-color-scheme: dark)">
      <img src="{{id}}.svg" width="{{width}}" height="{{height}}" alt loading="lazy">
      </picture><h3>{{title}}</h3></summary>
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
      <figcaption><code>{{command}}</code> <span class="files"><a href="{{id}}.svg">SVG</a> <a href="{{id}}.png">PNG</a> <a href="{{id}}.pdf">PDF</a> <a href="{{id}}.tex">TikZ</a>{{#graph}} <a href="{{id}}.json">graph</a>{{/graph}} <a href="#{{id}}">link</a></span></figcaption>
      </figure>
      </details>
      {{/entries}}
      </div>
      {{/sections}}
      </main>
      <footer><p>Drawn by vizbp {{version}}.</p></footer>
      </body>
      </html>
      """####,
    "graph-section.mustache": ####"""
      <div class="graph-section" data-prefix="{{prefix}}">
      <section id="{{prefix}}graph" class="graph" aria-labelledby="{{prefix}}graph-title">
      <h2 id="{{prefix}}graph-title">The graph{{#scrubber}}, step by step{{/scrubber}}</h2>
      {{#scrubber}}
      <p class="still">{{note}}</p>
      {{#fewer}}<p>{{.}}</p>{{/fewer}}
      <div class="scrub" role="group" aria-label="Step of the training" data-steps="{{steps}}" data-labels="{{labels}}" data-replayed="{{replayedStep}}" hidden>
      <button type="button" class="earlier" aria-label="An earlier step">◀</button>
      <input type="range" id="{{prefix}}at" min="0" max="{{most}}" value="{{most}}" aria-label="Step of the training">
      <button type="button" class="later" aria-label="A later step">▶</button>
      <output for="{{prefix}}at">{{label}}</output>
      </div>
      {{/scrubber}}
      <div class="bar" id="{{prefix}}bar" role="group" aria-label="Replay" hidden>
      {{#scrubber}}<span class="of">Replay of step {{replayed}}</span>{{/scrubber}}
      <button type="button" id="{{prefix}}back">◀ Back</button>
      <button type="button" id="{{prefix}}next">Next ▶</button>
      <button type="button" id="{{prefix}}play" aria-pressed="false">Play</button>
      <input type="range" id="{{prefix}}step" min="0" max="{{last}}" value="{{last}}" aria-label="Step">
      <button type="button" id="{{prefix}}all">Show all</button>
      {{#ask}}<button type="button" id="{{prefix}}ask" aria-pressed="false">Quiz</button>{{/ask}}
      <span class="gap"></span>
      <input type="search" id="{{prefix}}search" placeholder="Find a node" aria-label="Find a node" size="12">
      <button type="button" id="{{prefix}}smaller" aria-label="Smaller">−</button>
      <button type="button" id="{{prefix}}larger" aria-label="Larger">+</button>
      <button type="button" id="{{prefix}}fit">Fit</button>
      </div>
      {{#quiz}}
      <div class="quiz" id="{{prefix}}quiz" role="group" aria-labelledby="{{prefix}}question" hidden>
      <p class="question" id="{{prefix}}question"></p>
      <table class="given" id="{{prefix}}given" hidden><caption>Another run, in which one rule is wrong</caption><thead><tr><th scope="col">node</th><th scope="col" class="number">value</th><th scope="col" class="number">gradient</th></tr></thead><tbody></tbody></table>
      <div class="choices" id="{{prefix}}choices" role="group" aria-label="Answers"></div>
      <p class="entry" id="{{prefix}}entry"><label>To three significant digits <input id="{{prefix}}answer" autocomplete="off" inputmode="text"></label> <button type="button" id="{{prefix}}judge">Check</button></p>
      <p><button type="button" id="{{prefix}}hint">Hint</button> <button type="button" id="{{prefix}}skip">Skip</button></p>
      <ol class="hints" id="{{prefix}}hints"></ol>
      <output id="{{prefix}}reply"></output>
      </div>
      <template class="questions">{{data}}</template>
      {{#svg}}<template class="asked">{{{.}}}</template>{{/svg}}
      {{/quiz}}
      {{#live}}
      <div class="live" id="{{prefix}}live" role="group" aria-labelledby="{{prefix}}live-title" hidden>
      <h3 id="{{prefix}}live-title">Change a number</h3>
      <p class="how">Type it here, drag a green number in the picture, or press ↑ and ↓ on its card: both passes run again.</p>
      <div class="leaves" id="{{prefix}}leaves"></div>
      <div class="descent">
      <label for="{{prefix}}rate">η</label>
      <input type="range" id="{{prefix}}rate" min="-4" max="1" step="0.1" value="-1">
      <output id="{{prefix}}rate-shown" for="{{prefix}}rate"></output>
      <button type="button" id="{{prefix}}descend">Gradient step</button>
      <button type="button" id="{{prefix}}reset">As it was</button>
      <button type="button" id="{{prefix}}rank" aria-expanded="false" aria-controls="{{prefix}}ranking"></button>
      </div>
      <p class="outcome" id="{{prefix}}outcome" role="status"></p>
      <ol class="ranking" id="{{prefix}}ranking" hidden></ol>
      </div>
      <template class="circuit">{{.}}</template>
      {{/live}}
      {{#differentiated}}<p class="because">The file has no gradients; those here were computed from its values, of {{.}}.</p>
      {{/differentiated}}
      {{#still}}<p class="because">The circuit is a still: {{.}}.</p>{{/still}}
      <p class="now" id="{{prefix}}now" role="status"></p>
      {{#levels}}
      {{#first}}
      <figure>
      <div class="scroll" tabindex="0" role="region" aria-label="The graph, drawn" data-joints="{{joints}}">
      {{{svg}}}
      </div>
      {{#tracks}}<template class="tracks">{{.}}</template>{{/tracks}}
      {{#insides}}<div class="insides" data-of="{{card}}" data-joints="{{joints}}" hidden>{{{svg}}}</div>
      {{/insides}}
      <figcaption>{{caption}}</figcaption>
      </figure>
      {{/first}}
      {{^first}}
      <details>
      <summary>{{caption}}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}" data-joints="{{joints}}">
      {{{svg}}}
      </div>
      {{#tracks}}<template class="tracks">{{.}}</template>{{/tracks}}
      {{#insides}}<div class="insides" data-of="{{card}}" data-joints="{{joints}}" hidden>{{{svg}}}</div>
      {{/insides}}
      </details>
      {{/first}}
      {{/levels}}
      </section>
      {{#folded}}<details class="fold"><summary>{{/folded}}{{^folded}}<section id="{{prefix}}steps" aria-labelledby="{{prefix}}steps-title">{{/folded}}
      <h2 id="{{prefix}}steps-title">{{#scrubber}}Step {{replayed}}, edge by edge{{/scrubber}}{{^scrubber}}Step by step{{/scrubber}}</h2>
      {{#folded}}</summary><section id="{{prefix}}steps" aria-labelledby="{{prefix}}steps-title">{{/folded}}
      {{#passes}}
      <div class="{{pass}}-steps">
      <h3>{{title}}</h3>
      {{#intro}}<p>{{.}}</p>{{/intro}}
      <ol class="steps {{pass}}" start="{{start}}">
      {{#steps}}
      <li id="{{prefix}}step-{{number}}" data-node="{{node}}" data-on="{{on}}"{{#use}} data-use="{{.}}"{{/use}}{{#form}} data-form="{{.}}"{{/form}}{{#completes}} data-completes{{/completes}}><span class="formula">{{formula}}</span>{{#numbers}} <span class="numbers">{{.}}</span>{{/numbers}}{{#remark}} <span class="remark">({{.}})</span>{{/remark}}</li>
      {{/steps}}
      </ol>
      </div>
      {{/passes}}
      {{#cut}}<p>{{.}}</p>{{/cut}}
      </section>
      {{#folded}}</details>
      <details class="fold"><summary>{{/folded}}{{^folded}}<section id="{{prefix}}nodes" aria-labelledby="{{prefix}}nodes-title">{{/folded}}
      <h2 id="{{prefix}}nodes-title">All numbers</h2>
      {{#folded}}</summary><section id="{{prefix}}nodes" aria-labelledby="{{prefix}}nodes-title">{{/folded}}
      <div class="wide" role="region" aria-label="All numbers{{#scrubber}} of step {{replayed}}{{/scrubber}}, in a table" tabindex="0">
      <table class="sortable{{#folded}} held{{/folded}}">
      <caption>Each node with its value, its {{kind}} and its local derivatives{{#folded}}, and what it held{{/folded}}{{#scrubber}}, at step {{replayed}}{{/scrubber}}</caption>
      <thead><tr><th scope="col">node</th><th scope="col">op</th><th scope="col">inputs</th><th scope="col" class="number">value</th><th scope="col" class="number">{{kind}}</th><th scope="col">local</th>{{#statistics}}<th scope="col" class="number">{{name}}</th>{{/statistics}}</tr></thead>
      <tbody>
      {{#nodes}}
      <tr id="{{prefix}}node-{{index}}" data-cards="{{cards}}"><th scope="row">{{name}}</th><td>{{op}}</td><td>{{inputs}}</td><td class="number" data-sort="{{valueSort}}">{{value}}</td><td class="number gradients" data-sort="{{gradientSort}}">{{gradient}}</td><td class="gradients">{{local}}</td>{{#statistics}}<td{{#key}} data-sort="{{.}}"{{/key}}>{{text}}</td>{{/statistics}}</tr>
      {{/nodes}}
      </tbody>
      </table>
      </div>
      {{#fewer}}<p class="note">{{.}}</p>{{/fewer}}
      </section>
      {{#folded}}</details>{{/folded}}
      </div>
      """####,
    "graph.css": ####"""
      header p { max-width: 60rem; }
      h2 { scroll-margin-top: 1rem; }
      .graph { display: block; }
      .graph svg { display: block; margin: 0 auto; max-width: none; height: auto; }
      .verdict { font-size: 1.1rem; font-weight: 600; }
      .verdict.wrong { color: var(--alarm); }
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
      .still { color: var(--secondary); overflow-wrap: anywhere; }
      .now { min-height: 3.2rem; padding: .5rem .9rem; margin: .6rem 0; max-width: none; border-left: 4px solid var(--link); background: var(--panel); border-radius: 0 8px 8px 0; }
      .now:empty { visibility: hidden; }
      .quizzing .bar > :not([id$="ask"]) { visibility: hidden; }
      .quiz { margin: .8rem 0; padding: .8rem 1rem; border: 1px solid var(--hairline); border-radius: 10px; }
      .quiz [hidden] { display: none; }
      .quiz .question { font-weight: 600; font-size: 1.1rem; }
      .quiz input { width: 9rem; }
      .quiz output { display: block; min-height: 1.6rem; }
      .quiz .choices { display: flex; flex-wrap: wrap; gap: .5rem; }
      .quiz .hints { margin: .3rem 0; padding-left: 1.6rem; color: var(--secondary); }
      .quiz .given td, .quiz .given .number { text-align: right; padding-left: 1rem; }
      .quiz .right { color: var(--good); font-weight: 600; }
      .quiz .wrong { color: var(--alarm); font-weight: 600; }
      .live { margin: .8rem 0; padding: .8rem 1rem; border: 1px solid var(--hairline); border-radius: 10px; }
      .live[hidden], .ranking[hidden] { display: none; }
      .live h3 { font-size: 1.05rem; }
      .live .how, .because { color: var(--secondary); font-size: .9rem; margin: 0 0 .5rem; }
      .leaves, .elements, .descent { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
      .leaves details { margin: 0; flex: 1 1 100%; }
      .live label { white-space: nowrap; }
      .live input[type="number"] { width: 8.5rem; max-width: 60vw; color: var(--value); font-weight: 600; font-variant-numeric: tabular-nums; }
      .live input[aria-invalid="true"] { border-color: var(--alarm); }
      .descent { margin-top: .7rem; }
      .descent input { flex: 0 1 10rem; min-width: 6rem; accent-color: var(--link); }
      .descent output { min-width: 3.5rem; font-variant-numeric: tabular-nums; }
      .outcome { min-height: 1.6rem; margin: .5rem 0 0; font-variant-numeric: tabular-nums; }
      .ranking { margin: .3rem 0 0; padding-left: 1.8rem; }
      svg text.movable { cursor: ew-resize; touch-action: none; text-decoration: underline dotted; }
      svg .stale { opacity: .3; }
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
      td.ok { color: var(--good); }
      td.wrong { color: var(--alarm); font-weight: 600; }
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
      svg .inside > rect { fill: var(--background); stroke: var(--link); stroke-width: 1.5px; }
      svg .inside .shut { fill: var(--link); font-size: 13px; font-weight: 600; cursor: pointer; }
      svg .inside svg { overflow: hidden; }
      svg .away { display: none; }
      @media (max-width: 40rem) {
        body { padding: 1rem 1rem 2rem; }
        h1 { font-size: 1.5rem; }
        ol.steps { padding-left: 1.9rem; }
        .taps .scroll:not(.opened) svg { max-width: 100%; }
        .taps .scroll:not(.opened) ~ figcaption::after { content: " Tap the picture to open it."; }
      }
      @media print {
        .live, .bar, .scrub, .now, .quiz, .skip { display: none; }
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
      {{#explanation}}
      <section id="explanation" aria-labelledby="explanation-title">
      <h2 id="explanation-title">Why this gradient</h2>
      <p>{{headline}}</p>
      {{#chain}}
      <h3>The chain rule, line by line</h3>
      <div class="wide" role="region" aria-label="The chain rule, line by line" tabindex="0">
      <pre>{{.}}</pre>
      </div>
      {{/chain}}
      {{#summary}}<p>{{.}}</p>
      {{/summary}}
      {{#strongest}}
      <h3>The strongest paths</h3>
      <div class="wide" role="region" aria-label="The strongest paths" tabindex="0">
      <pre>{{.}}</pre>
      </div>
      {{/strongest}}
      </section>
      {{/explanation}}
      {{{graph}}}
      </main>
      <footer><p>Drawn by vizbp {{version}}.</p></footer>
      {{#script}}<script>{{{.}}}</script>{{/script}}
      </body>
      </html>
      """####,
    "report-findings.mustache": ####"""
      <h2 id="findings-title">Findings</h2>
      {{^hasFindings}}<p class="healthy"><span aria-hidden="true">{{silenceMark}}</span> {{silence}}</p>{{/hasFindings}}
      {{#findings}}
      <article id="finding-{{number}}" class="finding {{severity}}" aria-labelledby="finding-{{number}}-title">
      <h3 id="finding-{{number}}-title"><span class="mark" aria-hidden="true">{{mark}}</span> {{title}}</h3>
      <p>{{sentence}}</p>
      {{#hasConsequences}}<p>What follows from it:</p>
      <ul class="consequences">{{#consequences}}<li><strong>{{title}}.</strong> {{sentence}}</li>{{/consequences}}</ul>{{/hasConsequences}}
      <p class="advice"><strong>What people usually do:</strong> {{advice}}</p>
      <p class="note">{{#links}}<a href="{{target}}">See {{words}}</a> · {{/links}}Rule: {{threshold}} ({{source}})</p>
      </article>
      {{/findings}}
      """####,
    "report-header.mustache": ####"""
      <p class="about">{{title}}</p>
      <h1 class="verdict {{kind}}">{{sentence}}</h1>
      {{#headline}}<p class="headline">{{.}}</p>{{/headline}}
      {{#hasFacts}}
      <dl class="facts">
      {{#facts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/facts}}
      </dl>
      {{/hasFacts}}
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
      {{#hasCursor}}<div class="cursor" role="slider" tabindex="0" aria-label="{{label}}: {{axisName}}" aria-valuemin="{{low}}" aria-valuemax="{{high}}" aria-valuenow="{{high}}" hidden><svg width="100%" height="100%" aria-hidden="true"><line class="hair" visibility="hidden" x1="100%" x2="100%" y1="0" y2="100%"/></svg></div>
      <template class="flight-data">{{data}}</template>{{/hasCursor}}
      </div>
      {{#caption}}<p class="note">{{.}}<span class="keys" hidden> Point, touch, or move the cursor with the arrow keys (Shift: ten times as far; Page Up and Page Down: from flag to flag).</span></p>{{/caption}}
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
      .finding.problem { border-color: var(--alarm); }
      .finding.warning { border-color: var(--warn); }
      .finding.problem .mark { color: var(--alarm); }
      .finding.warning .mark { color: var(--warn); }
      .finding .mark { font-weight: 700; }
      .finding:target { outline: 3px solid var(--link); }
      .healthy span { color: var(--good); font-weight: 700; }
      .note { color: var(--secondary); font-size: .85rem; max-width: 60rem; }
      .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 1.4rem; align-items: start; margin-top: 1rem; }
      .strip { display: flex; gap: .8rem; padding: .6rem; }
      .strip figure { flex: none; margin: 0; }
      .strip img { max-width: none; image-rendering: pixelated; }
      .figures figure { margin: 0; min-width: 0; scroll-margin-top: 1rem; }
      .figures svg { display: block; width: 100%; height: auto; min-width: 18rem; max-width: 30rem; }
      .figures details { margin: .3rem 0 0; font-size: .9rem; }
      .wide { max-height: 60rem; overflow: auto; }
      .report .wide table { min-width: 0; }
      .report thead th { position: sticky; top: 0; background: var(--background); }
      .sides > div { min-width: 0; }
      @media print {
        .key i, .fifths i, .swatch, .verdict::before, .said::before { print-color-adjust: exact; }
        .sides { display: block; }
        .chips { display: none; }
        .report section { break-inside: auto; }
        .figures { grid-template-columns: 1fr 1fr; gap: .8rem; }
        .figures details { display: none; }
        .figures figure, .finding { break-inside: avoid; margin-bottom: 1rem; }
        .figures svg { min-width: 0; max-width: 100%; }
        .wide { max-height: none; overflow: visible; font-size: .6rem; }
        .wide th, .wide td { padding-right: .35rem; }
        .wide .number, .wide .measures td, .wide .by-number th { white-space: nowrap; }
        .graph-section .wide .number { white-space: normal; }
        h2, h3 { break-after: avoid; }
      }
      .quiet { position: absolute; left: -100rem; }
      #recorder { border: 0; margin-top: .4rem; padding-top: 0; }
      .verdict { font-size: 1.7rem; max-width: 62rem; margin: 0; text-wrap: balance; }
      .verdict::before { content: ""; display: inline-block; width: .62em; height: .62em; border-radius: 50%; margin-right: .45em; background: var(--wire); }
      .verdict.good::before { background: var(--good); }
      .verdict.partial::before { background: var(--warn); }
      .verdict.bad::before { background: var(--alarm); }
      .report .headline { font-size: .95rem; color: var(--secondary); max-width: 90rem; margin: .15rem 0; text-wrap: pretty; }
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
      .flight .part { display: none; }
      .flight .grid { stroke: var(--hairline); }
      .flight .tick { stroke: var(--secondary); }
      .flight .curve { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
      .flight .dashed { stroke-dasharray: 5 3; }
      .flight .band { fill: currentColor; stroke: currentColor; stroke-width: 1; vector-effect: non-scaling-stroke; stroke-linejoin: round; opacity: .25; }
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
      .flight .flag.problem { fill: var(--alarm); } .flight .flag.warning { fill: var(--warn); }
      .flight .pole { stroke: var(--wire); stroke-width: 1.5; }
      .flight .pole.problem { stroke: var(--alarm); } .flight .pole.warning { stroke: var(--warn); }
      .flight a:hover text { text-decoration: underline; }
      .flight .frames { display: flex; gap: .5rem; margin: .5rem 0 .2rem; }
      .flight .frames figure { margin: 0; flex: 1 1 0; max-width: 8.6rem; min-width: 0; }
      .flight .frames svg { width: 100%; height: auto; border: 1px solid var(--hairline); background: var(--background); }
      .flight .frames .shown svg { outline: 2px solid var(--link); }
      .flight .frames figcaption { font-size: 12px; margin: .1rem 0 0; display: block; line-height: 1.3; }
      .flight .steps .gutter { color: var(--secondary); text-align: right; padding: .2rem 6px 0 0; }
      .flight .cursor { grid-column: 2; position: absolute; inset: 0; touch-action: pan-y; cursor: crosshair; z-index: 1; }
      .flight .hair { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 2; }
      :root { --fifth-0: #1f6fb4; --fifth-1: #5aa5c9; --fifth-2: #9a9a8e; --fifth-3: #c98a1e; --fifth-4: #7a4b00; }
      @media (prefers-color-scheme: dark) { :root { --fifth-0: #58a9ee; --fifth-1: #7cc3df; --fifth-2: #a5a598; --fifth-3: #b98a2e; --fifth-4: #f2c14e; } }
      .q0, .flight .c10 { color: var(--fifth-0); } .q1, .flight .c11 { color: var(--fifth-1); } .q2, .flight .c12 { color: var(--fifth-2); }
      .q3, .flight .c13 { color: var(--fifth-3); } .q4, .flight .c14 { color: var(--fifth-4); }
      .flight .c10, .flight .c11, .flight .c12, .flight .c13, .flight .c14 { stroke-width: 1.2; opacity: .75; }
      .flight.axes { grid-template-columns: 7.4rem minmax(0, 1fr); }
      .flight.axes .curve { stroke-width: 1; opacity: .5; }
      .flight.axes .tick { stroke: var(--secondary); }
      .flight.axes text { paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
      .flight.axes .gutter text { stroke: none; }
      .fifths i, .swatch { display: inline-block; width: .9em; height: .9em; border-radius: 3px; background: currentColor; margin: 0 .35em 0 .1em; vertical-align: -.05em; }
      .spark { display: block; } .spark path { fill: none; stroke: currentColor; stroke-width: 1.5; }
      .spark.c0, .swatch.c0 { color: var(--category-0); } .spark.c1, .swatch.c1 { color: var(--category-1); } .spark.c2, .swatch.c2 { color: var(--category-2); }
      .spark.c3, .swatch.c3 { color: var(--category-3); } .spark.c4, .swatch.c4 { color: var(--category-4); } .spark.c5, .swatch.c5 { color: var(--category-5); }
      .spark.c6, .swatch.c6 { color: var(--category-6); } .spark.c7, .swatch.c7 { color: var(--category-7); }
      .going { border-left: 4px solid var(--good); background: var(--panel); padding: .4rem .9rem; border-radius: 0 8px 8px 0; }
      .parting { max-width: 70rem; padding-left: 1.2rem; margin: .3rem 0 1rem; }
      .one { margin-top: 1.8rem; padding-top: .8rem; border-top: 1px solid var(--hairline); scroll-margin-top: 1rem; }
      .one h3, .one h4 { font-size: 1.1rem; margin: 0; }
      .one .result { font-weight: 400; color: var(--secondary); }
      .one .flight { margin-top: .3rem; clear: both; }
      .one p { margin: .15rem 0; }
      .said::before { content: ""; display: inline-block; width: .6em; height: .6em; border-radius: 50%; margin-right: .4em; background: var(--wire); }
      .said.good::before { background: var(--good); } .said.partial::before { background: var(--warn); } .said.bad::before { background: var(--alarm); }
      .frame { float: right; width: 5.6rem; height: 5.6rem; margin: 0 0 .4rem 1rem; border: 1px solid var(--hairline); background: var(--background); }
      .fold > summary { cursor: pointer; }
      .fold > summary h2 { display: inline; }
      .fold { border-top: 1px solid var(--hairline); margin-top: 1rem; padding-top: .9rem; }
      .fold > section, .fold .graph-section > section { border: 0; margin-top: .6rem; padding-top: 0; }
      @media (max-width: 40rem) {
        .flight { grid-template-columns: 4rem minmax(0, 1fr); }
        .flight .fine, .flight .flag .title, .flight .whole { display: none; }
        .flight .gutter .part { display: inline; }
        .flight .frames figure:nth-last-child(even) { display: none; }
        .verdict { font-size: 1.35rem; }
        .flight .head .note { display: none; }
      }
      .passage { font-family: ui-monospace, monospace; white-space: pre-wrap; line-height: 2; max-width: 60rem; border-left: 3px solid var(--hairline); padding-left: .8rem; margin: .6rem 0; }
      .passage span { color: var(--secondary); }
      .passage ruby { color: var(--alarm); text-decoration: underline; text-underline-offset: .2em; }
      .passage rt { font-size: .8em; }
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
      <header id="head">
      {{{header}}}
      </header>
      <main>
      {{#live}}<p class="going" role="status" id="going">{{.}}</p>
      {{/live}}{{#strip}}
      <section id="recorder" aria-labelledby="recorder-title">
      {{{.}}}
      </section>
      {{/strip}}
      <nav aria-label="Contents" class="chips">
      <ul>
      {{#contents}}<li><a href="#{{id}}">{{title}}</a></li>{{/contents}}
      </ul>
      </nav>
      <section id="findings" aria-labelledby="findings-title">
      {{{findings}}}
      </section>
      {{#graph}}{{{.}}}{{/graph}}
      {{#sections}}{{{.}}}{{/sections}}
      </main>
      <footer><p>Made by vizbp {{version}}. This file is complete in itself: it fetches nothing.</p></footer>
      {{#script}}<script>{{{.}}}</script>{{/script}}
      </body>
      </html>
      """####,
    "section.mustache": ####"""
      <details class="fold"><summary><h2 id="{{id}}-title">{{title}}</h2></summary>
      <section id="{{id}}" aria-labelledby="{{id}}-title">
      {{#words}}<p>{{.}}</p>{{/words}}
      {{#commands}}<p><code>{{.}}</code></p>{{/commands}}
      {{#hasFigures}}
      <div class="figures">
      {{#figures}}
      <figure id="{{id}}">
      <div class="scroll" tabindex="0" role="region" aria-label="Figure: {{title}}">
      {{{svg}}}
      </div>
      {{#table}}<details><summary>The numbers behind it</summary>{{{.}}}</details>{{/table}}
      </figure>
      {{/figures}}
      </div>
      {{/hasFigures}}
      {{#strips}}
      <figure>
      <figcaption>{{caption}}</figcaption>
      <div class="scroll strip" tabindex="0" role="region" aria-label="Pictures: {{caption}}">
      {{#frames}}<figure><img src="{{source}}" width="{{width}}" alt="{{caption}}"><figcaption>{{caption}}</figcaption></figure>{{/frames}}
      </div>
      </figure>
      {{/strips}}
      {{#passages}}
      <p class="passage">{{#before}}<span>{{.}}</span>{{/before}}{{#parts}}{{right}}{{#wrong}}<ruby>{{text}}<rp>(</rp><rt>{{said}}</rt><rp>)</rp></ruby>{{/wrong}}{{/parts}}</p>
      {{/passages}}
      {{#tables}}
      {{{.}}}
      {{/tables}}
      </section>
      </details>
      """####,
    "style.css": ####"""
      /* The colours of the themes stand before this, as custom properties: --ink, --value, … */
      :root { color-scheme: light dark; --link: #0b5fa5; --good: #0b7a4b; --warn: #8a5a00; }
      @media (prefers-color-scheme: dark) { :root { --link: #7cc0ff; --good: #4cc38a; --warn: #e6b450; } }
      @media print { :root { color-scheme: light; --link: #0b4a85; --good: #004d2e; --warn: #6d4700; } }
      * { box-sizing: border-box; }
      body {
        margin: 0 auto;
        padding: 2rem clamp(1rem, 4vw, 3rem) 3rem;
        max-width: 90rem;
        background: var(--background);
        color: var(--ink);
        font: 1rem/1.55 "vizbp Inter", Inter, system-ui, sans-serif;
      }
      h1 { font-size: 1.9rem; overflow-wrap: anywhere; line-height: 1.2; margin: 0 0 .5rem; }
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
      td.number, th.number, .measures td, .held td:nth-child(n + 7), .by-number tbody th { text-align: right; }
      th button { font: inherit; font-weight: 600; color: inherit; border: 0; background: none; padding: 0; min-width: 0; min-height: 0; cursor: pointer; text-align: inherit; }
      footer { margin-top: 3rem; color: var(--secondary); font-size: .85rem; }
      @media print {
        nav, .skip, .files { display: none; }
        section { break-inside: avoid; }
      }
      """####,
    "table.mustache": ####"""
      <div class="wide" tabindex="0" role="region" aria-label="{{caption}}">
      <table{{#classes}} class="{{.}}"{{/classes}}>
      <caption>{{caption}}</caption>
      <thead><tr>{{#columns}}<th scope="col"{{#number}} class="number"{{/number}}>{{name}}</th>{{/columns}}</tr></thead>
      <tbody>
      {{#rows}}
      <tr>{{#cells}}{{#first}}<th scope="row"{{#marked}} class="number"{{/marked}}{{#key}} data-sort="{{.}}"{{/key}}>{{#link}}<a href="{{.}}">{{text}}</a>{{/link}}{{^link}}{{text}}{{/link}}</th>{{/first}}{{^first}}<td{{#marked}} class="number"{{/marked}}{{#key}} data-sort="{{.}}"{{/key}}>{{#link}}<a href="{{.}}">{{text}}</a>{{/link}}{{^link}}{{#svg}}{{{.}}}{{/svg}}{{text}}{{/link}}</td>{{/first}}{{/cells}}</tr>
      {{/rows}}
      </tbody>
      </table>
      </div>
      {{#note}}<p class="note">{{.}}</p>{{/note}}
      """####,
    "error-function.js": ####"""
      // The error function and its complement, which browsers lack: its series, whose terms have one sign,
      // up to 2, and the continued fraction of the complement beyond (Abramowitz and Stegun, "Handbook of
      // Mathematical Functions", 1964, 7.1.6 and 7.1.14).
      function erf(x) {
        if (Math.abs(x) > 2) return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
        let term = x, sum = x;
        for (let n = 1; n < 60; n += 1) {
          term *= 2 * x * x / (2 * n + 1);
          sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
      }
      function erfc(x) {
        if (x !== x) return x;
        if (x < 2) return x < -2 ? 2 - erfc(-x) : 1 - erf(x);
        let below = x;
        for (let n = 120; n > 0; n -= 1) below = x + n / 2 / below;
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / below;
      }
      """####,
    "graph.js": ####"""
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
      """####,
    "live-graph.js": ####"""
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
      """####,
    "live.js": ####"""
      // The page of a training that goes on: what its server tells takes the place of what stood there.
      {
        const words = document.getElementById('going'), source = new EventSource('events');
        source.addEventListener('state', ({ data }) => {
          const cursor = document.querySelector('#recorder .cursor');
          const held = cursor === document.activeElement, step = Number(cursor?.getAttribute('aria-valuenow'));
          // A cursor at the end stays there.
          const stays = cursor && step < Number(cursor.getAttribute('aria-valuemax'));
          for (const [id, html] of Object.entries(JSON.parse(data))) {
            const part = document.getElementById(id);
            if (part) part.innerHTML = html;
          }
          for (const strip of document.querySelectorAll('#recorder .flight')) record(strip, stays ? step : null);
          if (held) document.querySelector('#recorder .cursor')?.focus({ preventScroll: true });
          words.dataset.count = Number(words.dataset.count ?? 0) + 1;
        });
        source.addEventListener('end', () => { source.close(); location.reload(); });
        source.addEventListener('open', () => { words.textContent = words.dataset.words ?? words.textContent; });
        source.addEventListener('error', () => {
          words.dataset.words ??= words.textContent;
          words.textContent = 'The program that served this page has gone; this is what it showed last.';
        });
      }
      """####,
    "power-of-ten.js": ####"""
      // A number that is very large or small, as the program prints it: 2.5×10⁻⁷, −10⁶.
      const powerOfTen = (x, digits) => {
        const [lead, exponent] = Math.abs(x).toExponential(digits - 1).split('e').map(Number);
        const power = String(exponent).replace(/./g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[sign]));
        return `${x < 0 ? '−' : ''}${lead === 1 ? '' : `${lead}×`}10${power}`;
      };
      """####,
    "report.js": ####"""
      'use strict';
      // The strip of a run: one cursor over all its rows, by mouse, touch and keyboard, which also moves the
      // circuit of the page where there is one.
      const record = (strip, start = null) => {
        const cursor = strip.querySelector('.cursor');
        // Of very many curves a strip is a still.
        if (!cursor) return;
        const hair = cursor.querySelector('.hair');
        const data = JSON.parse(strip.querySelector('.flight-data').content.textContent);
        // Whole steps stand there as distances.
        for (const line of data.rows.flatMap((row) => row.lines ?? row)) {
          let step = 0;
          if (typeof line.x === 'string') line.x = line.x.split(' ').map((distance) => (step += Number(distance)));
        }
        const low = Number(strip.dataset.low), high = Number(strip.dataset.high);
        const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/';
        const brief = (x) => {
          if (!Number.isFinite(x)) return 'NaN';
          const size = Math.abs(x);
          return x !== 0 && (size < 0.00095 || size >= 9999.5) ? powerOfTen(x, 3)
            : String(Number(x.toPrecision(3))).replace('-', '−');
        };
        // The last index whose step is not behind the cursor.
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
              row.outputs.forEach((output, index) => { const line = row.lines[index]; output.textContent = brief(line.y[at(line.x, now)] ?? NaN); });
              continue;
            }
            const column = at(row.x, now);
            const shown = layer?.row === row ? [layer.index] : row.names.length <= 4
              ? row.names.map((_, index) => index) : [0, row.names.length - 1];
            row.outputs[0].textContent = shown.map((index) => `${row.names[index]} ${cell(row, index, column)}`).join(' · ');
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
            layer = { row, index: Math.floor((event.clientY - area.top) / area.height * row.names.length) };
          }
          put(low + (event.clientX - box.left) / box.width * (high - low));
        };
        cursor.addEventListener('pointermove', point);
        cursor.addEventListener('pointerdown', (event) => { cursor.focus({ preventScroll: true }); point(event); });
        cursor.addEventListener('keydown', (event) => {
          const stop = at(stops, now), many = event.shiftKey ? 10 : 1;
          const flags = data.flags.map(([step]) => step);
          const to = {
            ArrowLeft: () => stops[Math.max(0, stop - (stops[stop] < now ? 0 : many))],
            ArrowRight: () => stops[Math.min(stops.length - 1, stop + many)],
            Home: () => low, End: () => high,
            PageUp: () => flags.filter((step) => step < now).at(-1) ?? low,
            PageDown: () => flags.find((step) => step > now) ?? high,
          }[event.key];
          const layers = rows.filter((row) => row.rows).flatMap((row) => row.names.map((_, index) => ({ row, index })));
          if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && layers.length) {
            const held = layers.findIndex((one) => one.row === layer?.row && one.index === layer?.index);
            layer = layers[(held + (event.key === 'ArrowDown' ? 1 : -1) + layers.length) % layers.length];
            put(now);
          } else if (to) put(to()); else return;
          event.preventDefault();
        });
        document.addEventListener('vizbp:step', ({ detail }) => {
          if (strip.isConnected && detail.from !== strip) put(detail.step, false);
        });
        cursor.hidden = false;
        const keys = strip.nextElementSibling?.querySelector('.keys');
        if (keys) keys.hidden = false;
        if (start !== null) put(start, false);
      };
      for (const strip of document.querySelectorAll('.flight')) record(strip);
      // What is folded is opened by a link to it, and for paper.
      const unfold = () => {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (let fold = target?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
      };
      addEventListener('hashchange', unfold);
      unfold();
      addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('details.fold')) fold.open = true; });
      """####,
    "sha256.js": ####"""
      // SHA-256 of a text as UTF-8, in base64 (FIPS 180-4, 2015); a page that is opened as a file has no
      // other way everywhere.
      const sha256 = (() => {
        const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
        const primes = [];
        for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
        const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
        const keys = primes.map((prime) => fraction(Math.cbrt(prime)));
        const turn = (x, by) => x >>> by | x << 32 - by;
        return (text) => {
          const bytes = [...new TextEncoder().encode(text)], size = bytes.length * 8;
          bytes.push(128);
          while (bytes.length % 64 !== 56) bytes.push(0);
          for (let i = 7; i >= 0; i -= 1) bytes.push(Math.floor(size / 2 ** (8 * i)) & 255);
          let state = start.map((x) => x | 0);
          for (let at = 0; at < bytes.length; at += 64) {
            const w = [];
            for (let i = 0; i < 64; i += 1) {
              if (i < 16) {
                const j = at + 4 * i;
                w[i] = bytes[j] << 24 | bytes[j + 1] << 16 | bytes[j + 2] << 8 | bytes[j + 3];
              } else {
                const [p, q] = [w[i - 15], w[i - 2]];
                w[i] = w[i - 16] + (turn(p, 7) ^ turn(p, 18) ^ p >>> 3) + w[i - 7]
                  + (turn(q, 17) ^ turn(q, 19) ^ q >>> 10) | 0;
              }
            }
            let [a, b, c, d, e, f, g, h] = state;
            for (let i = 0; i < 64; i += 1) {
              const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + keys[i] + w[i] | 0;
              const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
              [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0];
            }
            state = [a, b, c, d, e, f, g, h].map((x, i) => x + state[i] | 0);
          }
          return btoa(String.fromCharCode(...state.flatMap((x) => [x >>> 24, x >>> 16 & 255, x >>> 8 & 255, x & 255])));
        };
      })();
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
    "graph/circuit.js": ####"""
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
      """####,
    "graph/flat.js": ####"""
      // A page without folds: none opens.
      const openFold = () => null, closeFolds = () => {};
      """####,
    "graph/folds.js": ####"""
      // How a picture makes room: its paths are bent, and its axes stretched.
      const boxOf = (part) => { const b = part.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
      const hull = (boxes) => boxes.reduce((a, b) => a.map((one, i) => (i < 2 ? Math.min : Math.max)(one, b[i])));
      const push = (part, by) => part.setAttribute('transform', `translate(${by.join(' ')})`);

      // The commands of a path, each with the points that it leads to or bends by.
      const commands = (d) => {
        let [x, y] = [0, 0];
        return [...d.matchAll(/([a-z])([^a-z]*)/gi)].flatMap(([, letter, rest]) => {
          const kind = letter.toUpperCase(), [dx, dy] = letter > 'Z' ? [() => x, () => y] : [() => 0, () => 0];
          const numbers = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
          const size = { H: 1, V: 1, C: 6, Z: 0 }[kind] ?? 2;
          if (!size) return [[kind]];
          return Array.from({ length: numbers.length / size }, (_, index) => {
            const part = numbers.slice(index * size, (index + 1) * size);
            let ends = [];
            if (kind === 'H') ends = [[part[0] + dx(), y]];
            else if (kind === 'V') ends = [[x, part[0] + dy()]];
            else for (let i = 0; i < size; i += 2) ends.push([part[i] + dx(), part[i + 1] + dy()]);
            [x, y] = ends[ends.length - 1];
            return ['HV'.includes(kind) || (kind === 'M' && index) ? 'L' : kind, ...ends];
          });
        });
      };
      const drawn = new Map();
      const drawnOf = (path) => {
        if (!drawn.has(path)) drawn.set(path, commands(path.getAttribute('d')));
        return drawn.get(path);
      };
      // The least and the greatest of a path's points.
      const extent = (path) => hull(path.flatMap(([, ...ends]) => ends.map(([x, y]) => [x, y, x, y])));
      // Draws a path with each of its first points where `move` has it.
      const redraw = (path, move) => path.setAttribute('d', drawnOf(path).map(([kind, ...ends]) =>
        kind + ends.map((end) => move(end).map((one) => Math.round(one * 100) / 100).join(' ')).join(' ')).join(''));

      // Stretches [low, high, room] of an axis that have to grow to their room; those that lie beside each other
      // grow together.
      const beside = (list, low, high) => list.find(([a, b]) =>
        Math.min(b, high) - Math.max(a, low) > Math.max(b - a, high - low) / 2);
      const stretches = (wanted) => wanted.reduce((list, [low, high, room]) => {
        const one = beside(list, low, high);
        if (one) one.splice(0, 3, Math.min(one[0], low), Math.max(one[1], high), Math.max(one[2], room));
        else list.push([low, high, room]);
        return list;
      }, []);
      // How far what stands at a place moves: behind a stretch by what that grows, in it by a part.
      const shift = (list, at) => list.reduce((sum, [low, high, room]) =>
        sum + Math.max(0, room - high + low) * Math.max(0, Math.min(1, (at - low) / (high - low))), 0);
      // Where something begins that stands in the middle of the stretch of low and high.
      const middle = (list, low, high, size) => {
        const [a, b] = beside(list, low, high);
        return (a + shift(list, a) + b + shift(list, b) - size) / 2;
      };

      // Folds open in their place: what is in one stands where its card stood, and the rest makes room. What is to
      // the left of it does not move aside, nor what is above downwards, and all else keeps its order.
      const views = new Map(), insides = new Map(), [pad, head] = [12, 30];
      const view = (svg, holder, of) => {
        const { width, height } = svg.viewBox.baseVal, cards = all('.card', svg).map((group) => ({ group }));
        const own = {
          svg, of, cards, width, height, now: [width, height], open: new Map(),
          wires: all('g.wire', svg), panels: all('g.scope', svg),
          joints: holder.dataset.joints.split(' ').map(Number),
        };
        for (const card of cards) views.set(card.group, own);
        return own;
      };
      for (const svg of svgs) if (svg.parentElement.dataset.joints) view(svg, svg.parentElement);
      for (const holder of all('.insides')) {
        const of = holder.dataset.of;
        insides.set(of, { holder, view: view(find('svg', holder), holder, of) });
        document.getElementById(of)?.setAttribute('aria-expanded', false);
      }
      const measure = (own) => {
        for (const card of own.cards) {
          const parts = all(':scope > :not(title)', card.group), tints = all('[class^="tint-"]', card.group);
          card.box = hull((tints.length ? tints : parts).map(boxOf));
          // What leaves the card, with its numbers, and the card itself.
          const leaves = (part) => { const b = boxOf(part); return b[0] >= card.box[2] - 1 || b[1] >= card.box[3] - 1; };
          card.stub = parts.filter(leaves);
          card.body = parts.filter((part) => !card.stub.includes(part));
          card.isDown = card.stub.length > 0 && boxOf(card.stub[0])[1] >= card.box[3] - 1;
        }
        own.isMeasured = true;
      };
      const sizeOf = (card) => {
        const [width, height] = insides.get(card.group.id).view.now;
        return [width + 2 * pad, height + head + pad];
      };
      // Puts an open fold's picture into its place, and says how far what arrives and what leaves has moved.
      const place = (card, frame, xs, ys) => {
        const [a, b, c, d] = card.box, [x, y] = [(a + c) / 2, (b + d) / 2], [width, height] = sizeOf(card);
        const left = middle(xs, a, c, width), top = middle(ys, b, d, height);
        push(frame, [left, top]);
        const area = find('rect', frame), inner = find('svg', frame);
        for (const [name, value] of Object.entries({ width, height })) area.setAttribute(name, value);
        for (const [name, value] of Object.entries({ x: pad, y: head })) inner.setAttribute(name, value);
        // The style of pages would have it fill the picture.
        inner.style.width = `${width - 2 * pad}px`;
        inner.style.height = `${height - head - pad}px`;
        const [across, along] = [left + width / 2 - x, top + height / 2 - y];
        card.in = card.isDown ? [across, top - b] : [left - a, along];
        card.out = card.isDown ? [across, top + height - d] : [left + width - c, along];
      };
      // Bends a wire from where its first card now is to where its last one is.
      const bend = (wire, from, to) => {
        const line = find('path.line', wire);
        if (!line) return;
        const [first, last] = [drawnOf(line)[0], drawnOf(line).at(-1)].map((command) => command[command.length - 1]);
        const way = last.map((one, axis) => one - first[axis]), long = way[0] ** 2 + way[1] ** 2;
        const by = (at) => {
          const along = long ? way.reduce((sum, one, axis) => sum + one * (at[axis] - first[axis]), 0) / long : 1;
          return from.map((one, axis) => one + Math.max(0, Math.min(1, along)) * (to[axis] - one));
        };
        for (const part of all(':scope > :not(title)', wire)) {
          const b = boxOf(part);
          if (part.matches('path.line')) redraw(part, (at) => at.map((one, axis) => one + by(at)[axis]));
          else push(part, by([(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]));
        }
      };
      const arrange = (own) => {
        if (!own.isMeasured) measure(own);
        const opened = own.cards.filter((card) => own.open.has(card.group));
        const [xs, ys] = [0, 1].map((axis) =>
          stretches(opened.map((card) => [card.box[axis], card.box[axis + 2], sizeOf(card)[axis]])));
        const moved = ([x, y]) => [shift(xs, x), shift(ys, y)];
        for (const card of own.cards) {
          const [a, b, c, d] = card.box, frame = own.open.get(card.group);
          card.in = card.out = moved([(a + c) / 2, (b + d) / 2]);
          if (frame) place(card, frame, xs, ys);
          for (const part of card.body) part.classList.toggle('away', Boolean(frame));
          push(card.group, card.out);
        }
        own.wires.forEach((wire, number) =>
          bend(wire, own.cards[own.joints[2 * number]].out, own.cards[own.joints[2 * number + 1]].in));
        for (const panel of own.panels) {
          let corner = [0, 0];
          for (const part of all(':scope > path, :scope > text', panel)) {
            if (part.matches('text')) { push(part, moved(corner)); continue; }
            // Each rounded corner moves as one.
            const [a, b, c, d] = extent(drawnOf(part));
            const near = ([x, y]) => [x - a < c - x ? a : c, y - b < d - y ? b : d];
            redraw(part, (at) => at.map((one, axis) => one + moved(near(at))[axis]));
            corner = [a, b];
          }
        }
        const legend = find(':scope > .legend', own.svg), scale = own.svg.getBoundingClientRect().width / own.now[0];
        own.now = [own.width + shift(xs, own.width), own.height + shift(ys, own.height)];
        if (legend) push(legend, [0, own.now[1] - own.height]);
        find(':scope > .background', own.svg)?.setAttribute('d', `M0 0h${own.now[0]}v${own.now[1]}H0z`);
        own.svg.setAttribute('viewBox', `0 0 ${own.now.join(' ')}`);
        if (own.of) { arrange(views.get(document.getElementById(own.of))); return; }
        ['width', 'height'].forEach((name, axis) => own.svg.setAttribute(name, own.now[axis]));
        if (own.svg.style.width) widen(own.svg, own.now[0] * scale);
      };
      const closeFold = (card, isAsked = true) => {
        const own = views.get(card), { holder, view: inner } = insides.get(card.id);
        holder.append(inner.svg);
        own.open.get(card).remove();
        own.open.delete(card);
        card.setAttribute('aria-expanded', false);
        arrange(own);
        if (isAsked) card.focus({ preventScroll: true });
      };
      // Before the scrubber changes pictures: what is in folds is of one step alone.
      const closeFolds = () => {
        for (const own of new Set(views.values())) for (const card of [...own.open.keys()]) closeFold(card, false);
        drawn.clear();
      };
      // Opens a fold: the button that folds it again, or null where nothing is known of what is in it.
      const openFold = (card) => {
        const found = insides.get(card.id), own = views.get(card);
        if (!found || !own) return null;
        if (!own.open.has(card)) {
          const frame = draw('g', own.svg, { class: 'inside' });
          draw('rect', frame, { rx: 9 });
          const shut = draw('text', frame, { class: 'shut', x: pad, y: 20, tabindex: 0, role: 'button' });
          shut.textContent = '− Fold again';
          const close = () => closeFold(card);
          shut.addEventListener('click', close);
          keys(shut, { Enter: close, ' ': close });
          frame.append(found.view.svg);
          own.open.set(card, frame);
          card.setAttribute('aria-expanded', true);
          arrange(own);
        }
        return find('.shut', own.open.get(card));
      };
      """####,
    "graph/links.js": ####"""
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
          say(() => story(row));
        }
        if (kind) target.scrollIntoView();
        return kind && target;
      };
      addEventListener('hashchange', follow);
      bar.hidden = false;
      say('Next goes through the passes step by step; point at a node, or tab to it, for its chain rule.');
      makeRoom();
      const share = svgs[0].parentElement.clientWidth / svgs[0].viewBox.baseVal.width;
      if (share < 1 && share > 0.6) resize(share);
      const target = follow();
      // The browser goes to what the link names when all is loaded, which may be in the list.
      if (target) addEventListener('load', () => requestAnimationFrame(() => target.scrollIntoView()));
      """####,
    "graph/nodes.js": ####"""
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
        } else if (row) say(() => story(row)); else if (title) say(() => title.textContent);
      };
      // Room for the longest story, so that the picture stays where it is while one points at it.
      const letters = new Map();
      for (const step of steps) {
        letters.set(step.dataset.node, (letters.get(step.dataset.node) ?? 0) + step.textContent.length);
      }
      const longest = rows.reduce((one, other) =>
        ((letters.get(nodeOf(other)) ?? 0) > (letters.get(nodeOf(one)) ?? 0) ? other : one), rows[0]);
      const makeRoom = () => {
        if (!longest) return;
        const words = saying;
        now.style.minHeight = '';
        say(story(longest));
        now.style.minHeight = `${Math.min(now.offsetHeight, (narrow.matches ? 0.3 : 0.2) * innerHeight)}px`;
        say(words);
      };
      addEventListener('resize', makeRoom);
      for (const svg of all('.graph svg')) {
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
            const shut = openFold(part);
            if (shut) { shut.focus({ preventScroll: true }); return; }
            // Of a fold that has no picture of its own the next one shows what is in it.
            const level = part.closest('figure, details');
            const next = level && (level.matches('figure')
              ? find('details') : level.nextElementSibling);
            if (next && next.matches('details')) { next.open = true; find('summary', next).focus(); }
          };
          part.addEventListener('click', open);
          keys(part, {
            Enter: open, ' ': open, ArrowRight: () => byId('next').click(), ArrowLeft: () => byId('back').click(),
          });
        }
      }
      """####,
    "graph/numbers.js": ####"""
      // How numbers of a circuit are printed and drawn: as the program prints and draws them.
      const norm = (list) => Math.hypot(...list);
      const sum = (list) => list.reduce((total, one) => total + one, 0);

      // Numbers as the program prints them: so many digits, and a true minus sign.
      const print = (x, digits = 4) => {
        if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x < 0 ? '−∞' : '∞';
        const size = Math.abs(x);
        const text = size && (size < 1e-4 || size >= 1e7)
          ? powerOfTen(x, digits) : String(Number(x.toPrecision(digits)));
        return text.replaceAll('-', '−');
      };
      const factor = (x, digits) => (x < 0 ? `(${print(x, digits)})` : print(x, digits));
      const nested = (list, shape) => {
        if (!shape.length) return print(list[0], 6);
        const size = list.length / shape[0];
        return `[${Array.from({ length: shape[0] }, (_, i) =>
          nested(list.slice(i * size, (i + 1) * size), shape.slice(1))).join(', ')}]`;
      };
      // The picture. A text keeps its middle.
      const middles = new Set();
      const write = (text, words) => {
        if (!text || text.textContent === words) return;
        if (!middles.has(text)) {
          const width = Number(text.getAttribute('textLength')), left = Number(text.getAttribute('x'));
          middles.add(text);
          text.removeAttribute('textLength');
          // Behind a word in another font it goes on from there.
          if (text.closest('.legend')) {
            text.setAttribute('x', left + width);
            text.setAttribute('text-anchor', 'end');
          } else if (text.previousElementSibling?.textContent !== 'norm ') {
            text.setAttribute('x', left + width / 2);
            text.setAttribute('text-anchor', 'middle');
          }
        }
        text.textContent = words;
      };
      const own = (part, query) => [...part.children].filter((one) => one.matches(query));
      const stroke = (part, size, width) => {
        const line = own(part, 'path.line')[0], head = own(part, 'path.wire:not(.line)')[0];
        if (!line || !line.classList.contains('wire')) return;
        line.setAttribute('stroke-width', width);
        for (const [name, text] of [['stroke-dasharray', '0.01 5'], ['stroke-linecap', 'round']]) {
          if (size === 0) line.setAttribute(name, text); else line.removeAttribute(name);
        }
        if (!head) return;
        const [x, y, a, b] = head.getAttribute('d').match(/-?[\d.]+/g).map(Number);
        const [long, wide] = [6.5 + width * 0.6, 2.8 + width * 0.5], tip = [x + a, y + b];
        head.setAttribute('d', Math.abs(a) > Math.abs(b)
          ? `M${tip[0] - long} ${tip[1] - wide}l${long} ${wide}-${long} ${wide}z`
          : `M${tip[0] - wide} ${tip[1] - long}l${wide} ${long} ${wide}-${long}z`);
      };
      const fill = (group, list) => {
        if (!group) return;
        const texts = own(group, 'text'), cells = texts.filter((text) => text.previousElementSibling?.tagName === 'path'
          && text.previousElementSibling.hasAttribute('fill-opacity'));
        const most = Math.max(...list.map(Math.abs));
        const tint = (cell, x, least, share) => {
          cell.setAttribute('fill-opacity', most > 0 && most < Infinity ? least + share * Math.abs(x) / most : least);
        };
        if (cells.length === list.length) {
          cells.forEach((text, index) => {
            write(text, print(list[index], 3));
            tint(text.previousElementSibling, list[index], 0.06, 0.26);
          });
        }
        for (const image of all('image', group)) {
          const [left, top, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(image.getAttribute(name)));
          const columns = Number(group.dataset.shape.split(' ').at(-1)), rows = list.length / columns;
          const grid = draw('g', group, { class: 'heat' }), [w, h] = [width / columns, height / rows];
          list.forEach((_, index) => draw('rect', grid, {
            x: left + index % columns * w, y: top + Math.floor(index / columns) * h, width: w, height: h,
          }).style.fill = `var(--${group.classList.contains('of-gradient') ? 'gradient' : 'value'})`);
          image.replaceWith(grid);
        }
        const grid = find('.heat', group);
        if (grid) [...grid.children].forEach((cell, index) => tint(cell, list[index], 0, 0.9));
        group.classList.toggle('stale', !grid && cells.length !== list.length && list.length > 0);
        const mean = sum(list) / list.length;
        const deviation = norm(list.map((x) => x - mean)) / Math.sqrt(list.length);
        for (const text of texts.filter((one) => !cells.includes(one))) {
          if (text.textContent.startsWith('norm ')) write(text, `norm ${print(norm(list), 3)}`);
          else if (text.textContent.includes(' ± ')) write(text, `${print(mean, 3)} ± ${print(deviation, 3)}`);
        }
      };
      const label = (part, words) => {
        const title = find(':scope > title', part);
        if (title) title.textContent = words;
        if (part.hasAttribute('aria-label')) part.setAttribute('aria-label', words);
      };
      """####,
    "graph/passes.js": ####"""
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
      """####,
    "graph/quiz.js": ####"""
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
      """####,
    "graph/replay.js": ####"""
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
        say(() => `${name[0].toUpperCase()}${name.slice(1)}, step ${number} of ${steps.length}: `
          + current.textContent.trim());
        history.replaceState(null, '', `#${prefix}step-${number}`);
      };

      const stop = () => {
        clearInterval(timer);
        timer = 0;
        play.setAttribute('aria-pressed', false);
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
        play.setAttribute('aria-pressed', true);
        play.textContent = 'Pause';
        if (at() >= steps.length) show(0, false);
        const tick = () => { go(at() + 1); if (at() >= steps.length) stop(); };
        tick();
        timer = setInterval(tick, 1600);
      };
      """####,
    "graph/scrubber.js": ####"""
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
      """####,
    "graph/search.js": ####"""
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
        if (event.key === 'Enter' && found.length) { event.preventDefault(); unfold([found[0]]); found[0].focus(); found.push(found.shift()); }
      };
      """####,
    "graph/section.js": ####"""
      // The section: how its parts are found, and what all topics know. Its state: the timer of the replay,
      // the zoom, whether the quiz asks, and the scrubber and the circuit where there is one.
      const find = (query, part = root) => part.querySelector(query);
      const all = (query, part = root) => [...part.querySelectorAll(query)];
      const prefix = root.dataset.prefix;
      const byId = (id) => document.getElementById(prefix + id);
      const elements = (ids) => (ids || '').split(' ').map((id) => document.getElementById(id)).filter(Boolean);
      const svgs = all('.graph svg').filter((svg) => !svg.closest('.insides')), steps = all('.steps li'), rows = all('tr[data-cards]');
      const [bar, now, slider, play, quiz] = ['bar', 'now', 'step', 'play', 'quiz'].map(byId);
      const still = matchMedia('(prefers-reduced-motion: reduce)');
      const rowOfCard = new Map();
      for (const row of rows) for (const card of elements(row.dataset.cards)) rowOfCard.set(card, row);
      const marks = steps.map((step) => elements(step.dataset.on));
      const pass = steps.map((step) => step.parentElement.classList[1]);
      const isBackward = pass.map((name) => name === 'backward');
      const nodeOf = (row) => row.id.slice(prefix.length + 5);
      let timer = 0, zoom = 1, quizzed = false, scrubber = null, circuit = null;
      // An element of the page with these properties, and one of a picture with these attributes.
      const create = (name, properties) => Object.assign(document.createElement(name), properties);
      const draw = (name, parent, attributes) => {
        const part = parent.appendChild(document.createElementNS('http://www.w3.org/2000/svg', name));
        for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
        return part;
      };
      // What some keys do where a part has the focus.
      const keys = (part, actions) => part.addEventListener('keydown', (event) => {
        const action = actions[event.key];
        if (action) { event.preventDefault(); action(); }
      });
      """####,
    "graph/tracks.js": ####"""
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
        if (kind[0] === ':') {
          const common = kind.slice(1).split('~');
          return fields.map((field) => {
            const words = field.split('~');
            if (field === '-') value = field;
            else if (field) value = common.map((part, index) => part + (words[index] ?? '')).join('');
            return value;
          });
        }
        const [unit, where] = kind.match(/^([\d.]+):(.*)$/).slice(1);
        let slot = 0;
        const slots = decode(where).map((distance) => (slot += distance));
        const moves = decode(fields[0]), now = value.match(number).map(Number);
        return Array.from({ length: count }, (_, frame) => {
          slots.forEach((one, index) => {
            now[one] = Number((now[one] + moves[frame * slots.length + index] * unit).toFixed(6));
          });
          let next = 0;
          return value.replace(number, () => now[next++]);
        });
      };
      """####,
    "graph/view.js": ####"""
      // What is said below the buttons, and what the open pictures show of a part. What tells numbers is a
      // function, so that it can be said again where they change.
      let saying = '';
      const say = (words) => {
        saying = words;
        now.textContent = typeof words === 'function' ? words() : words;
      };

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

      // Opens the folds and the picture that the first of the parts is in, where nothing else shows any of them.
      const uncover = (part) => {
        const shut = part.closest('.insides');
        const card = shut && document.getElementById(shut.dataset.of);
        if (card) { uncover(card); openFold(card); }
        const closed = part.closest('details:not([open])');
        if (closed) closed.open = true;
      };
      const unfold = (parts) => {
        if (parts.length && parts.every((part) => part.closest('details:not([open]), .insides'))) uncover(parts[0]);
      };
      """####,
    "graph/zoom.js": ####"""
      // Zoom; the frame scrolls. On a narrow screen the whole picture comes first, and a tap opens it.
      const boxes = all('.scroll'), narrow = matchMedia('(max-width: 40rem)');
      const openBoxes = (isOpen) => { for (const box of boxes) box.classList.toggle('opened', isOpen); };
      root.classList.add('taps');
      const widen = (svg, width) => { svg.style.width = `${width}px`; };
      const resize = (factor) => {
        zoom = Math.max(0.2, Math.min(6, factor));
        for (const svg of svgs) widen(svg, svg.viewBox.baseVal.width * zoom);
        openBoxes(true);
      };
      byId('larger').onclick = () => resize(zoom * 1.25);
      byId('smaller').onclick = () => resize(zoom / 1.25);
      byId('fit').onclick = () => {
        const room = svgs[0].parentElement.clientWidth;
        resize(room / svgs[0].viewBox.baseVal.width);
        for (const svg of svgs) widen(svg, Math.min(room, svg.viewBox.baseVal.width * Math.max(zoom, 1)));
        openBoxes(false);
      };
      for (const box of boxes) {
        let last = null;
        box.addEventListener('click', (event) => {
          const svg = event.target.closest('svg');
          if (!narrow.matches || !svg || box.classList.contains('opened')) return;
          const small = svg.getBoundingClientRect();
          if (small.width >= svg.viewBox.baseVal.width) return;
          // What was tapped comes to the middle of the screen.
          const [x, y] = [(event.clientX - small.left) / small.width, (event.clientY - small.top) / small.height];
          event.stopPropagation();
          resize(1);
          const large = svg.getBoundingClientRect(), area = box.getBoundingClientRect();
          box.scrollLeft += large.left + x * large.width - area.left - area.width / 2;
          scrollBy(0, large.top + y * large.height - innerHeight / 2);
        }, true);
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
      """####,
  ]
}
