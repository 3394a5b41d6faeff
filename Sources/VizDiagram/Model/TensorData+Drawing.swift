import VizTrace

extension TensorSummary {
  /// The norm, which counts only what is finite; NaN or ∞ where an element is.
  package var magnitude: Double { nan > 0 ? .nan : inf > 0 ? .infinity : norm }
}

extension TensorData {
  /// The Euclidean norm of the elements; the absolute value of a scalar, NaN where one is.
  package var magnitude: Double {
    if case .elements(let values, _) = self, values.count == 1 { return abs(values[0]) }
    return summary.magnitude
  }

  /// Whether an element is NaN or infinite.
  var isBroken: Bool {
    switch self {
    case .summary(let summary): summary.nan + summary.inf > 0
    case .elements(let values, _): !values.allSatisfy(\.isFinite)
    }
  }

  /// Counts of the finite elements in bins of one width; the summary's own histogram where only
  /// that is known.
  func histogram(bins: Int) -> Histogram? {
    guard case .elements(let values, _) = self else { return summary.histogram }
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    // All equal: one bar in the middle.
    let (from, to) = low < high ? (low, high) : (low - 0.5, high + 0.5)
    // Half of each, so that the width of the whole range of doubles does not overflow.
    let halfWidth = to / 2 - from / 2
    // Too narrow to divide, as the smallest doubles are: nothing to see.
    guard halfWidth / Double(bins) > 0 else { return nil }
    var counts = [Int](repeating: 0, count: bins)
    for value in finite {
      let position = (value / 2 - from / 2) / halfWidth * Double(bins)
      counts[min(max(Int(position), 0), bins - 1)] += 1
    }
    let edges = (0...bins).map { from + halfWidth / Double(bins) * Double($0) * 2 }
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    return Histogram(edges: edges, counts: counts)
  }
}
