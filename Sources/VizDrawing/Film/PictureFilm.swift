/// Pictures of one scene at several times: one SVG, and what changes in it from time to time.
///
/// ```swift
/// let film = try PictureFilm(pictures)
/// let svg = try film.svg(at: pictures.count - 1)
/// let tracks = film.tracks(from: pictures.count - 1)
/// ```
///
/// Pictures of one scene have the same groups in the same order; what is in a group may come and
/// go. An element that some pictures lack is in every SVG of the film and hidden in theirs, so that
/// elements keep their positions.
package struct PictureFilm: Sendable {
  typealias Slot = FilmScene<SVGElement>.Slot

  enum Part: Sendable {
    case slot(Int)
    /// A group, and the slot of its title.
    case begin(Group, title: Int?)
    case end
  }

  /// How many pictures the film has; at least one.
  package let count: Int
  let pictures: [Picture]
  /// In the order of the elements in the SVG: its title and its description come first.
  private(set) var slots: [Slot] = []
  private(set) var parts: [Part] = []
  /// Those that never change, by their slots, in fewer bytes: nothing moves in their outlines.
  private var still: [Int: SVGElement] = [:]

  /// - Throws: ``DrawingError`` where one picture cannot be drawn, there is none, or one has other
  ///   groups than another.
  package init(_ pictures: [Picture]) throws(DrawingError) {
    self.pictures = pictures
    count = pictures.count
    try Picture.checkScene(pictures)
    var rolls: [[FilmScene<SVGElement>.Content]] = []
    for picture in pictures { rolls.append(try SVGWriter.parts(of: picture, .film)) }
    let scene = try FilmScene(rolls)
    addText("title", pictures.map(\.title))
    addText("desc", pictures.map(\.summary))
    for part in scene.parts {
      switch part {
      case .slot(let slot):
        parts.append(.slot(slots.count))
        slots.append(scene.slots[slot])
      case .begin(let group, let titles):
        guard titles.contains(where: { $0 != nil }) else {
          parts.append(.begin(group, title: nil))
          continue
        }
        parts.append(.begin(group, title: slots.count))
        addText("title", titles.map { $0 ?? "" })
      case .end: parts.append(.end)
      }
    }
    try findStill()
  }

  /// The last picture's elements as a page has them that shows one picture, where all have them alike.
  private mutating func findStill() throws(DrawingError) {
    guard let last = pictures.last else { return }
    var elements = try SVGWriter.parts(of: last, .page).compactMap { part -> SVGElement? in
      if case .element(let element) = part { element } else { nil }
    }[...]
    for case .slot(let slot) in parts where slots[slot].frames.last != .some(nil) {
      let element = elements.popFirst()
      if slots[slot].frames.allSatisfy({ $0 == slots[slot].frames[0] }) { still[slot] = element }
    }
  }

  private mutating func addText(_ name: String, _ texts: [String]) {
    slots.append(Slot(frames: texts.map { SVGElement(name: name, content: $0) }))
  }

  // MARK: SVG

  /// The SVG of one of the pictures, for a page that brings the font.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size, or there is none at `index`.
  package func svg(at index: Int, idPrefix: String = "") throws(DrawingError) -> String {
    guard pictures.indices.contains(index) else { throw .unlikeScenes }
    var written: [SVGWriter.Part] = []
    for part in parts {
      switch part {
      case .slot(let slot):
        guard var element = still[slot] ?? slots[slot].element(at: index) else { continue }
        if slots[slot].frames[index] == nil { element.add("display", "none") }
        written.append(.element(element))
      case .begin(var group, let title):
        group.title = title.flatMap { slots[$0].element(at: index)?.content }
        written.append(.begin(group))
      case .end: written.append(.end)
      }
    }
    var writer = SVGWriter(pictures[index], idPrefix: idPrefix)
    return String(decoding: try writer.write(written), as: UTF8.self)
  }
}

extension Picture {
  /// - Throws: ``DrawingError`` where there is no picture, or one is of another size than another.
  static func checkScene(_ pictures: [Picture]) throws(DrawingError) {
    guard let first = pictures.first,
      pictures.allSatisfy({ $0.size == first.size && $0.unit == first.unit })
    else { throw .unlikeScenes }
  }
}
