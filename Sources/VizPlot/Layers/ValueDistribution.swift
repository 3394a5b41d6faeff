import VizTrace

/// How the values of a tensor, or its gradients, are spread at one step.
public struct ValueDistribution: Sendable, Equatable {
  /// When the values were seen; one that is not finite is left out of the figure.
  public var step: Double
  /// How many values lie in each bin.
  public var histogram: Histogram

  /// The values of one step by their histogram.
  public init(step: Double, histogram: Histogram) {
    self.step = step
    self.histogram = histogram
  }

  /// nil where the summary has no histogram.
  public init?(step: Double, summary: Statistics) {
    guard var histogram = summary.histogram else { return nil }
    // Values that are all alike lie in a bin that has to have some width, and have none.
    if summary.min == summary.max, summary.min.isFinite {
      histogram = Histogram(
        edges: histogram.edges.map { _ in summary.min }, counts: histogram.counts)
    }
    self.init(step: step, histogram: histogram)
  }

  /// The share of all values that lies in each of even bins, taking values as evenly spread
  /// within a bin of the histogram.
  func shares(_ count: Int, over range: ClosedRange<Double>) -> [Double] {
    var shares = [Double](repeating: 0, count: count)
    let width = (range.upperBound - range.lowerBound) / Double(count)
    let total = histogram.counts.reduce(0.0) { $0 + Double(max(0, $1)) }
    guard total > 0, width > 0, width.isFinite, count > 0 else { return shares }
    func bin(_ x: Double) -> Double {
      min(max((x - range.lowerBound) / width, 0), Double(count))
    }
    for (a, b, number) in bins {
      let (low, high) = (bin(a), bin(b))
      let share = Double(number) / total
      guard high > low else {
        // All values of the bin are alike.
        if a >= range.lowerBound, b <= range.upperBound {
          shares[min(Int(low), count - 1)] += share
        }
        continue
      }
      // What of the bin lies outside the range is not shown.
      let inside = share * (high - low) * width / (b - a)
      for index in Int(low)..<min(Int(high.rounded(.up)), count) {
        let overlap = min(high, Double(index + 1)) - max(low, Double(index))
        shares[index] += inside * overlap / (high - low)
      }
    }
    return shares
  }

  /// The share of all values that lies between each of the ascending edges and the next.
  func shares(between edges: [Double]) -> [Double] {
    var shares = [Double](repeating: 0, count: max(edges.count - 1, 0))
    let total = Double(count)
    guard total > 0, !shares.isEmpty, let first = edges.first, let last = edges.last else {
      return shares
    }
    for (low, high, number) in bins {
      let share = Double(number) / total
      if low == high {
        guard low >= first, low <= last else { continue }
        let index = (edges.firstIndex { $0 > low } ?? edges.count - 1) - 1
        shares[min(max(index, 0), shares.count - 1)] += share
        continue
      }
      for index in shares.indices {
        let overlap = min(high, edges[index + 1]) - max(low, edges[index])
        if overlap > 0 { shares[index] += share * overlap / (high - low) }
      }
    }
    return shares
  }

  /// How many values there are.
  var count: Int { histogram.counts.reduce(0) { $0 + max(0, $1) } }

  /// The value at a place in their order: the least and the greatest as they are, one between them as
  /// far as its bin tells; nil where there are not so many.
  func element(_ place: Int) -> Double? {
    guard let extent, place >= 0, place < count else { return nil }
    if place == 0 { return extent.low }
    if place == count - 1 { return extent.high }
    var rest = place
    for (low, high, number) in bins {
      if rest < number {
        return low + (high - low) * (Double(rest) + 0.5) / Double(number)
      }
      rest -= number
    }
    return nil
  }

  /// The value below which the given share of all lies; nil for an empty histogram.
  func quantile(_ share: Double) -> Double? {
    let total = histogram.counts.reduce(0.0) { $0 + Double(max(0, $1)) }
    guard total > 0 else { return nil }
    var rest = share * total
    for (low, high, number) in bins {
      if rest <= Double(number) { return low + (high - low) * rest / Double(number) }
      rest -= Double(number)
    }
    return bins.last?.high
  }

  /// The ends of the bins that hold something.
  var extent: (low: Double, high: Double)? {
    guard let first = bins.first, let last = bins.last else { return nil }
    return (first.low, last.high)
  }

  /// Whether all values are the same.
  var isPoint: Bool { extent.map { $0.low == $0.high } ?? false }

  private var bins: [(low: Double, high: Double, count: Int)] {
    zip(zip(histogram.edges, histogram.edges.dropFirst()), histogram.counts).compactMap {
      edges, count in
      count > 0 && edges.0.isFinite && edges.1.isFinite && edges.0 <= edges.1
        ? (edges.0, edges.1, count) : nil
    }
  }
}
