import VizTensor
public import VizTrace

extension TensorSummary {
  /// How many bins a captured histogram has.
  public static let captureBins = 30

  /// The statistics of many numbers, with a histogram of ``captureBins`` bins from the least to the
  /// greatest of them; one bin around the number where all are equal.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init<Scalar: TensorScalar>(measuring elements: UnsafeBufferPointer<Scalar>) {
    if let statistics = ElementStatistics(elements) {
      self.init(
        count: statistics.count, mean: statistics.mean, std: statistics.std, min: statistics.min,
        max: statistics.max, norm: statistics.norm, zeros: statistics.zeros)
    } else {
      self.init(of: elements.map(\.asDouble))
    }
    guard min.isFinite, max.isFinite else { return }
    let room = Swift.max(0.5, max.magnitude * 0x1p-20)
    let edges =
      min == max
      ? [min - room, max + room]
      : Histogram.evenEdges(from: min, to: max, bins: Self.captureBins)
    // Numbers may be too large, or too near to each other, for edges between them.
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return }
    histogram = Histogram(
      edges: edges, counts: ElementStatistics.histogram(elements, edges: edges))
  }
}
