extension String {
  /// The candidate that someone who mistyped a name most likely meant: at most every third letter
  /// differs, upper and lower case counting as one; nil where none is so near.
  ///
  /// An error's hint alone asks for it: O(candidates · length²), for names of 64 scalars at most.
  package func nearest(among candidates: some Sequence<String>) -> String? {
    let typed = Array(unicodeScalars.prefix(Self.longest + 1))
    guard typed.count <= Self.longest else { return nil }
    let lowercased = lowercased()
    // More edits than this, and the two have little in common.
    let limit = (typed.count + 2) / 3
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != self {
      let letters = Array(candidate.unicodeScalars.prefix(Self.longest + 1))
      guard letters.count <= Self.longest, abs(letters.count - typed.count) <= limit else {
        continue
      }
      let distance =
        candidate.lowercased() == lowercased ? 0 : Self.distance(typed, letters)
      guard distance <= limit, distance < Swift.max(typed.count, letters.count) else { continue }
      if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
  }

  private static let longest = 64

  /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make
  /// `b` of `a`: the optimal string alignment distance (Damerau, 1964).
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = Swift.min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = Swift.min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
