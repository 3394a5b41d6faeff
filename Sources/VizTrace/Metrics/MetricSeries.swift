/// The values of one metric over the steps of one run.
public struct MetricSeries: Sendable, Hashable {
  public var name: String
  public var run: String
  public var steps: [Double]
  public var values: [Double]
  public var wallTimes: [Double]?

  public init(
    name: String, run: String, steps: [Double], values: [Double], wallTimes: [Double]? = nil
  ) {
    self.name = name
    self.run = run
    self.steps = steps
    self.values = values
    self.wallTimes = wallTimes
  }
}
