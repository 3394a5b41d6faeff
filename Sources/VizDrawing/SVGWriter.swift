/// Writes pictures as SVG whose text stays text.
struct SVGWriter {
  let picture: Picture
  let idPrefix: String
  let embedFont: Bool

  private var out = ""
  private var usedIDs: Set<String> = []
  private var openGroups = 0

  init(_ picture: Picture, idPrefix: String, embedFont: Bool) {
    self.picture = picture
    self.idPrefix = XML.name(idPrefix)
    self.embedFont = embedFont
  }

  mutating func write() throws(DrawingError) -> [UInt8] {
    let size = try picture.checkedSize()
    let (width, height) = (Decimal.short(size.width), Decimal.short(size.height))
    let unit = picture.unit == .point ? "pt" : ""
    out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)\(unit)" height="\(height)\(unit)" \
      viewBox="0 0 \(width) \(height)" \(SVGHead.labels(idPrefix)) \
      font-family="\(Font.cssFamily)" stroke-linejoin="round">
      \(SVGHead.texts(of: picture, idPrefix))

      """
    usedIDs = SVGHead.ids(idPrefix)
    if embedFont { writeFonts() }
    for command in picture.commands where command.isDrawable { try write(command) }
    // A group that was never closed must not make the file unreadable.
    while openGroups > 0 { endGroup() }
    out += "</svg>\n"
    return Array(out.utf8)
  }

  private mutating func writeFonts() {
    var cuts: Set<Font.Cut> = []
    for case .text(_, let font, _, _, _) in picture.commands { cuts.insert(font.cut) }
    let faces = Font.Cut.allCases.filter(cuts.contains).map { Font.cssFace($0) }
    if !faces.isEmpty { out += "<style>\(faces.joined())</style>\n" }
  }

  private mutating func write(_ command: Picture.Command) throws(DrawingError) {
    switch command {
    case .fill(let path, let paint):
      guard !path.elements.isEmpty else { return }
      out += "<path d=\"\(data(of: path))\"\(fill(paint))/>\n"
    case .stroke(let path, let stroke):
      guard !path.elements.isEmpty else { return }
      out += "<path d=\"\(data(of: path))\"\(attributes(of: stroke))/>\n"
    case .text(let string, let font, let paint, let point, let anchor):
      write(string, font, paint, point, anchor)
    case .image(let raster, let rect):
      let png = try PNGEncoder.encode(raster.surface())
      out += "<image\(attributes(of: rect)) preserveAspectRatio=\"none\""
      out += " image-rendering=\"pixelated\""
      out += " href=\"data:image/png;base64,\(Base64.encode(png))\"/>\n"
    case .beginGroup(let group):
      begin(group)
    case .endGroup:
      endGroup()
    }
  }

  private mutating func write(
    _ string: String, _ font: Font, _ paint: Paint, _ point: Point, _ anchor: TextAnchor
  ) {
    let clean = SingleLine.clean(string)
    guard !clean.isEmpty else { return }
    let line = TextEngine.withLock { $0.measure(clean, cut: font.cut) }
    let width = line.width * font.size
    // The line's left end, as Cairo gets it; text from right to left starts at its right end.
    let left = point.x - width * anchor.share
    out += "<text x=\"\(Decimal.short(line.isRightToLeft ? left + width : left))\""
    out += " y=\"\(Decimal.short(point.y))\" font-size=\"\(Decimal.short(font.size))\""
    switch font.cut {
    case .regular: break
    case .semibold: out += " font-weight=\"600\""
    case .italic: out += " font-style=\"italic\""
    }
    if line.isRightToLeft { out += " direction=\"rtl\"" }
    if width > 0 {
      out += " textLength=\"\(Decimal.short(width))\" lengthAdjust=\"spacingAndGlyphs\""
    }
    // Without this, spaces at the ends and double spaces would be lost.
    if clean.hasPrefix(" ") || clean.hasSuffix(" ") || clean.contains("  ") {
      out += " xml:space=\"preserve\""
    }
    out += "\(fill(paint))>\(XML.escape(clean))</text>\n"
  }

  /// An id that nothing else has: should two groups want one, the second gets one of its own.
  private mutating func unique(_ id: String) -> String {
    let wanted = idPrefix + XML.name(id)
    var unique = wanted
    var number = 2
    while !usedIDs.insert(unique).inserted {
      unique = "\(wanted)-\(number)"
      number += 1
    }
    return unique
  }

  private mutating func begin(_ group: Group) {
    var clipID: String?
    if let clip = group.drawableClip {
      let id = unique("clip")
      out += "<clipPath id=\"\(id)\"><rect\(attributes(of: clip))/></clipPath>\n"
      clipID = id
    }
    out += "<g"
    if let id = group.id { out += " id=\"\(unique(id))\"" }
    if let clipID { out += " clip-path=\"url(#\(clipID))\"" }
    out += " class=\"\(XML.escape(SingleLine.clean(group.kind)))\">"
    if let title = group.title { out += "<title>\(XML.escape(title))</title>" }
    out += "\n"
    openGroups += 1
  }

  private mutating func endGroup() {
    guard openGroups > 0 else { return }
    openGroups -= 1
    out += "</g>\n"
  }

  private func fill(_ paint: Paint) -> String {
    var text = paint.name.map { " class=\"\(XML.escape(SingleLine.clean($0)))\"" } ?? ""
    text += " fill=\"\(paint.color.hex)\""
    if paint.color.alpha < 1 {
      text += " fill-opacity=\"\(Decimal.plain(paint.color.alpha.clampedToUnit))\""
    }
    return text
  }

  private func attributes(of stroke: Stroke) -> String {
    let color = stroke.paint.color
    // `line` lets a page tell strokes from fills of one meaning: `.value.line { stroke: … }`.
    let name = stroke.paint.name.map { XML.escape(SingleLine.clean($0)) + " line" } ?? "line"
    var text = " class=\"\(name)\" fill=\"none\" stroke=\"\(color.hex)\""
    text += " stroke-width=\"\(Decimal.plain(stroke.width))\""
    if color.alpha < 1 {
      text += " stroke-opacity=\"\(Decimal.plain(color.alpha.clampedToUnit))\""
    }
    let dash = stroke.drawableDash
    if !dash.isEmpty {
      text += " stroke-dasharray=\"\(dash.map(Decimal.plain).joined(separator: " "))\""
    }
    if stroke.cap == .round { text += " stroke-linecap=\"round\"" }
    return text
  }

  private func attributes(of rect: Rect) -> String {
    " x=\"\(Decimal.short(rect.minX))\" y=\"\(Decimal.short(rect.minY))\""
      + " width=\"\(Decimal.short(rect.width))\" height=\"\(Decimal.short(rect.height))\""
  }

  private func data(of path: Path) -> String {
    var data = PathData()
    for element in path.elements { data.append(element) }
    return data.text
  }
}
