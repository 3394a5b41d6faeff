import VizStatistics

extension TensorData {
  /// The Euclidean norm of the elements; the absolute value of a scalar, NaN where one is.
  package var magnitude: Double {
    if case .elements(let values, _) = self, values.count == 1 { return abs(values[0]) }
    return summary.magnitude
  }

  /// Whether an element is NaN or infinite.
  package var isBroken: Bool {
    switch self {
    case .summary(let summary): summary.nan + summary.inf > 0
    case .elements(let values, _): !values.allSatisfy(\.isFinite)
    }
  }
}
