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
      <title>vizbp: worked examples of backpropagation</title>
      <style>
      {{{style}}}
      </style>
      </head>
      <body>
      <a class="skip" href="#examples">Skip to the examples</a>
      <header>
      <h1>Backpropagation, worked</h1>
      <p>Computational graphs with forward values in <span class="value">green</span> and gradients in
      <span class="gradient">red</span>. Each picture is drawn from the command below it.</p>
      </header>
      <nav aria-label="Examples">
      <ol>
      {{#examples}}
      <li><a href="#{{id}}">{{title}}</a></li>
      {{/examples}}
      </ol>
      </nav>
      <main id="examples">
      {{#examples}}
      <section id="{{id}}" aria-labelledby="{{id}}-title">
      <h2 id="{{id}}-title">{{title}}</h2>
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
      <figcaption><code>{{command}}</code> <span class="files"><a href="{{id}}.svg">SVG</a> <a href="{{id}}.png">PNG</a> <a href="{{id}}.pdf">PDF</a> <a href="{{id}}.json">graph</a></span></figcaption>
      </figure>
      </section>
      {{/examples}}
      </main>
      <footer><p>Drawn by vizbp {{version}}.</p></footer>
      </body>
      </html>
      """####,
    "style.css": ####"""
      :root {
        --background: #ffffff;
        --ink: #1f2933;
        --secondary: #5b6673;
        --hairline: #d9dee5;
        --panel: #f6f8fa;
        --value: #0b7a4b;
        --gradient: #c2321f;
        --link: #0b5fa5;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --background: #14181d;
          --ink: #e6eaf0;
          --secondary: #a7b2bf;
          --hairline: #343c46;
          --panel: #1b2027;
          --value: #4cc38a;
          --gradient: #ff8a73;
          --link: #7cc0ff;
        }
      }
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
      h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .4rem; }
      p { max-width: 46rem; margin: .4rem 0; }
      a { color: var(--link); }
      :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
      .skip { position: absolute; left: -100rem; }
      .skip:focus { position: static; }
      .value { color: var(--value); font-weight: 600; }
      .gradient { color: var(--gradient); font-weight: 600; }
      nav ol { columns: 22rem; padding-left: 1.4rem; margin: 1.2rem 0 0; }
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
  ]
}
