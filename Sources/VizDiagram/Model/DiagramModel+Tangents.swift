import VizTrace

extension DiagramModel {
  /// Puts on each wire what it adds to the tangent of the node that takes it: the tangent that flows
  /// through it × the local derivative, where both are numbers.
  mutating func addTangents(_ graph: ComputationGraph, _ index: NodeIndex) {
    for wire in wires.indices where wires[wire].uses.count == 1 {
      if case .fold = cards[wires[wire].to].kind { continue }
      guard let use = wires[wire].uses.first else { continue }
      let inputs = Array(index.inputs(of: use.consumer))
      let locals = graph.nodes[use.consumer].local ?? []
      guard inputs.indices.contains(use.argument), locals.indices.contains(use.argument),
        case .number(let local)? = locals[use.argument],
        let tangent = graph.nodes[inputs[use.argument]].output(at: index.port(of: use)).gradient?
          .scalar
      else { continue }
      wires[wire].chain = Contribution.Numbers(upstream: tangent, local: local)
    }
  }
}
