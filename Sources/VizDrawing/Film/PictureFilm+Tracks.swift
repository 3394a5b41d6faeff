extension PictureFilm {
  /// What changes in the film's SVG, for a script that shows its other pictures.
  ///
  /// A line for each attribute that changes, with fields between tabs: the position of the element
  /// among the SVG's `title`, `desc`, `path`, `text` and `image` elements; the attribute, or `#` for
  /// what stands between the tags; then what it is in one picture after the other.
  ///
  /// Where only numbers change in an attribute, the third field is a step, such as `0.1`, a colon,
  /// and the positions of the changing numbers, each as the distance from the one before; and the
  /// fourth field has for each picture how many steps each of these numbers moves from the picture
  /// before, and for the first picture from the SVG as it stands. All of these whole numbers are
  /// written in ``TrackNumber``'s digits.
  ///
  /// Else each picture has a field of its own: empty where nothing changes, and for the first picture
  /// where it is as the SVG stands; `-` where the attribute is missing. The third field is empty, or
  /// what the texts have in common after a colon, as in `:norm ~`, and then the fields have what
  /// stands at each `~`, with `~` between them.
  ///
  /// A third field such as `@3` says that all from there on is as in the line of this number, counted
  /// from 0.
  ///
  /// - Parameter index: The picture that the SVG shows.
  package func tracks(from index: Int) -> String {
    guard pictures.indices.contains(index) else { return "" }
    var out = ""
    var known: [String: Int] = [:]
    let lines = slots.enumerated().flatMap { Self.tracks(of: $1, at: $0, from: index) }
    for (number, line) in lines.enumerated() {
      out += line.head
      if let earlier = known[line.changes], line.changes.utf8.count > "@\(earlier)".utf8.count {
        out += "@\(earlier)\n"
      } else {
        known[line.changes] = number
        out += line.changes + "\n"
      }
    }
    return out
  }

  /// What changes of an element: of which attribute, and how.
  private typealias Line = (head: String, changes: String)

  private static func tracks(of slot: Slot, at slotIndex: Int, from index: Int) -> [Line] {
    let elements = slot.frames.indices.compactMap { slot.element(at: $0) }
    guard elements.count == slot.frames.count, let base = slot.element(at: index) else { return [] }
    var lines: [Line] = []
    func add(_ name: String, _ values: [String], _ base: String) {
      guard values.contains(where: { $0 != base }) else { return }
      let changes =
        numeric.contains(name)
        ? NumberTrack(values, from: base)?.text ?? WordTrack.text(values, from: base)
        : WordTrack.text(values, from: base)
      lines.append(("\(slotIndex)\t\(name)\t", changes))
    }
    var names: [String] = []
    // Those that the base has and others lack change, too.
    for element in [base] + elements where elements.contains(where: { $0 != base }) {
      for attribute in element.attributes where !names.contains(attribute.name) {
        names.append(attribute.name)
      }
    }
    for name in names {
      add(name, elements.map { $0[name] ?? "-" }, base[name] ?? "-")
    }
    if let content = base.content {
      add("#", elements.map { line($0.content ?? "") }, line(content))
    }
    add(
      "display", slot.frames.map { $0 == nil ? "none" : "-" },
      slot.frames[index] == nil ? "none" : "-")
    return lines
  }

  /// Attributes that are numbers with letters and signs between them.
  private static let numeric: Set<String> = [
    "d", "x", "y", "width", "height", "font-size", "stroke-width", "fill-opacity",
    "stroke-opacity",
  ]

  /// Titles may have breaks, which separate fields here.
  private static func line(_ text: String) -> String {
    text.contains { $0 == "\t" || $0.isNewline }
      ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
  }
}

extension SVGElement {
  /// The value of an attribute.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}
