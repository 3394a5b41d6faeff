extension ComputationGraph {
  /// The activation functions between layers: those with a matrix or a filter between them and the
  /// outputs. Empty for a graph with a cycle.
  package var hiddenFunctions: Set<Node.ID> {
    let index = NodeIndex(self)
    guard let order = try? topologicalOrder() else { return [] }
    // Whether a matrix or a filter takes part in what is computed from a node.
    var leadsToWeights = [Bool](repeating: false, count: nodes.count)
    for node in order.reversed() {
      leadsToWeights[node] = index.consumers(of: node).contains { consumer in
        leadsToWeights[consumer]
          || index.inputs(of: consumer).contains {
            nodes[$0].isParameter && (nodes[$0].extents?.count ?? 0) > 1
          }
      }
    }
    return Set(
      nodes.indices.filter {
        nodes[$0].operation.traits.contains(.isActivation) && leadsToWeights[$0]
      }.map { nodes[$0].id })
  }
}
