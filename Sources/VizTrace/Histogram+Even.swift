extension Histogram {
  /// The edges of `bins` bins of one width from `low` to `high`; the outermost are exact.
  public static func evenEdges(from low: Double, to high: Double, bins: Int) -> [Double] {
    guard bins > 0 else { return [] }
    return (0...bins).map { evenEdge($0, from: low, to: high, bins: bins) }
  }

  /// Whether edges are those of ``evenEdges(from:to:bins:)``.
  public static func areEven(
    _ edges: [Double], from low: Double, to high: Double, bins: Int
  ) -> Bool {
    guard bins > 0, edges.count == bins + 1 else { return false }
    for index in edges.indices
    where edges[index] != evenEdge(index, from: low, to: high, bins: bins) { return false }
    return true
  }

  private static func evenEdge(
    _ index: Int, from low: Double, to high: Double, bins: Int
  ) -> Double {
    // Divided first, so that the width of the whole range of doubles does not overflow.
    index == bins
      ? high : low + (high / Double(bins) - low / Double(bins)) * Double(index)
  }
}
