import VizBase

/// One shape, text or image of a picture as SVG has it.
struct SVGElement: Hashable, Sendable {
  /// Where the SVG is to be read.
  enum Form: Sendable, Hashable {
    /// Anywhere: each text keeps the width that it was measured with.
    case alone
    /// In a page that brings the font, and the colours of all that has a name. It is smaller, and the
    /// place of a text does not depend on what the text says.
    case page
    /// In a page that shows several pictures of one scene: outlines of two pictures differ in numbers
    /// alone, and in few of them, since what is drawn from a point of its own is placed there.
    case film
  }

  struct Attribute: Hashable, Sendable {
    var name: String
    /// Escaped for XML.
    var value: String
  }

  var name: String
  var attributes: [Attribute] = []
  /// What stands between the tags; nil for an element without an end tag.
  var content: String?

  init(name: String, content: String? = nil) {
    self.name = name
    self.content = content
  }

  /// Nil for what draws nothing, and for groups.
  init?(_ command: Picture.Command, form: Form) throws(DrawingError) {
    switch command {
    case .fill(let path, let paint):
      guard !path.elements.isEmpty else { return nil }
      self.init(name: "path")
      add("d", Self.data(of: path, form))
      fill(paint, form)
    case .stroke(let path, let stroke):
      guard !path.elements.isEmpty else { return nil }
      self.init(name: "path")
      add("d", Self.data(of: path, form))
      self.stroke(stroke, form)
    case .text(let string, let font, let paint, let point, let anchor):
      self.init(string, font, paint, point, anchor, form)
    case .image(let raster, let rect):
      self.init(name: "image")
      place(rect)
      add("preserveAspectRatio", "none")
      add("image-rendering", "pixelated")
      let png = try PNGEncoder.encode(raster.surface())
      add("href", "data:image/png;base64,\(Base64.encode(png))")
    case .beginGroup, .endGroup: return nil
    }
  }

  private init?(
    _ string: String, _ font: Font, _ paint: Paint, _ point: Point, _ anchor: TextAnchor,
    _ form: Form
  ) {
    let clean = SingleLine.clean(string)
    guard !clean.isEmpty else { return nil }
    self.init(name: "text", content: clean)
    let line = TextEngine.withLock { $0.measure(clean, cut: font.cut) }
    let width = line.width * font.size
    // Text from right to left starts at its right end, which an anchor would count from.
    let isAnchored = form != .alone && !line.isRightToLeft
    if isAnchored {
      add("x", Self.number(point.x, form))
    } else {
      // The line's left end, as Cairo gets it.
      let left = point.x - width * anchor.share
      add("x", SVGNumber.short(line.isRightToLeft ? left + width : left))
    }
    add("y", Self.number(point.y, form))
    add("font-size", SVGNumber.short(font.size))
    switch font.cut {
    case .regular: break
    case .semibold: add("font-weight", "600")
    case .italic: add("font-style", "italic")
    }
    if isAnchored {
      switch anchor {
      case .start: break
      case .middle: add("text-anchor", "middle")
      case .end: add("text-anchor", "end")
      }
    }
    if line.isRightToLeft { add("direction", "rtl") }
    if !isAnchored, width > 0 {
      add("textLength", SVGNumber.short(width))
      add("lengthAdjust", "spacingAndGlyphs")
    }
    // Without this, spaces at the ends and double spaces would be lost.
    if clean.hasPrefix(" ") || clean.hasSuffix(" ") || clean.contains("  ") {
      add("xml:space", "preserve")
    }
    fill(paint, form)
  }

  /// The element as it stands in a file.
  var text: String {
    let tag = attributes.reduce(into: "<" + name) { $0 += " \($1.name)=\"\($1.value)\"" }
    return content.map { "\(tag)>\(XML.escape($0))</\(name)>" } ?? tag + "/>"
  }

  /// The outline of a shape where a second one of it would take more than a reference to it.
  var longOutline: String? {
    guard name == "path", let outline = self["d"], outline.utf8.count > 150 else { return nil }
    return outline
  }

