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
    // Where the attribute is left out, the shape is that of the node's own value.
    if node.operation.traits.contains(.hasShape), node.attributes["shape"] == nil,
      let extents = node.extents
    {
      node.attributes["shape"] = .array(extents.map { .number(String($0)) })
    }
    return try? .make(for: node)
  }
}
