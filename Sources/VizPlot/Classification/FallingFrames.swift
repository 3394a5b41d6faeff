/// Which moments of a training a filmstrip shows: such that the loss falls as far between any two
/// neighbours.
package enum FallingFrames {
  /// The indices of at most so many moments, in rising order, with the first and the last.
  ///
  /// The fall is that of the least loss so far, so that noise is no fall. Where the loss falls so
  /// steeply that one moment would be shown twice, others are taken at even distances between those
  /// that are furthest apart.
  ///
  /// - Parameters:
  ///   - losses: At each moment; one that is not finite does not fall.
  ///   - count: How many moments are wanted.
  package static func indices(_ losses: [Double], count: Int) -> [Int] {
    guard losses.count > 2, count > 2, losses.count > count else {
      if losses.count > count, let last = losses.indices.last {
        return count > 1 ? [0, last] : count > 0 ? [last] : []
      }
      return Array(losses.indices)
    }
    let last = losses.count - 1
    var least = losses.first { $0.isFinite } ?? 0
    let start = least
    let fallen = losses.map { loss -> Double in
      if loss.isFinite { least = min(least, loss) }
      return start - least
    }
    var chosen: Set<Int> = [0, last]
    for part in 1..<(count - 1) {
      let wanted = fallen[last] * Double(part) / Double(count - 1)
      if wanted > 0, let index = fallen.firstIndex(where: { $0 >= wanted }) { chosen.insert(index) }
    }
    while chosen.count < count {
      let sorted = chosen.sorted()
      guard
        let (low, high) = zip(sorted, sorted.dropFirst()).max(by: { $0.1 - $0.0 < $1.1 - $1.0 }),
        high - low > 1
      else { break }
      chosen.insert((low + high) / 2)
    }
    return chosen.sorted()
  }
}
