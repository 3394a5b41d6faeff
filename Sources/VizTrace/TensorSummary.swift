/// Statistics of a tensor's elements.
public struct TensorSummary: Sendable, Equatable {
  public var count: Int
  public var mean: Double
  /// The population standard deviation.
  public var std: Double
  public var min: Double
  public var max: Double
  /// The Euclidean norm of all elements.
  public var norm: Double
  /// How many elements are exactly zero, not a number, or infinite.
  public var zeros: Int
  public var nan: Int
  public var inf: Int
  public var histogram: Histogram?

  public init(
    count: Int, mean: Double, std: Double, min: Double, max: Double, norm: Double, zeros: Int = 0,
    nan: Int = 0, inf: Int = 0, histogram: Histogram? = nil
  ) {
    self.count = count
    self.mean = mean
    self.std = std
    self.min = min
    self.max = max
    self.norm = norm
    self.zeros = zeros
    self.nan = nan
    self.inf = inf
    self.histogram = histogram
  }
}

/// Counts of elements between `edges.count == counts.count + 1` ascending edges.
public struct Histogram: Sendable, Equatable {
  public var edges: [Double]
  public var counts: [Int]

  public init(edges: [Double], counts: [Int]) {
    self.edges = edges
    self.counts = counts
  }
}
