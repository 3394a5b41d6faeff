/// Writes pictures of one scene as TikZ: one, or several as the overlays of a frame.
struct TeXWriter {
  private let scene: FilmScene<TeXElement>
  private let count: Int
  private let size: Size
  private let path: TeXPath
  private let replacements: [String: String]
  private var styles = TeXStyles()
  private var out = ""
  /// The overlays of what is being written; nil for all.
  private var overlay: String?
  /// Whether each open group has a scope of its own.
  private var scopes: [Bool] = []

  /// A page of TeX may be no larger, nor may one of a PDF that all programs show.
  private static let largest = 14_400.0

  init(
    _ pictures: [Picture], replacing groups: [String: String] = [:]
  ) throws(DrawingError) {
    replacements = groups
    try Picture.checkScene(pictures)
    count = pictures.count
    scene = try FilmScene(pictures.map { TeXElement.contents(of: $0) })
    size = try pictures.first?.checkedSize() ?? Size(width: 1, height: 1)
    path = TeXPath(unit: min(1, Self.largest / max(size.width, size.height)))
  }

  /// The width and the height of the file's picture, in its units.
  var extent: (width: String, height: String) {
    (path.number(size.width), path.number(size.height))
  }

  /// The colours and styles, and then the picture itself.
  mutating func write() throws(DrawingError) -> (definitions: String, picture: String) {
    out = ""
    for part in scene.parts {
      switch part {
      case .slot(let slot): try write(scene.slots[slot])
      case .begin(let group, let titles): begin(group, title: titles.first ?? nil)
      case .end: end()
      }
    }
    close()
    while !scopes.isEmpty { end() }
    let picture = """
      \\begin{tikzpicture}[vizbp]
      \\useasboundingbox (0,0) rectangle (\(extent.width),\(extent.height));
      \(out)\\end{tikzpicture}%

      """
    return (definitions, picture)
  }

  // MARK: Styles

  private var definitions: String {
    var text = ""
    for (name, color) in styles.paints {
      text += "\\definecolor{vizbp-\(name)}{HTML}{\(color.hex.dropFirst().uppercased())}\n"
    }
    text += """
      % Texts were measured in Inter, which is larger than TeX's sans serif of the same size.
      \\def\\vizbpfont#1{\\sffamily\\fontsize{\\dimexpr#1bp*11/10\\relax}{#1bp}\\selectfont}
      \\def\\vizbpitalic#1{\\itshape\\vizbpfont{#1}}
      \\def\\vizbpbold#1{\\sffamily\\bfseries\\boldmath\\fontsize{#1bp}{#1bp}\\selectfont}

      """
    if out.contains(TeXText.foreign) { text += Self.foreign }
    if out.contains("\\vizbpimage") { text += TeXImage.macro }
    text += """
      \\tikzset{vizbp/.style={
        x=1bp, y=-1bp, line join=round, words/.style={inner sep=0pt, outer sep=0pt, anchor=base},

      """
    for font in styles.fonts {
      text += "  \(TeXStyles.name(of: font))/.style={words, font=\(selection(of: font))},\n"
    }
    for (name, color) in styles.paints {
      let opacity =
        color.alpha < 1 ? ", opacity=\(SVGNumber.plain(color.alpha.clampedToUnit))" : ""
      text += "  \(name)/.style={color=vizbp-\(name)\(opacity)},\n"
    }
    text += "}}\n"
    // The end of a line would be a space in the document around.
    return text.split(separator: "\n").map { line in
      line.hasPrefix("%") || line.hasSuffix("%") ? line + "\n" : line + "%\n"
    }.joined()
  }

  private func selection(of font: Font) -> String {
    "\(TeXStyles.command(font.cut)){\(path.number(font.size))}"
  }

  /// A sign that TeX's usual fonts lack: LuaTeX shows it where its font has it.
  private static let foreign = """
    % A sign by its number: what pdfTeX's fonts lack stands as U+ and that number.
    \\def\\vizbpchar#1#2{\\ifdefined\\pdftexversion{\\vizbpfont{7}U+#2}\\else
      \\iffontchar\\font#1 \\char#1 \\else{\\vizbpfont{7}U+#2}\\fi\\fi}

    """

  // MARK: Parts

