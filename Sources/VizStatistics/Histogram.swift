/// Counts of elements between `edges.count == counts.count + 1` ascending edges.
///
/// A bin holds what is not below its left and below its right edge, the last one its right edge, too.
/// What is measured here lies in one piece without arrays, so that a training's every tensor can have
/// one at every step.
public struct Histogram: Sendable {
  enum Content: Sendable {
    case even(EvenBins)
    case listed(edges: [Double], counts: [Int])
  }

  var content: Content

  /// A histogram that somebody else has counted.
  public init(edges: [Double], counts: [Int]) {
    content = .listed(edges: edges, counts: counts)
  }

  init(_ bins: EvenBins) { content = .even(bins) }

  /// Where the bins begin, and the last one ends.
  public var edges: [Double] {
    switch content {
    case .even(let bins): bins.edges
    case .listed(let edges, _): edges
    }
  }

  /// How many elements each bin holds.
  public var counts: [Int] {
    switch content {
    case .even(let bins): bins.withCounts { $0.map(Int.init) }
    case .listed(_, let counts): counts
    }
  }

  /// How many bins there are.
  package var binCount: Int {
    switch content {
    case .even(let bins): bins.count
    case .listed(_, let counts): counts.count
    }
  }

  /// Shows `body` how many elements each bin holds, one by one.
  package func forEachCount(_ body: (UInt64) -> Void) {
    switch content {
    case .even(let bins): bins.withCounts { for count in $0 { body(UInt64(count)) } }
    case .listed(_, let counts): for count in counts { body(UInt64(clamping: count)) }
    }
  }

  /// Whether the edges are ``evenEdges(from:to:bins:)`` between two numbers.
  package func isEven(from low: Double, to high: Double) -> Bool {
    switch content {
    case .even(let bins): return bins.low < bins.high && bins.low == low && bins.high == high
    case .listed(let edges, let counts):
      guard !counts.isEmpty, edges.count == counts.count + 1 else { return false }
      return edges.indices.allSatisfy {
        edges[$0] == Self.evenEdge($0, from: low, to: high, bins: counts.count)
      }
    }
  }
}

extension Histogram: Equatable {
  /// Whether two say the same, however they hold it.
  public static func == (a: Histogram, b: Histogram) -> Bool {
    a.edges == b.edges && a.counts == b.counts
  }
}
