import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// The primitives that the ops of graph files stand for.
enum GraphRules {
  /// The primitive of a node's op and attributes; nil where the table has none.
  static func primitive<Scalar: TensorScalar>(
    of node: Node, of _: Scalar.Type = Scalar.self
  ) -> Primitive<Scalar>? {
    if node.op == PortExpansion.op { return PortExpansion.rule(of: node) }
    var node = node
    // The same numbers but for rounding, of which the type of the node says how far it goes.
    if node.op == "cast", let bits = node.dtype?.significandBits, bits >= 8 {
      (node.op, node.attributes) = ("identity", [:])
    }
    // Where the attribute is left out, the shape is that of the node's own value.
    if node.operation.traits.contains(.hasShape), node.attributes["shape"] == nil,
      let extents = node.extents
    {
      node.attributes["shape"] = .array(extents.map { .number(String($0)) })
    }
    return try? .make(for: node)
  }

  /// The graph with the attributes that follow from what its inputs are: a mask of an attention
  /// that is true or false keeps keys, where another one is added.
  static func completed(_ graph: ComputationGraph) -> ComputationGraph {
    let (op, position) = ("scaled_dot_product_attention", 3)
    var completed = graph
    var index: NodeIndex?
    for (number, node) in graph.nodes.enumerated()
    where node.inputs.count > position && node.operation.name == op
      && node.attributes["mask"] == nil
    {
      let known = index ?? NodeIndex(graph)
      index = known
      guard let mask = known.source(of: node.inputs[position]),
        graph.nodes[mask.node].output(at: mask.port).dtype == .bool
      else { continue }
      completed.nodes[number].attributes["mask"] = .string("keep")
    }
    return completed
  }
}
