/// A number over the steps of a training: a loss, an accuracy, a learning rate.
public struct MetricSeries: Sendable, Equatable {
  /// What the number is: `loss`, `validation/accuracy`.
  public var name: String
  /// The run that it is of, where several are looked at.
  public var run: String?
  /// The step of each value.
  public var steps: [Double]
  public var values: [Double]
  /// When each value was logged, in seconds since 1970, where that is known.
  public var wallTimes: [Double]?

  public init(
    name: String, run: String? = nil, steps: [Double], values: [Double], wallTimes: [Double]? = nil
  ) {
    self.name = name
    self.run = run
    self.steps = steps
    self.values = values
    self.wallTimes = wallTimes
  }
}
