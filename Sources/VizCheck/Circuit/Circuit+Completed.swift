import VizTensor
public import VizTrace

extension Circuit {
  /// The graph that this is the circuit of, with what its file lacks: where it has no gradient of its
  /// output, the gradients, the local derivatives of single numbers, and the values that the leaves give.
  public func completed(_ graph: ComputationGraph) throws -> ComputationGraph {
    guard graph.nodes.indices.contains(output), graph.nodes[output].gradient == nil else {
      return graph
    }
    let replay = try GraphReplay(graph)
    let numbers = numbers(for: leaves.flatMap(\.values))
    guard !numbers.isEmpty else { return graph }
    var locals: [Use: Double] = [:]
    for flow in flows {
      if let local = flow.local { locals[flow.use] = numbers[local] }
    }
    var graph = graph
    for index in graph.nodes.indices where replay.origins[index] == index {
      guard let value = replay.computed[index] else { continue }
      let shape = value.shape.extents
      if graph.nodes[index].value == nil, graph.nodes[index].ports == nil {
        graph.nodes[index].value = .elements(value.elements, shape: shape)
      }
      if graph.nodes[index].gradient == nil, gradients[index].count == value.shape.elementCount {
        graph.nodes[index].gradient = .elements(gradients[index].map { numbers[$0] }, shape: shape)
      }
      let own = graph.nodes[index].inputs.indices.map { position in
        locals[Use(consumer: index, argument: position)].map(LocalDerivative.number)
      }
      if graph.nodes[index].local == nil, own.contains(where: { $0 != nil }) {
        graph.nodes[index].local = own
      }
    }
    return graph
  }
}
