public import VizTrace

/// What one node held over the steps of a run.
public struct LoggedNode: Sendable, Equatable {
  /// The node's id in the graph.
  public var node: Node.ID
  /// Statistics of the values; empty where no step has any.
  public var value: StatisticsColumns
  /// Statistics of the gradients; empty where no step has any.
  public var gradient: StatisticsColumns
  /// How large each update was beside the parameter, ‖Δw‖/‖w‖: NaN at a step without; empty where
  /// no step has any.
  public var updateRatio: [Double]
  /// How far the parameter is from where it started, ‖w − w₀‖: NaN at a step without; empty where
  /// no step has any.
  public var distance: [Double]

  /// What one node held; what is left out is empty.
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
