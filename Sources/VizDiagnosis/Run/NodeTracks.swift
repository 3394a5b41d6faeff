public import VizEvents
public import VizTrace

/// Statistics of every node at every captured step, in columns: index *i* of a column is of
/// `steps[i]`.
public struct NodeTracks: Sendable {
  /// The captured steps, in the order of the log.
  public let steps: [Int]
  /// In the order of the graph; behind them those that it does not have.
  public let tracks: [NodeTrack]
  private let trackIndices: [Node.ID: Int]

  /// Tracks of what a log has, with what a graph says of the nodes.
  public init(_ logged: LoggedNodes = LoggedNodes(), graph: ComputationGraph? = nil) {
    steps = logged.steps
    let known = graph.map(NodeIndex.init)
    let nodes = graph?.nodes ?? []
    let tracks = logged.nodes.map { entry in
      (index: known?[entry.node] ?? nodes.count, entry: entry)
    }
    // Those that it does not have keep their order.
    self.tracks = tracks.enumerated().sorted {
      ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
    }.map { _, found in
      NodeTrack(found.entry, nodes.indices.contains(found.index) ? nodes[found.index] : nil)
    }
    trackIndices = Dictionary(
      self.tracks.enumerated().map { ($0.element.node, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Tracks in the order that is given.
  init(steps: [Int], _ tracks: [NodeTrack]) {
    self.steps = steps
    self.tracks = tracks
    trackIndices = Dictionary(
      tracks.enumerated().map { ($0.element.node, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The track of a node; nil where nothing of it was recorded.
  public subscript(node: Node.ID) -> NodeTrack? { trackIndices[node].map { tracks[$0] } }
}
