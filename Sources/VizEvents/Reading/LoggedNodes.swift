public import VizTrace

/// Statistics of every node of a run at every captured step, in columns; see
/// ``RunLog/nodeColumns()``.
public struct LoggedNodes: Sendable, Equatable {
  /// The captured steps, in the order of the log.
  public var steps: [Int]
  /// When each was logged, in seconds since 1970.
  public var wallTimes: [Double]
  /// In the order in which the log first has them.
  public var nodes: [LoggedNode]

  public init(steps: [Int] = [], wallTimes: [Double] = [], nodes: [LoggedNode] = []) {
    self.steps = steps
    self.wallTimes = wallTimes
    self.nodes = nodes
  }
}

/// What one node held over the steps of a run.
public struct LoggedNode: Sendable, Equatable {
  public var node: Node.ID
  public var value: StatisticsColumns
  public var gradient: StatisticsColumns
  /// How large each update was beside the parameter, ‖Δw‖/‖w‖: NaN at a step without; empty where
  /// no step has any.
  public var updateRatio: [Double]
  /// How far the parameter is from where it started, ‖w − w₀‖: NaN at a step without; empty where
  /// no step has any.
  public var distance: [Double]

  public init(
    node: Node.ID, value: StatisticsColumns = StatisticsColumns(),
    gradient: StatisticsColumns = StatisticsColumns(), updateRatio: [Double] = [],
    distance: [Double] = []
  ) {
    self.node = node
    self.value = value
    self.gradient = gradient
    self.updateRatio = updateRatio
    self.distance = distance
  }
}
