public import VizEvents
public import VizTrace

/// What one node held over the steps of a run.
public struct NodeTrack: Sendable, Equatable {
  /// The node's id.
  public let node: Node.ID
  /// The node's operation; nil where the graph does not have the node.
  public let op: String?
  /// Whether training changes it.
  public let isParameter: Bool
  /// The path of scopes that holds the node, outermost first.
  public let scope: String?
  /// The extent of each axis, as far as the graph says it.
  public let shape: [Int]?
  /// Whether it has more than one axis, as a layer's matrix or filter has.
  let isMatrix: Bool
  /// Statistics of the node's value; empty where no step has any.
  public let value: StatisticsColumns
  /// Statistics of its gradient; empty where no step has any.
  public let gradient: StatisticsColumns
  /// How large each update was beside the parameter, ‖Δw‖/‖w‖: NaN at a step without; empty where
  /// no step has any.
  public let updateRatio: [Double]
  /// How far the parameter is from where it started, ‖w − w₀‖: NaN at a step without; empty where
  /// no step has any.
  public let distance: [Double]

  init(_ logged: LoggedNode, _ node: Node?) {
    self.node = logged.node
    op = node?.op
    isParameter = node?.isParameter ?? !logged.updateRatio.isEmpty
    scope = node?.scope
    shape = node?.extents
    isMatrix = (node?.extents?.count ?? 0) > 1
    value = logged.value
    gradient = logged.gradient
    updateRatio = logged.updateRatio
    distance = logged.distance
  }

  /// A track of what a log without a graph has, by what its names say.
  init(_ logged: LoggedNode, op: String?, isParameter: Bool, isMatrix: Bool) {
    node = logged.node
    self.op = op
    self.isParameter = isParameter
    self.isMatrix = isMatrix
    scope = nil
    shape = nil
    value = logged.value
    gradient = logged.gradient
    updateRatio = logged.updateRatio
    distance = logged.distance
  }
}
