import VizDrawing

/// What every page has: one style, at most one script, and a policy that allows these two and
/// nothing else, so that no label can ever run.
struct Page: Sendable {
  let style: String
  let script: String?
  /// Whether the page listens to the server that it comes from.
  let isLive: Bool

  /// A page of the templates' files `styles` and `scripts`, with the colours and the cuts of the
  /// font that its pictures use, or all where it has curves of its own, and the colours of categories
  /// that its styles use; `arithmetic` is a script that stands before the others. Of the scripts it has
  /// only the `parts` that it needs.
  init(
    _ templates: Templates, styles: [String], scripts: [String] = [], arithmetic: String? = nil,
    pictures: [Picture] = [], hasCurves: Bool = false, categories: [Int] = [],
    isLive: Bool = false, parts: Set<ScriptPart> = []
  ) {
    self.isLive = isLive
    let cuts = hasCurves ? Set(Font.Cut.allCases) : Set(pictures.flatMap(\.cuts))
    // The few slanted words are not worth a font: browsers slant the upright one.
    let faces = [Font.Cut.regular, .semibold].filter(cuts.contains).map { Font.cssFace($0) + "\n" }
    // What stands between the tags is hashed as it is, line breaks and all.
    style =
      "\n" + faces.joined() + Theme.css(for: pictures, categories: categories)
      + styles.map { templates[$0] }.joined(separator: "\n") + "\n"
    script =
      scripts.isEmpty
      ? nil
      : "\n"
        + ((arithmetic.map { [$0] } ?? []) + scripts.map { templates.file($0, with: parts) })
        .map { templates.hasOwnScripts ? LeanScript.of($0) : $0 }.joined(separator: "\n") + "\n"
  }

  /// The content security policy, for the page's `meta` element.
  var policy: String {
    let scripts = script.map { "; script-src 'sha256-\(ContentHash.sha256($0))'" } ?? ""
    let server = isLive ? "; connect-src 'self'" : ""
    return "default-src 'none'; style-src 'sha256-\(ContentHash.sha256(style))'\(scripts)\(server);"
      + " img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
  }
}

extension Picture {
  /// The cuts of the font that its texts are set in.
  fileprivate var cuts: [Font.Cut] {
    commands.compactMap { command in
      if case .text(_, let font, _, _, _) = command { font.cut } else { nil }
    }
  }
}
