import VizTrace

extension TensorData {
  /// The Euclidean norm of the elements; the absolute value of a scalar, NaN where one is.
  var magnitude: Double {
    guard case .elements(let values, _) = self, values.count != 1 else {
      return scalarOrFirst.map { abs($0) } ?? summary.norm
    }
    let summary = summary
    return summary.nan > 0 ? .nan : summary.inf > 0 ? .infinity : summary.norm
  }

  private var scalarOrFirst: Double? {
    if case .elements(let values, _) = self { values.first } else { nil }
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
