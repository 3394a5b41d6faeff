/// What a session does at one go: a node of the model, with what follows it in the same pass.
struct SessionStep: Sendable {
  var node: ONNXNodeProto
  /// The names of what it takes, "" for what is left out, and of what it gives, "" for what nobody uses.
  var inputs, outputs: [String]
  /// What graphs in the node take from around it.
  var captured: [String]
  /// Whether it is a batch norm by known numbers, which come to a scale and a shift for each channel:
  /// the inputs are then the images and these two.
  var isScaling = false
  /// Whether the result goes through a relu.
  var isRectified = false
  /// The names that nothing behind it uses.
  var freed: [String] = []

  /// A step for a node, where some names have a meaning.
  init(_ node: ONNXNodeProto, amid known: Set<String>) {
    self.node = node
    (inputs, outputs) = (node.input, node.output)
    captured = Self.captured(by: node).intersection(known).sorted()
  }

  /// The domain of the node's operator; "" is the standard's own.
  var domain: String { ONNXModel.domain(node.domain) }

  /// Everything whose values it needs.
  var needs: [String] { inputs.filter { !$0.isEmpty } + captured }

  /// Leaves out those of the last outputs that nobody wants, where the operator computes less then.
  mutating func leaveOut(allBut wanted: Set<String>) {
    guard domain.isEmpty, ["Dropout", "LayerNormalization", "MaxPool"].contains(node.opType) else {
      return
    }
    while let last = outputs.last, outputs.count > 1, !wanted.contains(last) {
      outputs.removeLast()
    }
    node.output = outputs
  }

  /// The names that graphs in a node use, whether they are their own or not.
  private static func captured(by node: ONNXNodeProto) -> Set<String> {
    var names: Set<String> = []
    for attribute in node.attribute {
      for graph in (attribute.hasG ? [attribute.g] : []) + attribute.graphs {
        names.formUnion(graph.output.map(\.name))
        for inner in graph.node { names.formUnion(inner.input.filter { !$0.isEmpty }) }
        for inner in graph.node { names.formUnion(captured(by: inner)) }
      }
    }
    return names
  }
}
