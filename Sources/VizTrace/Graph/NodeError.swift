import VizBase

/// What is wrong with one node, without its name.
struct NodeError: Error {
  var kind: GraphError.Kind
  var message: String
  var field: NodeField
  var element: Int?
  var hint: String?

  init(_ kind: GraphError.Kind, _ message: String, _ field: NodeField, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.field = field
    self.hint = hint
  }

  func fault(of node: Node, at index: Int) -> GraphFault {
    GraphFault(
      error: GraphError(
        kind, "node \(node.id.quoted()): \(message)", nodes: [node.id], hint: hint),
      spot: .field(index, field, element: element))
  }
}
