/// The known name that someone who mistyped a name most likely meant.
enum NearestName {
  /// The nearest of `known`, where it is near: at most every third letter differs.
  static func find(_ name: String, among known: some Sequence<String>) -> String? {
    let typed = Array(name.prefix(64))
    let limit = (typed.count + 2) / 3
    var best: (name: String, distance: Int)?
    for candidate in known where candidate != name {
      let letters = Array(candidate.prefix(64))
      let sameLetters = candidate.lowercased() == name.lowercased()
      let distance = sameLetters ? 0 : self.distance(typed, letters)
      guard distance <= limit, distance < max(typed.count, letters.count) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make
  /// `b` of `a`: the optimal string alignment distance (Damerau, 1964).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
