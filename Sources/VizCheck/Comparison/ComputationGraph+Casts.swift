import VizBase
import VizTrace

// Casts, which one precision has and another has none of.
extension ComputationGraph {
  /// Both graphs; where one has more casts between kinds of floating-point numbers than the other, without
  /// them: they round, as the types of what takes them do, and are no other network.
  static func withoutLoneCasts(
    _ first: ComputationGraph, _ second: ComputationGraph
  ) -> (first: ComputationGraph, second: ComputationGraph) {
    let casts = (first.castSources, second.castSources)
    guard casts.0.count != casts.1.count else { return (first, second) }
    return (first.without(casts.0), second.without(casts.1))
  }

  /// What each cast takes, by the cast's id; outputs stay what they are.
  private var castSources: [Node.ID: Node.ID] {
    let types = Dictionary(nodes.map { ($0.id, $0.dtype) }) { first, _ in first }
    let outputs = Set(outputs)
    var found: [Node.ID: Node.ID] = [:]
    for node in nodes where node.inputs.count == 1 && node.ports == nil {
      guard ["identity", "cast"].contains(Synonyms.operation(node.op)), !outputs.contains(node.id),
        let type = node.dtype, let source = types[node.inputs[0]] ?? nil, type != source,
        !type.isDiscrete, !source.isDiscrete
      else { continue }
      found[node.id] = node.inputs[0]
    }
    return found
  }

  /// The graph in which what took a cast takes what the cast took.
  private func without(_ casts: [Node.ID: Node.ID]) -> ComputationGraph {
    var graph = self
    graph.nodes.removeAll { casts[$0.id] != nil }
    for index in graph.nodes.indices {
      for (position, input) in graph.nodes[index].inputs.enumerated() {
        var source = input
        while let next = casts[source] { source = next }
        if source != input { graph.nodes[index].inputs[position] = source }
      }
    }
    return graph
  }
}
