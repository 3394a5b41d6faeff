import VizTrace

/// What is read of a graph once, however often it is folded and arranged to fit a frame.
struct GraphReading: Sendable {
  let graph: ComputationGraph
  let index: NodeIndex
  /// The nodes in the order of the forward pass, and what each takes.
  let order: [Int]
  let inputs: IndexLists
  /// The numbers that stand on the cards of operations.
  let inlined: InlinedConstants
  /// The nodes whose numbers are indices.
  let indices: Set<Int>
  /// The graph with nothing folded, and the scopes of its nodes.
  let unfolded: Folding

  /// - Throws: ``GraphError`` where the graph is none.
  init(_ graph: ComputationGraph) throws {
    self.graph = graph
    (index, order) = try graph.wiring()
    inputs = IndexLists(inputsOf: graph, index)
    inlined = InlinedConstants(graph, inputs: inputs)
    indices = graph.indices(inputs: inputs)
    unfolded = Folding(unfolded: graph, order: order, inputs: inputs, inlined: inlined)
  }
}