  private mutating func write(_ slot: FilmScene<TeXElement>.Slot) throws(DrawingError) {
    // An element that changes is written once for each way in which it looks.
    var looks: [(element: TeXElement, frames: [Int])] = []
    for (frame, element) in slot.frames.enumerated() {
      guard let element else { continue }
      if let known = looks.firstIndex(where: { $0.element == element }) {
        looks[known].frames.append(frame + 1)
      } else {
        looks.append((element, [frame + 1]))
      }
    }
    for look in looks {
      open(look.frames.count == count ? nil : Self.overlays(look.frames))
      out += try text(of: look.element) + "\n"
    }
  }

  /// `2-4,7`.
  private static func overlays(_ frames: [Int]) -> String {
    var runs: [(first: Int, last: Int)] = []
    for frame in frames {
      if let last = runs.last, last.last == frame - 1 {
        runs[runs.count - 1].last = frame
      } else {
        runs.append((frame, frame))
      }
    }
    return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
      .joined(separator: ",")
  }

  private mutating func open(_ wanted: String?) {
    guard wanted != overlay else { return }
    close()
    if let wanted { out += "\\only<\(wanted)>{%\n" }
    overlay = wanted
  }

  private mutating func close() {
    if overlay != nil { out += "}\n" }
    overlay = nil
  }

  private mutating func begin(_ group: Group, title: String?) {
    close()
    // Of several pictures a title would say what some of them do not.
    let words = [group.id ?? group.kind, count == 1 ? title : nil].compactMap { $0 }
    out += TeXText.comment(words.joined(separator: ": "))
    scopes.append(group.drawableClip != nil)
    if let clip = group.drawableClip {
      out += "\\begin{scope}\n\\clip \(path.text(of: .rect(clip)).steps);\n"
    }
    if let text = group.id.flatMap({ replacements[$0] }) { out += text }
  }

  private mutating func end() {
    close()
    if scopes.popLast() ?? false { out += "\\end{scope}\n" }
  }

  // MARK: Elements

  private mutating func text(of element: TeXElement) throws(DrawingError) -> String {
    switch element {
    case .fill(let path, let paint):
      return command("fill", [styles.style(paint)], path)
    case .stroke(let path, let stroke):
      var options = [
        styles.style(stroke.paint), "line width=\(self.path.number(stroke.width))bp",
      ]
      let dash = stroke.drawableDash
      if !dash.isEmpty {
        // TikZ takes pairs alone.
        let pairs = dash.count % 2 == 0 ? dash : dash + dash
        let steps = pairs.enumerated().map { index, length in
          "\(index % 2 == 0 ? "on" : "off") \(self.path.number(length))bp"
        }
        options.append("dash pattern=\(steps.joined(separator: " "))")
      }
      if stroke.cap == .round { options.append("line cap=round") }
      return command("draw", options, path)
    case .text(let runs, let point, let anchor): return node(runs, point, anchor)
    case .image(let raster, let rect):
      let corner = path.point(Point(x: rect.minX, y: rect.minY))
      return
        "\\node[words, anchor=north west] at \(corner) {\(try TeXImage.text(raster, rect, path))};"
    }
  }

  private func command(_ name: String, _ options: [String], _ path: Path) -> String {
    let (more, steps) = self.path.text(of: path)
    return "\\\(name)[\((options + more).joined(separator: ", "))] \(steps);"
  }

  private mutating func node(
    _ runs: [TeXElement.Run], _ point: Point, _ anchor: TextAnchor
  ) -> String {
    guard let first = runs.first else { return "" }
    var options = [styles.style(first.font), styles.style(first.paint)]
    switch anchor {
    case .start: options.append("anchor=base west")
    case .middle: break
    case .end: options.append("anchor=base east")
    }
    var words = TeXText.line(first.string)
    for run in runs.dropFirst() {
      var text = TeXText.line(run.string)
      if run.paint != first.paint {
        text = "\\textcolor{vizbp-\(styles.style(run.paint))}{\(text)}"
      }
      if run.font != first.font {
        // Upright and light again, and then as this font is.
        text = "{\\normalfont\\unboldmath\(selection(of: run.font))\(text)}"
      }
      words += text
    }
    return "\\node[\(options.joined(separator: ", "))] at \(path.point(point)) {\(words)};"
  }
}
