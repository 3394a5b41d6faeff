public import VizStatistics
import VizTrace

/// What one node of a graph held at one step of a training.
public struct NodeRecord: Sendable, Equatable {
  public var node: Node.ID
  public var value: Statistics?
  public var gradient: Statistics?
  /// Of a parameter: how large its last update was beside itself, ‖Δw‖/‖w‖.
  public var updateRatio: Double?
  /// Of a parameter: how far it is from where it started, ‖w − w₀‖.
  public var distance: Double?

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
