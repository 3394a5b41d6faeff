/// Writes pictures as SVG whose text stays text.
struct SVGWriter {
  typealias Part = FilmScene<SVGElement>.Content

  let picture: Picture
  let idPrefix: String
  let embedFont: Bool
  /// Rules of CSS.
  var style = ""
  /// Whether shapes of one outline that follow each other have it once.
  var sharesOutlines = false

  private var out = ""
  private var usedIDs: Set<String> = []
  private var openGroups = 0
  /// The outline of the shape before, where others may use it.
  private var shared: (outline: String, id: String)?

  init(_ picture: Picture, idPrefix: String, embedFont: Bool = false) {
    self.picture = picture
    self.idPrefix = XML.prefix(idPrefix)
    self.embedFont = embedFont
  }

  /// What is drawn of a picture.
  static func parts(
    of picture: Picture, _ form: SVGElement.Form
  ) throws(DrawingError) -> [Part] {
    var parts: [Part] = []
    for command in picture.commands where command.isDrawable {
      switch command {
      case .beginGroup(let group): parts.append(.begin(group))
      case .endGroup: parts.append(.end)
      default:
        if let element = try SVGElement(command, form: form) { parts.append(.element(element)) }
      }
    }
    return parts
  }

  mutating func write(_ parts: [Part]) throws(DrawingError) -> [UInt8] {
    let size = try picture.checkedSize()
    let (width, height) = (SVGNumber.short(size.width), SVGNumber.short(size.height))
    let unit = picture.unit == .point ? "pt" : ""
    out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)\(unit)" height="\(height)\(unit)" \
      viewBox="0 0 \(width) \(height)" \(SVGHead.labels(idPrefix)) \
      font-family="\(Font.cssFamily)" stroke-linejoin="round">
      \(SVGHead.texts(of: picture, idPrefix))

      """
    usedIDs = SVGHead.ids(idPrefix)
    if embedFont { writeFonts() }
    if !style.isEmpty { out += "<style>\(style)</style>\n" }
    for (index, part) in parts.enumerated() {
      switch part {
      case .element(let element):
        let lean = lean(element, before: parts.dropFirst(index + 1).first)
        out += lean.text + "\n"
      case .begin(let group): begin(group)
      case .end: endGroup()
      }
    }
    // A group that was never closed must not make the file unreadable.
    while openGroups > 0 { endGroup() }
    out += "</svg>\n"
    return Array(out.utf8)
  }

  /// The element; one that has the outline of that before or behind it uses what both have.
  private mutating func lean(_ element: SVGElement, before next: Part?) -> SVGElement {
    guard sharesOutlines, let outline = element.longOutline else {
      shared = nil
      return element
    }
    if shared?.outline != outline {
      shared = nil
      guard case .element(let next)? = next, next.longOutline == outline else { return element }
      let id = unique("outline")
      out += "<defs><path id=\"\(id)\" d=\"\(outline)\"/></defs>\n"
      shared = (outline, id)
    }
    return shared.map { element.using($0.id) } ?? element
  }

  private mutating func writeFonts() {
    var cuts: Set<Font.Cut> = []
    for case .text(_, let font, _, _, _) in picture.commands { cuts.insert(font.cut) }
    let faces = Font.Cut.allCases.filter(cuts.contains).map { Font.cssFace($0) }
    if !faces.isEmpty { out += "<style>\(faces.joined())</style>\n" }
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
      var rect = SVGElement(name: "rect")
      rect.place(clip)
      out += "<clipPath id=\"\(id)\">\(rect.text)</clipPath>\n"
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
}
