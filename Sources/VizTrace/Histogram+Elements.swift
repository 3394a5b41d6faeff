extension Histogram {
  /// Counts the finite elements in bins of one width from the least of them to the greatest.
  ///
  /// A bin holds what is not below its left and below its right edge, the last one its right edge,
  /// too. Elements that are all equal stand in the middle of one bin.
  ///
  /// - Parameters:
  ///   - elements: The elements; NaN and infinities are left out.
  ///   - bins: How many bins there are.
  /// - Returns: Nil without a finite element, and where the elements lie too close together, or too
  ///   far out, for that many bins.
  /// - Complexity: O(*n*).
  public init?(of elements: [Double], bins: Int = 30) {
    guard bins > 0 else { return nil }
    var low = Double.infinity
    var high = -Double.infinity
    var count = 0
    for element in elements where element.isFinite {
      low = Swift.min(low, element)
      high = Swift.max(high, element)
      count += 1
    }
    guard count > 0 else { return nil }
    if low == high {
      let room = Swift.max(0.5, low.magnitude * 0x1p-20)
      guard (low - room).isFinite, (high + room).isFinite else { return nil }
      self.init(edges: [low - room, high + room], counts: [count])
      return
    }
    let edges = Self.evenEdges(from: low, to: high, bins: bins)
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    // Halves, so that the width of the whole range of doubles does not overflow.
    let scale = Double(bins) / (high / 2 - low / 2)
    var counts = [Int](repeating: 0, count: bins)
    edges.withUnsafeBufferPointer { edges in
      counts.withUnsafeMutableBufferPointer { counts in
        for element in elements where element.isFinite {
          // Not NaN, and between 0 and the number of bins but for the last digit.
          var bin = Swift.min(Int((element / 2 - low / 2) * scale), bins - 1)
          if element < edges[bin] {
            bin -= 1
          } else if element >= edges[bin + 1], bin + 1 < bins {
            bin += 1
          }
          counts[Swift.max(bin, 0)] += 1
        }
      }
    }
    self.init(edges: edges, counts: counts)
  }

  /// The edges of bins of one width; the outermost are exact.
  ///
  /// Logs of such histograms need not state them.
  public static func evenEdges(from low: Double, to high: Double, bins: Int) -> [Double] {
    guard bins > 0 else { return [] }
    return (0...bins).map { evenEdge($0, from: low, to: high, bins: bins) }
  }

  /// One of the edges of ``evenEdges(from:to:bins:)``.
  package static func evenEdge(
    _ index: Int, from low: Double, to high: Double, bins: Int
  ) -> Double {
    if index == 0 { return low }
    if index == bins { return high }
    // Divided first, so that the width of the whole range of doubles does not overflow.
    return low + (high / Double(bins) - low / Double(bins)) * Double(index)
  }
}
