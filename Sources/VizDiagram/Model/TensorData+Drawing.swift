import VizTrace

extension TensorData {
  /// Counts of the finite elements in bins of one width; the summary's own histogram where only
  /// that is known.
  func histogram(bins: Int) -> Histogram? {
    guard case .elements(let values, _) = self else { return summary.histogram }
    return Histogram(of: values, bins: bins)
  }

  /// The one element of a tensor that has one, however many axes.
  var only: Double? {
    guard case .elements(let values, _) = self, values.count == 1 else { return nil }
    return values[0]
  }

  /// The mean, 0 where it is what rounding left of a difference.
  var mean: Double {
    let summary = summary
    let largest = max(abs(summary.min), abs(summary.max))
    return abs(summary.mean) <= 1e-12 * largest ? 0 : summary.mean
  }

  /// Whether it has no element.
  var isEmpty: Bool {
    switch self {
    case .elements(let values, _): values.isEmpty
    case .summary(let summary): summary.count == 0
    }
  }
}
