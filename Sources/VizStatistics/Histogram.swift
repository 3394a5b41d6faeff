/// Counts of elements between `edges.count == counts.count + 1` ascending edges.
///
/// A bin holds what is not below its left and below its right edge, the last one its right edge, too.
/// What is measured here lies in one piece without arrays, so that a training's every tensor can have
/// one at every step.
public struct Histogram: Sendable {
  /// Even bins, which are counted where they lie; empty where others are `listed`.
  var bins: EvenBins
  private let listed: Listed?

  /// Bins that somebody else has counted. A class, so that a histogram without them is copied as it
  /// lies in memory.
  private final class Listed: Sendable {
    let edges: [Double]
    let counts: [Int]

    init(edges: [Double], counts: [Int]) {
      self.edges = edges
      self.counts = counts
    }
  }

  /// A histogram that somebody else has counted.
  public init(edges: [Double], counts: [Int]) {
    bins = EvenBins(from: 0, to: 0, count: 0)
    listed = Listed(edges: edges, counts: counts)
  }

  @inline(__always)
  init(_ bins: EvenBins) {
    self.bins = bins
    listed = nil
  }

  /// Where the bins begin, and the last one ends.
  public var edges: [Double] { listed?.edges ?? bins.edges }

  /// How many elements each bin holds.
  public var counts: [Int] { listed?.counts ?? bins.withCounts { $0.map(Int.init) } }

  /// How many bins there are.
  package var binCount: Int { listed?.counts.count ?? bins.count }

  /// Shows `body` how many elements each bin holds, one by one.
  package func forEachCount(_ body: (UInt64) -> Void) {
    if let listed {
      for count in listed.counts { body(UInt64(clamping: count)) }
    } else {
      bins.withCounts { for count in $0 { body(UInt64(count)) } }
    }
  }

  /// Whether the edges are ``evenEdges(from:to:bins:)`` between two numbers.
  package func isEven(from low: Double, to high: Double) -> Bool {
    guard let listed else {
      return bins.low < bins.high && bins.low == low && bins.high == high
    }
    let (edges, counts) = (listed.edges, listed.counts)
    guard !counts.isEmpty, edges.count == counts.count + 1 else { return false }
    return edges.indices.allSatisfy {
      edges[$0] == Self.evenEdge($0, from: low, to: high, bins: counts.count)
    }
  }
}

extension Histogram: Equatable {
  /// Whether two say the same, however they hold it.
  public static func == (a: Histogram, b: Histogram) -> Bool {
    a.edges == b.edges && a.counts == b.counts
  }
}
