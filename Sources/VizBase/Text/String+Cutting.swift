extension [String] {
  /// The texts, those that do not fit cut where they agree with others, so that they still differ:
  /// in what all begin with, in what each begins with as its nearest does, in what all end with; or
  /// else in the parts between slashes and other marks that all of them have, or in the middle. What
  /// fits nowhere is left to the caller to cut at its end.
  ///
  /// - Parameters:
  ///   - fits: Whether a text has room at an index.
  /// - Complexity: O(*n* log *n*) in the number of texts.
  package func cutWhereAlike(fits: (_ index: Int, _ text: String) -> Bool) -> [String] {
    let long = indices.filter { !fits($0, self[$0]) }
    guard !long.isEmpty else { return self }
    let different = Set(self).count
    var best: [String]?
    let ways = [
      cutAtEnds(fits), cutCommonParts(of: long, at: "/"),
      cutCommonParts(of: long, at: "/_.- :"), cutInTheMiddle(fits),
    ]
    for cut in ways {
      guard Set(cut).count == different else { continue }
      if indices.allSatisfy({ fits($0, cut[$0]) }) { return cut }
      best = best ?? cut
    }
    return best ?? self
  }

  private func cutAtEnds(_ fits: (Int, String) -> Bool) -> [String] {
    let texts = map(Array<Character>.init)
    let sorted = Set(self).map(Array<Character>.init).sorted { $0.lexicographicallyPrecedes($1) }
    guard sorted.count > 1, let first = sorted.first, let last = sorted.last else { return self }
    let shared = Self.common(first, last)
    let backward = sorted.map { [Character]($0.reversed()) }.sorted {
      $0.lexicographicallyPrecedes($1)
    }
    let sharedEnd = Self.common(backward[0], backward[backward.count - 1])
    var nearest: [[Character]: Int] = [:]
    for (index, text) in sorted.enumerated() {
      let before = index > 0 ? Self.common(sorted[index - 1], text) : 0
      let after = index + 1 < sorted.count ? Self.common(sorted[index + 1], text) : 0
      nearest[text] = Swift.max(before, after)
    }
    return indices.map { index in
      guard !fits(index, self[index]) else { return self[index] }
      let text = texts[index]
      for start in [shared, nearest[text] ?? 0] {
        for start in Self.starts(text, start) where start > 1 {
          if let found = Self.shortened(text, start, 0, { fits(index, $0) }) { return found }
          if let found = Self.shortened(text, start, sharedEnd, { fits(index, $0) }) {
            return found
          }
        }
      }
      if sharedEnd > 1, let found = Self.shortened(text, 0, sharedEnd, { fits(index, $0) }) {
        return found
      }
      // What tells it apart comes first, whatever is lost behind it.
      let start = Self.starts(text, nearest[text] ?? 0).first { $0 > 1 }
      return start.map { "…" + String(text[$0...]) } ?? self[index]
    }
  }

  /// Those at some indices without the parts that all of them have.
  private func cutCommonParts(of chosen: [Int], at marks: String) -> [String] {
    let parts = chosen.map { Self.parts(self[$0], marks) }
    guard var common = parts.first.map({ Set($0) }) else { return self }
    for one in parts.dropFirst() { common.formIntersection(one) }
    common = common.filter { $0.count > 1 }
    var cut = self
    for (index, parts) in zip(chosen, parts) {
      var text = ""
      for part in parts {
        if !common.contains(part) {
          text += part
        } else if !text.hasSuffix("…") {
          text += "…"
        }
      }
      cut[index] = text
    }
    return cut
  }

  /// The parts of a text, each with the mark behind it.
  private static func parts(_ text: String, _ marks: String) -> [String] {
    var parts = [""]
    for character in text {
      parts[parts.count - 1].append(character)
      if marks.contains(character) { parts.append("") }
    }
    return parts.filter { !$0.isEmpty }
  }

  private func cutInTheMiddle(_ fits: (Int, String) -> Bool) -> [String] {
    indices.map { index in
      let text = [Character](self[index])
      guard !fits(index, self[index]) else { return self[index] }
      func candidate(_ kept: Int) -> String {
        String(text.prefix((kept + 1) / 2)) + "…" + String(text.suffix(kept / 2))
      }
      var (low, high) = (0, Swift.max(text.count - 1, 0))
      while low < high {
        let half = (low + high + 1) / 2
        if fits(index, candidate(half)) { low = half } else { high = half - 1 }
      }
      return candidate(low)
    }
  }

  private static func common(_ a: [Character], _ b: [Character]) -> Int {
    zip(a, b).prefix { $0 == $1 }.count
  }

  /// Where the rest of a text may begin that differs from `end` on: behind a slash, behind another
  /// mark between words, or right there.
  private static func starts(_ text: [Character], _ end: Int) -> [Int] {
    let end = Swift.min(end, text.count)
    let marks: [Set<Character>] = [["/"], ["_", ".", "-", " ", ":"]]
    return marks.compactMap { marks in text[..<end].lastIndex(where: marks.contains).map { $0 + 1 }
    }
      + [end]
  }

  /// A text with an ellipsis for the end of its first `start` characters and for the beginning of
  /// its last `end`, as few as fit; nil where even all of them are too few.
  private static func shortened(
    _ text: [Character], _ start: Int, _ end: Int, _ fits: (String) -> Bool
  ) -> String? {
    let end = start + end < text.count ? end : 0
    let middle = String(text[start..<(text.count - end)])
    func candidate(_ kept: Int) -> String {
      if end > 0 {
        return (start > 0 ? "…" : "") + middle + String(text.suffix(end).prefix(kept)) + "…"
      }
      return String(text[..<kept]) + "…" + middle
    }
    guard fits(candidate(0)) else { return nil }
    var (low, high) = (0, Swift.max((end > 0 ? end : start) - 2, 0))
    while low < high {
      let half = (low + high + 1) / 2
      if fits(candidate(half)) { low = half } else { high = half - 1 }
    }
    return candidate(low)
  }
}
