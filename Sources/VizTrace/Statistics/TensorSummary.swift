import VizBase

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
  /// Fields of a summary in a graph file that vizbp does not know.
  public var unknownFields: JSONObject
  /// Fields that stand beside `summary` in a graph file.
  public var siblingFields: JSONObject

  public init(
    count: Int, mean: Double, std: Double, min: Double, max: Double, norm: Double, zeros: Int = 0,
    nan: Int = 0, inf: Int = 0, histogram: Histogram? = nil, unknownFields: JSONObject = [:],
    siblingFields: JSONObject = [:]
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
    self.unknownFields = unknownFields
    self.siblingFields = siblingFields
  }
}
