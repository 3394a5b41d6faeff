/// Statistics of a tensor's elements.
public struct Statistics: Sendable, Equatable {
  /// How many elements there are.
  public var count: Int
  /// The mean of the finite elements; NaN without one.
  public var mean: Double
  /// The population standard deviation of the finite elements; NaN without one.
  public var std: Double
  /// The least finite element; NaN without one.
  public var min: Double
  /// The greatest finite element; NaN without one.
  public var max: Double
  /// The Euclidean norm of the finite elements.
  public var norm: Double
  /// How many elements are exactly zero.
  public var zeros: Int
  /// How many elements are not a number.
  public var nan: Int
  /// How many elements are infinite.
  public var inf: Int
  /// How the finite elements are spread, where that was counted.
  public var histogram: Histogram?

  /// Statistics that somebody else has taken.
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

  /// Statistics of no element.
  public init() { self.init(count: 0, mean: .nan, std: .nan, min: .nan, max: .nan, norm: 0) }

  /// The norm; NaN or infinity where an element is.
  package var magnitude: Double { nan > 0 ? .nan : inf > 0 ? .infinity : norm }
}
