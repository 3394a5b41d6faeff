package import VizTrace

/// What the nodes of a graph held at one step, without a dictionary or an array a node: what a
/// recorder takes at every step, and hands over to the log as it is.
package struct NodeTable: Sendable {
  /// The nodes of the rows; one for all tables of a graph.
  package final class Names: Sendable {
    package let ids: [Node.ID]

    package init(_ ids: [Node.ID]) { self.ids = ids }
  }

  /// A node.
  package struct Row: Sendable {
    /// Where the statistics of its value and its gradient are; nil for none. Nodes that hold the
    /// same numbers, as what is only reshaped does, share theirs.
    package var value, gradient: Int?
    package var updateRatio, distance: Double?

    package init(value: Int? = nil, gradient: Int? = nil) {
      self.value = value
      self.gradient = gradient
    }
  }

  package let names: Names
  package var statistics: [NodeStatistics]
  package var rows: [Row]

  package init(names: Names, rows: [Row], statistics: [NodeStatistics]) {
    self.names = names
    self.rows = rows
    self.statistics = statistics
  }

  package func value(of row: Int) -> NodeStatistics? { rows[row].value.map { statistics[$0] } }

  package func valueNorm(of row: Int) -> Double? { rows[row].value.map { statistics[$0].norm } }

  package func gradient(of row: Int) -> NodeStatistics? {
    rows[row].gradient.map { statistics[$0] }
  }

  /// The same as records that stand for themselves.
  package var records: [NodeRecord] {
    zip(names.ids, rows).map { id, row in
      NodeRecord(
        node: id, value: row.value.map { statistics[$0].summary },
        gradient: row.gradient.map { statistics[$0].summary }, updateRatio: row.updateRatio,
        distance: row.distance)
    }
  }
}

/// A ``TensorSummary`` in one piece.
package struct NodeStatistics: Sendable {
  package var count = 0
  package var mean = 0.0
  package var std = 0.0
  package var min = 0.0
  package var max = 0.0
  package var norm = 0.0
  package var zeros = 0
  package var nan = 0
  package var inf = 0
  /// How many bins the histogram has: none, one around the number that all are, or as many even
  /// ones from the least to the greatest.
  package private(set) var bins = 0
  private var counts = Counts()

  /// The most bins that there may be.
  package static let mostBins = 32

  private struct Counts: Sendable {
    var a, b, c, d, e, f, g, h: SIMD4<UInt32>

    init() { (a, b, c, d, e, f, g, h) = (.zero, .zero, .zero, .zero, .zero, .zero, .zero, .zero) }
  }

  package init() {}

  /// Makes a histogram of `bins`, at most ``mostBins``, where `fill` adds counts to zeros and says
  /// that it could.
  @discardableResult
  @inline(__always)
  package mutating func setHistogram(
    bins: Int, _ fill: (UnsafeMutableBufferPointer<UInt32>) -> Bool
  ) -> Bool {
    counts = Counts()
    let isFilled = withUnsafeMutableBytes(of: &counts) {
      fill($0.bindMemory(to: UInt32.self))
    }
    self.bins = isFilled ? Swift.min(bins, Self.mostBins) : 0
    return isFilled
  }

  /// Shows `body` how many numbers are in each bin.
  @inline(__always)
  func withCounts<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
    withUnsafeBytes(of: counts) {
      body(UnsafeBufferPointer(rebasing: $0.bindMemory(to: UInt32.self)[..<bins]))
    }
  }

  /// The edges around the one number that all are.
  package static func edges(around number: Double) -> [Double] {
    let room = Swift.max(0.5, number.magnitude * 0x1p-20)
    return [number - room, number + room]
  }

  /// The edges of the histogram's bins; none without one.
  package var edges: [Double] {
    switch bins {
    case 0: []
    case 1: Self.edges(around: min)
    default: Histogram.evenEdges(from: min, to: max, bins: bins)
    }
  }

  package var summary: TensorSummary {
    TensorSummary(
      count: count, mean: mean, std: std, min: min, max: max, norm: norm, zeros: zeros, nan: nan,
      inf: inf,
      histogram: bins == 0
        ? nil : Histogram(edges: edges, counts: withCounts { $0.map(Int.init) }))
  }
}
