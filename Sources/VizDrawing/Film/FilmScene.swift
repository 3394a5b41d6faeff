/// Pictures of one scene, element by element: what stays, and what comes and goes.
///
/// Pictures of one scene have the same groups in the same order; what is in a group may come and
/// go. Elements of one kind that follow each other in time share a slot.
struct FilmScene<Element: FilmElement>: Sendable {
  /// What a picture is made of, in the order in which it is drawn.
  enum Content: Sendable {
    case element(Element)
    case begin(Group)
    case end
  }

  /// One element over time; nil where a picture lacks it.
  struct Slot: Sendable {
    var frames: [Element?]

    /// The element at a time, or where there is none what it last was, or will be.
    func element(at index: Int) -> Element? {
      frames[...index].last { $0 != nil } ?? frames.first { $0 != nil } ?? nil
    }
  }

  enum Part: Sendable {
    case slot(Int)
    /// A group, as the first picture has it, and its titles over time.
    case begin(Group, titles: [String?])
    case end
  }

  private(set) var slots: [Slot] = []
  private(set) var parts: [Part] = []

  /// - Throws: ``DrawingError`` where one picture has other groups than another.
  init(_ rolls: [[Content]]) throws(DrawingError) {
    var offsets = [Int](repeating: 0, count: rolls.count)
    while true {
      let runs = rolls.indices.map { Self.run(of: rolls[$0], from: &offsets[$0]) }
      addRun(runs)
      let ends = rolls.indices.map { roll in
        rolls[roll].indices.contains(offsets[roll]) ? rolls[roll][offsets[roll]] : nil
      }
      for index in offsets.indices { offsets[index] += 1 }
      guard let end = ends.last ?? nil else {
        guard ends.allSatisfy({ $0 == nil }) else { throw .unlikeScenes }
        return
      }
      try addBoundary(end, ends)
    }
  }

  /// The elements up to the next beginning or end of a group.
  private static func run(of roll: [Content], from index: inout Int) -> [Element] {
    var run: [Element] = []
    while roll.indices.contains(index), case .element(let element) = roll[index] {
      run.append(element)
      index += 1
    }
    return run
  }

  private mutating func addBoundary(_ end: Content, _ ends: [Content?]) throws(DrawingError) {
    switch end {
    case .element: return
    case .end:
      for end in ends { guard case .end? = end else { throw .unlikeScenes } }
      parts.append(.end)
    case .begin(let group):
      var titles: [String?] = []
      for end in ends {
        guard case .begin(let other)? = end, other.id == group.id, other.kind == group.kind,
          other.clip == group.clip
        else { throw .unlikeScenes }
        titles.append(other.title)
      }
      parts.append(.begin(group, titles: titles))
    }
  }

  // MARK: Alignment

  private mutating func addRun(_ runs: [[Element]]) {
    var aligned: [Slot] = []
    var kinds: [FilmKind] = []
    for (frame, run) in runs.enumerated() {
      let own = run.map(\.filmKind)
      for slot in aligned.indices { aligned[slot].frames.append(nil) }
      if own == kinds {
        for (slot, element) in run.enumerated() { aligned[slot].frames[frame] = element }
        continue
      }
      var merged: [Slot] = []
      var mergedKinds: [FilmKind] = []
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
  private static var mostMatched: Int { 1_000 }

  /// For each of `known` the place of its like in `own`: a longest common subsequence.
  private static func matches(_ known: [FilmKind], _ own: [FilmKind]) -> [Int?] {
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
}

/// What pictures of one scene are compared by.
protocol FilmElement: Hashable, Sendable {
  /// Elements of one kind follow each other in one slot.
  var filmKind: FilmKind { get }
}

/// A kind of element: of paths those of one structure, which differ in numbers alone.
struct FilmKind: Hashable, Sendable {
  var name: String
  var isStroke = false
  var structure = ""
}

extension SVGElement: FilmElement {
  var filmKind: FilmKind {
    FilmKind(
      name: name, isStroke: self["stroke-width"] != nil,
      structure: self["d"].map { path in
        String(decoding: path.utf8.filter { $0 > UInt8(ascii: "9") }, as: UTF8.self)
      } ?? "")
  }
}

extension DrawingError {
  static var unlikeScenes: DrawingError {
    DrawingError(.scene, "The pictures of a film show one scene, and one of these shows another.")
  }
}
