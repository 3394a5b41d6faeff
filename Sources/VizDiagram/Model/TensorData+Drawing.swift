import VizTrace

extension TensorData {
  /// Counts of the finite elements in bins of one width; the summary's own histogram where only
  /// that is known.
  func histogram(bins: Int) -> Histogram? {
    guard case .elements(let values, _) = self else { return summary.histogram }
    return Histogram(of: values, bins: bins)
  }
}
