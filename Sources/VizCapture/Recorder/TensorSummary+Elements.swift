import VizEvents
import VizTensor
public import VizTrace

extension TensorSummary {
  /// How many bins a captured histogram has.
  public static let captureBins = 30

  /// The statistics of many numbers, with a histogram of ``captureBins`` bins from the least to the
  /// greatest of them; one bin around the number where all are equal.
  init<Scalar: TensorScalar>(measuring elements: UnsafeBufferPointer<Scalar>) {
    var statistics = NodeStatistics()
    statistics.measure(elements)
    self = statistics.summary
  }
}

extension NodeStatistics {
  /// Becomes the statistics of some numbers, as `TensorSummary/init(measuring:)` says.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func measure<Scalar: TensorScalar>(_ elements: UnsafeBufferPointer<Scalar>) {
    if let statistics = ElementStatistics(elements) {
      count = statistics.count
      mean = statistics.mean
      std = statistics.std
      min = statistics.min
      max = statistics.max
      norm = statistics.norm
      zeros = statistics.zeros
      (nan, inf) = (0, 0)
    } else {
      let summary = TensorSummary(of: elements.map(\.asDouble))
      count = summary.count
      mean = summary.mean
      std = summary.std
      min = summary.min
      max = summary.max
      norm = summary.norm
      zeros = summary.zeros
      (nan, inf) = (summary.nan, summary.inf)
    }
    setHistogram(bins: 0) { _ in true }
    guard min.isFinite, max.isFinite else { return }
    let bins = min == max ? 1 : TensorSummary.captureBins
    if bins == 1, elements.count <= UInt32.max {
      let finite = UInt32(count - nan - inf)
      let edges = Self.edges(around: min)
      guard edges[0] < edges[1] else { return }
      setHistogram(bins: 1) { counts in
        counts[0] = finite
        return true
      }
      return
    }
    let (low, high) = (min, max)
    if bins > 1, nan + inf == 0,
      setHistogram(
        bins: bins,
        { ElementStatistics.countQuickly(elements, from: low, to: high, bins: bins, in: $0) })
    {
      return
    }
    let edges =
      bins == 1 ? Self.edges(around: low) : Histogram.evenEdges(from: low, to: high, bins: bins)
    // Numbers may be too large, or too near to each other, for edges between them.
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return }
    let found = ElementStatistics.histogram(elements, edges: edges)
    setHistogram(bins: bins) { counts in
      for (bin, count) in found.enumerated() { counts[bin] = UInt32(clamping: count) }
      return true
    }
  }
}
