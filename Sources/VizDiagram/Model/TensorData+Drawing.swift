import VizTrace

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
    return Histogram(of: values, bins: bins)
  }
}
