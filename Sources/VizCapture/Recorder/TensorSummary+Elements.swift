import VizTensor
public import VizTrace

extension TensorSummary {
  /// How many bins a captured histogram has.
  public static let captureBins = 30

  /// The statistics of many numbers, with a histogram of ``captureBins`` bins from the least to the
  /// greatest of them.
  init<Scalar: TensorScalar>(measuring elements: UnsafeBufferPointer<Scalar>) {
    if let statistics = ElementStatistics(elements) {
      self.init(
        count: statistics.count, mean: statistics.mean, std: statistics.std, min: statistics.min,
        max: statistics.max, norm: statistics.norm, zeros: statistics.zeros)
    } else {
      self.init(of: elements.map(\.asDouble))
    }
    guard min.isFinite, max.isFinite else { return }
    let edges = Histogram.evenEdges(from: min, to: max, bins: Self.captureBins)
    histogram = Histogram(
      edges: edges, counts: ElementStatistics.histogram(elements, edges: edges))
  }
}
