public import VizStatistics
import VizTrace

/// What one node of a graph held at one step of a training.
public struct NodeRecord: Sendable, Equatable {
  /// The node's id in the graph.
  public var node: Node.ID
  /// Statistics of its value; nil where it was not captured.
  public var value: Statistics?
  /// Statistics of its gradient; nil where it has none.
  public var gradient: Statistics?
  /// Of a parameter: how large its last update was beside itself, ‖Δw‖/‖w‖.
  public var updateRatio: Double?
  /// Of a parameter: how far it is from where it started, ‖w − w₀‖.
  public var distance: Double?

  /// What a node held at a step; nil for what is left out.
  public init(
    node: Node.ID, value: Statistics? = nil, gradient: Statistics? = nil,
    updateRatio: Double? = nil, distance: Double? = nil
  ) {
    self.node = node
    self.value = value
    self.gradient = gradient
    self.updateRatio = updateRatio
    self.distance = distance
  }
}
