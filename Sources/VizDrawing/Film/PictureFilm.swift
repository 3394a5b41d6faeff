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
public struct PictureFilm: Sendable {
  /// One element over time; nil where a picture lacks it.
  struct Slot: Sendable {
    var frames: [SVGElement?]

    /// The element at a time, or where there is none what it last was, or will be.
    func element(at index: Int) -> SVGElement? {
      frames[...index].last { $0 != nil } ?? frames.first { $0 != nil } ?? nil
    }
  }

  enum Part: Sendable {
    case slot(Int)
    /// A group, and the slot of its title.
    case begin(Group, title: Int?)
    case end
  }

  /// How many pictures the film has; at least one.
  public let count: Int
  let pictures: [Picture]
  /// In the order of the elements in the SVG: its title and its description come first.
  private(set) var slots: [Slot] = []
  private(set) var parts: [Part] = []

  /// - Throws: ``DrawingError`` where one picture cannot be drawn, there is none, or one has other
  ///   groups than another.
  public init(_ pictures: [Picture]) throws(DrawingError) {
    self.pictures = pictures
    count = pictures.count
    var rolls: [[SVGWriter.Part]] = []
    for picture in pictures { rolls.append(try SVGWriter.parts(of: picture, .film)) }
    guard let first = pictures.first, let last = pictures.last,
      pictures.allSatisfy({ $0.size == first.size && $0.unit == last.unit })
    else { throw Self.unlike }
    addText("title", pictures.map(\.title))
    addText("desc", pictures.map(\.summary))

    var places = [Int](repeating: 0, count: rolls.count)
    while true {
      let runs = rolls.indices.map { Self.run(of: rolls[$0], from: &places[$0]) }
      addRun(runs)
      let ends = rolls.indices.map { roll in
        rolls[roll].indices.contains(places[roll]) ? rolls[roll][places[roll]] : nil
      }
      for index in places.indices { places[index] += 1 }
      guard let end = ends.last ?? nil else {
        guard ends.allSatisfy({ $0 == nil }) else { throw Self.unlike }
        return
      }
      try addBoundary(end, ends)
    }
  }

  private static var unlike: DrawingError {
    DrawingError(.scene, "The pictures of a film show one scene, and one of these shows another.")
  }

  /// The elements up to the next beginning or end of a group.
  private static func run(of roll: [SVGWriter.Part], from place: inout Int) -> [SVGElement] {
    var run: [SVGElement] = []
    while roll.indices.contains(place), case .element(let element) = roll[place] {
      run.append(element)
      place += 1
    }
    return run
  }

  private mutating func addText(_ name: String, _ texts: [String]) {
    slots.append(Slot(frames: texts.map { SVGElement(name: name, content: $0) }))
  }

  private mutating func addBoundary(
    _ end: SVGWriter.Part, _ ends: [SVGWriter.Part?]
  ) throws(DrawingError) {
    switch end {
    case .element: return
    case .end:
      for end in ends { guard case .end? = end else { throw Self.unlike } }
      parts.append(.end)
    case .begin(let group):
      var titles: [String?] = []
      for end in ends {
        guard case .begin(let other)? = end, other.id == group.id, other.kind == group.kind,
          other.clip == group.clip
        else { throw Self.unlike }
        titles.append(other.title)
      }
      guard titles.contains(where: { $0 != nil }) else {
        parts.append(.begin(group, title: nil))
        return
      }
      parts.append(.begin(group, title: slots.count))
      addText("title", titles.map { $0 ?? "" })
    }
  }

  // MARK: Alignment

  /// Elements of one kind follow each other in one slot: of paths those of one structure, which
  /// differ in numbers alone.
  private struct Kind: Hashable {
    var name: String
    var isStroke: Bool
    var structure: String

    init(_ element: SVGElement) {
      name = element.name
      isStroke = element["stroke"] != nil
      structure =
        element["d"].map { path in
          String(decoding: path.utf8.filter { $0 > UInt8(ascii: "9") }, as: UTF8.self)
        } ?? ""
    }
  }

  private mutating func addRun(_ runs: [[SVGElement]]) {
    var aligned: [Slot] = []
    var kinds: [Kind] = []
    for (frame, run) in runs.enumerated() {
      let own = run.map(Kind.init)
      for slot in aligned.indices { aligned[slot].frames.append(nil) }
      if own == kinds {
        for (slot, element) in run.enumerated() { aligned[slot].frames[frame] = element }
        continue
      }
      var merged: [Slot] = []
      var mergedKinds: [Kind] = []
      var next = 0
      func empty() -> Slot { Slot(frames: Array(repeating: nil, count: frame + 1)) }
      for (known, match) in Self.matches(kinds, own).enumerated() {
        if let match {
          while next < match {
            var slot = empty()
            slot.frames[frame] = run[next]
            merged.append(slot)
            mergedKinds.append(own[next])
            next += 1
          }
          aligned[known].frames[frame] = run[next]
          next += 1
        }
        merged.append(aligned[known])
        mergedKinds.append(kinds[known])
      }
      for left in next..<max(next, run.count) {
        var slot = empty()
        slot.frames[frame] = run[left]
        merged.append(slot)
        mergedKinds.append(own[left])
      }
      (aligned, kinds) = (merged, mergedKinds)
    }
    for slot in aligned {
      parts.append(.slot(slots.count))
      slots.append(slot)
    }
  }

  /// Runs of more elements are matched in order and no better.
  private static let mostMatched = 1_000

  /// For each of `known` the place of its like in `own`: a longest common subsequence.
  private static func matches(_ known: [Kind], _ own: [Kind]) -> [Int?] {
    var matches = [Int?](repeating: nil, count: known.count)
    guard known.count <= mostMatched, own.count <= mostMatched else { return matches }
    let columns = own.count + 1
    var lengths = [Int](repeating: 0, count: (known.count + 1) * columns)
    for i in known.indices.reversed() {
      for j in own.indices.reversed() {
        lengths[i * columns + j] =
          known[i] == own[j]
          ? lengths[(i + 1) * columns + j + 1] + 1
          : max(lengths[(i + 1) * columns + j], lengths[i * columns + j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < known.count, j < own.count {
      if known[i] == own[j] {
        matches[i] = j
        (i, j) = (i + 1, j + 1)
      } else if lengths[(i + 1) * columns + j] >= lengths[i * columns + j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return matches
  }

  // MARK: SVG

  /// The SVG of one of the pictures, for a page that brings the font.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size, or there is none at `index`.
  public func svg(at index: Int, idPrefix: String = "") throws(DrawingError) -> [UInt8] {
    guard pictures.indices.contains(index) else { throw Self.unlike }
    var written: [SVGWriter.Part] = []
    for part in parts {
      switch part {
      case .slot(let slot):
        guard var element = slots[slot].element(at: index) else { continue }
        if slots[slot].frames[index] == nil { element.add("display", "none") }
        written.append(.element(element))
      case .begin(var group, let title):
        group.title = title.flatMap { slots[$0].element(at: index)?.content }
        written.append(.begin(group))
      case .end: written.append(.end)
      }
    }
    var writer = SVGWriter(pictures[index], idPrefix: idPrefix)
    return try writer.write(written)
  }
}
