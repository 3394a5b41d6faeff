/// The values of one metric in the course of one run.
public struct MetricSeries: Sendable, Equatable {
  /// What was measured, such as `val_loss`.
  public var name: String
  /// The run it was measured in; empty where there is one alone.
  public var run: String
  /// Where each value stands: a step, an epoch or a time.
  public var steps: [Double]
  /// The values; as many as there are steps. NaN and infinities are values too.
  public var values: [Double]
  /// When each value was written, in seconds since 1970.
  public var wallTimes: [Double]?
  /// What the steps are, such as `epoch`; nil where that is not said.
  public var stepName: String?
  /// Which of several processes that wrote at the same time each value is of, counted from 0; nil
  /// where it was one.
  public var writers: [Int]?

  /// The values of given steps; give as many of each.
  public init(
    name: String, run: String = "", steps: [Double], values: [Double], wallTimes: [Double]? = nil,
    stepName: String? = nil
  ) {
    self.name = name
    self.run = run
    self.steps = steps
    self.values = values
    self.wallTimes = wallTimes
    self.stepName = stepName
  }

  /// The values of steps 0, 1, 2 ….
  public init(name: String, run: String = "", values: [Double]) {
    self.init(name: name, run: run, steps: values.indices.map(Double.init), values: values)
  }
}