  /// The shape with the outline that has an id.
  func using(_ id: String) -> SVGElement {
    var use = self
    use.name = "use"
    use.attributes.removeAll { $0.name == "d" }
    use.attributes.insert(Attribute(name: "href", value: "#\(id)"), at: 0)
    return use
  }

  mutating func add(_ name: String, _ value: String) {
    attributes.append(Attribute(name: name, value: value))
  }

  mutating func place(_ rect: Rect) {
    add("x", SVGNumber.short(rect.minX))
    add("y", SVGNumber.short(rect.minY))
    add("width", SVGNumber.short(rect.width))
    add("height", SVGNumber.short(rect.height))
  }

  private mutating func fill(_ paint: Paint, _ form: Form) {
    if let name = paint.name { add("class", XML.escape(SingleLine.clean(name))) }
    if form == .alone || !Theme.hasRule(for: paint) { add("fill", paint.color.hex) }
    if paint.color.alpha < 1 {
      add("fill-opacity", SVGNumber.plain(paint.color.alpha.clampedToUnit))
    }
  }

  private mutating func stroke(_ stroke: Stroke, _ form: Form) {
    let color = stroke.paint.color
    // `line` lets a page tell strokes from fills of one meaning: `.value.line { stroke: … }`.
    add(
      "class", stroke.paint.name.map { XML.escape(SingleLine.clean($0)) + " line" } ?? "line")
    if form == .alone || !Theme.hasRule(for: stroke.paint) {
      add("fill", "none")
      add("stroke", color.hex)
    }
    add(
      "stroke-width", form != .alone ? SVGNumber.short(stroke.width) : SVGNumber.plain(stroke.width)
    )
    if color.alpha < 1 { add("stroke-opacity", SVGNumber.plain(color.alpha.clampedToUnit)) }
    let dash = stroke.drawableDash
    if !dash.isEmpty {
      add("stroke-dasharray", dash.map(SVGNumber.plain).joined(separator: " "))
    }
    if stroke.cap == .round { add("stroke-linecap", "round") }
  }

  // MARK: Numbers

  /// A tenth of a pixel is enough on a page.
  private static func number(_ number: Double, _ form: Form) -> String {
    form != .alone ? SVGNumber.shortest(number) : SVGNumber.short(number)
  }

  private static func data(of path: Path, _ form: Form) -> String {
    guard form == .film else {
      var data = PathData(decimals: form == .page ? 1 : 2)
      for element in path.elements { data.append(element) }
      return data.text
    }
    return coordinates(of: path)
  }

  /// The beginnings of parts and horizontal lines as distances, all else as places: where a bar grows,
  /// one number changes, and where it moves, one.
  private static func coordinates(of path: Path) -> String {
    typealias Tenths = (x: Int, y: Int)
    func tenths(_ point: Point) -> Tenths { (Self.tenths(point.x), Self.tenths(point.y)) }
    func text(_ point: Tenths) -> String { "\(print(point.x)) \(print(point.y))" }
    var out = ""
    var pen: Tenths = (0, 0)
    var start: Tenths = (0, 0)
    var isOpen = false
    for element in path.elements {
      switch element {
      case .move(let point):
        let end = tenths(point)
        out += out.isEmpty ? "M\(text(end))" : "m\(text((end.x - pen.x, end.y - pen.y)))"
        (pen, start, isOpen) = (end, end, true)
      case .line(let point):
        let end = tenths(point)
        if isOpen, pen.x == end.x {
          out += "V\(print(end.y))"
        } else if isOpen, pen.y == end.y {
          out += "h\(print(end.x - pen.x))"
        } else {
          out += "L\(text(end))"
        }
        (pen, isOpen) = (end, true)
      case .curve(let a, let b, let point):
        out += "C\(text(tenths(a))) \(text(tenths(b))) \(text(tenths(point)))"
        (pen, isOpen) = (tenths(point), true)
      case .close:
        out += "Z"
        (pen, isOpen) = (start, false)
      }
    }
    return out
  }

  private static func tenths(_ number: Double) -> Int {
    let scaled = (number * 10).rounded()
    return abs(scaled) < 9e15 ? Int(scaled) : 0
  }

  private static func print(_ tenths: Int) -> String { SVGNumber.shortest(Double(tenths) / 10) }
}
