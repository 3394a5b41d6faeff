extension Smoothing {
  /// The mean over as many values before a place as behind it, so that a curve turns where its
  /// values do; near an end over no more than there are up to it, so that the curve begins and ends
  /// where its values do.
  ///
  /// Where the values jump, the mean would begin to move before they do: there it is taken over the
  /// side that is far calmer than both together (as the filter of Michiyoshi Kuwahara and others,
  /// 1976, does in pictures). A value that is no finite number stays as it is and counts for none.
  ///
  /// - Parameters:
  ///   - values: The values in order.
  ///   - reach: How many values count on each side; 0 changes nothing.
  /// - Returns: As many values as there were. Complexity: O(*n*).
  public static func centered(_ values: [Double], reach: Int) -> [Double] {
    guard reach > 0, values.count > 2 else { return values }
    let sums = RunningSums(values)
    return values.indices.map { index in
      let reach = min(reach, index, values.count - 1 - index)
      guard reach > 0, values[index].isFinite else { return values[index] }
      let (low, high) = (index - reach, index + reach + 1)
      let both = sums.moments(low..<high)
      let sides = [low..<index + 1, index..<high].filter { $0.count > min(2, reach) }
        .compactMap(sums.moments)
      guard sides.count == 2, let whole = both else { return both?.mean ?? values[index] }
      guard let calm = sides.min(by: { $0.variance < $1.variance }),
        calm.variance < calmness * whole.variance
      else { return whole.mean }
      return calm.mean
    }
  }

  /// A side is calm where its variance is below this part of that of both: on a slope that is
  /// even, a side has a quarter of it.
  private static let calmness = 0.1
}

/// Sums from the start up to each index, so that the mean of any part is had at once.
private struct RunningSums {
  private var counts = [0]
  private var sums = [0.0]
  private var squares = [0.0]
  private let centre: Double

  init(_ values: [Double]) {
    let finite = values.filter(\.isFinite)
    // About their mean the squares keep their digits.
    centre = finite.reduce(0) { $0 + $1 / Double(finite.count) }
    for value in values {
      let moved = value.isFinite ? value - centre : 0
      counts.append((counts.last ?? 0) + (value.isFinite ? 1 : 0))
      sums.append((sums.last ?? 0) + moved)
      squares.append((squares.last ?? 0) + moved * moved)
    }
  }

  /// Mean and variance of a part; nil where it has no number.
  func moments(_ range: Range<Int>) -> (mean: Double, variance: Double)? {
    let count = Double(counts[range.upperBound] - counts[range.lowerBound])
    guard count > 0 else { return nil }
    let mean = (sums[range.upperBound] - sums[range.lowerBound]) / count
    let square = (squares[range.upperBound] - squares[range.lowerBound]) / count
    return (mean + centre, max(0, square - mean * mean))
  }
}
