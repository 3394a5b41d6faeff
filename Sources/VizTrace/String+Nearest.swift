extension String {
  /// The candidate that the fewest edits turn this string into, if they are few.
  ///
  /// An error's hint alone asks for it: O(candidates · length²), for short strings only.
  func nearest(among candidates: some Sequence<String>) -> String? {
    let own = Array(unicodeScalars.prefix(Self.longest + 1))
    guard own.count <= Self.longest else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate.utf8.count <= 4 * Self.longest {
      let other = Array(candidate.unicodeScalars)
      // More edits than this, and the two have little in common.
      let bound = best?.distance ?? max(own.count, other.count) / 3 + 1
      guard abs(own.count - other.count) <= bound else { continue }
      let distance = own.distance(to: other)
      if distance < bound { best = (distance, candidate) }
    }
    return best?.candidate
  }

  private static let longest = 64
}

extension [Unicode.Scalar] {
  /// The number of insertions, deletions and substitutions between two texts (Levenshtein).
  fileprivate func distance(to other: [Unicode.Scalar]) -> Int {
    var previous = [Int](0...other.count)
    for (row, scalar) in enumerated() {
      var current = [row + 1]
      current.reserveCapacity(other.count + 1)
      for (column, candidate) in other.enumerated() {
        let substituted = previous[column] + (scalar == candidate ? 0 : 1)
        current.append(Swift.min(substituted, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[other.count]
  }
}
