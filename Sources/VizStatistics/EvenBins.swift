import CVizKernels

/// Few bins of one width with their counts, in one piece.
struct EvenBins: Sendable {
  /// The outermost edges; the same number twice where it stands in the middle of a single bin.
  var low, high: Double
  var count: Int
  private var counts = Counts()

  /// The most bins that there may be.
  static let most = 32

  private struct Counts: Sendable {
    var a, b, c, d, e, f, g, h: SIMD4<UInt32>

    init() { (a, b, c, d, e, f, g, h) = (.zero, .zero, .zero, .zero, .zero, .zero, .zero, .zero) }
  }

  /// Empty bins between two numbers.
  @inline(__always)
  init(from low: Double, to high: Double, count: Int) {
    self.low = low
    self.high = high
    self.count = Swift.min(count, Self.most)
  }

  /// Makes bins that have counted nothing lie between two other numbers.
  @inline(__always)
  mutating func span(from low: Double, to high: Double, count: Int) {
    self.low = low
    self.high = high
    self.count = Swift.min(count, Self.most)
  }

  /// Lets `body` count in the bins, where they lie.
  @inline(__always)
  mutating func fill(_ body: (_ counts: UnsafeMutablePointer<UInt32>) -> Void) {
    withUnsafeMutableBytes(of: &counts) { bytes in
      if let start = bytes.bindMemory(to: UInt32.self).baseAddress { body(start) }
    }
  }

  /// Shows `body` how many elements each bin holds.
  @inline(__always)
  func withCounts<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
    withUnsafeBytes(of: counts) {
      body(UnsafeBufferPointer(rebasing: $0.bindMemory(to: UInt32.self)[..<count]))
    }
  }

  var edges: [Double] {
    low == high
      ? Histogram.edges(around: low) : Histogram.evenEdges(from: low, to: high, bins: count)
  }
}
