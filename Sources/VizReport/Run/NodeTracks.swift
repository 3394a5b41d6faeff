public import VizEvents
public import VizTrace

/// Statistics of every node at every captured step, in columns: index *i* of a column is of
/// `steps[i]`.
public struct NodeTracks: Sendable {
  /// The captured steps, in the order of the log.
  public let steps: [Int]
  /// In the order of the graph; behind them those that it does not have.
  public let tracks: [NodeTrack]
  private let places: [Node.ID: Int]

  /// Tracks of what a log has, with what a graph says of the nodes.
  public init(_ logged: LoggedNodes = LoggedNodes(), graph: ComputationGraph? = nil) {
    steps = logged.steps
    let known = graph.map(NodeIndex.init)
    let nodes = graph?.nodes ?? []
    let tracks = logged.nodes.map { entry in
      (place: known?[entry.node] ?? nodes.count, entry: entry)
    }
    // Those without a place keep their order.
    self.tracks = tracks.enumerated().sorted {
      ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
    }.map { _, found in
      NodeTrack(found.entry, nodes.indices.contains(found.place) ? nodes[found.place] : nil)
    }
    places = Dictionary(
      self.tracks.enumerated().map { ($0.element.node, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The track of a node; nil where nothing of it was recorded.
  public subscript(node: Node.ID) -> NodeTrack? { places[node].map { tracks[$0] } }
}

/// What one node held over the steps of a run.
public struct NodeTrack: Sendable, Equatable {
  public let node: Node.ID
  /// Nil where the graph does not have the node.
  public let op: String?
  public let isParameter: Bool
  public let scope: String?
  public let shape: [Int]?
  public let value: StatisticsColumns
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
    isParameter =
      node.map { $0.role == .parameter || $0.op == "parameter" } ?? !logged.updateRatio.isEmpty
    scope = node?.scope
    shape = node?.extents
    value = logged.value
    gradient = logged.gradient
    updateRatio = logged.updateRatio
    distance = logged.distance
  }
}
