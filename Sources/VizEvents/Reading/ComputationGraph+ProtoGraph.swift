import VizTrace

extension ComputationGraph {
  /// A graph as event files have it, its functions expanded; the nodes that no other node takes are
  /// its outputs.
  init(_ graph: ProtoGraph) {
    let entries = GraphExpansion(graph).drawn
    var ids: [String: Node.ID] = [:]
    for entry in entries {
      // What vizbp had to rename says what it was.
      ids[entry.name] =
        entry.proto.attr["id"].map { String(decoding: $0.s, as: UTF8.self) } ?? entry.name
    }
    var taken: Set<Node.ID> = []
    let nodes = entries.map { entry in
      let proto = entry.proto
      let inputs = entry.inputs.compactMap { ids[$0] }
      taken.formUnion(inputs)
      var node = Node(id: ids[entry.name] ?? entry.name, op: proto.op, inputs: inputs)
      let path = entry.name.split(separator: "/")
      if path.count > 1 { node.scope = path.dropLast().joined(separator: "/") }
      if case .list(let list) = proto.attr["_output_shapes"]?.value, let shape = list.shape.first {
        let extents = shape.dim.compactMap { Int(exactly: $0.size) }
        if extents.allSatisfy({ $0 >= 0 }) { node.shape = extents }
      }
      node.label = Self.text(proto, "label")
      node.role = Self.text(proto, "role").flatMap { Role(rawValue: $0) }
      node.dtype =
        switch proto.attr["T"]?.type {
        case .float: .float32
        case .double: .float64
        case .int64: .int64
        case .bool: .bool
        default: nil
        }
      return node
    }
    self.init(nodes: nodes, outputs: nodes.map(\.id).filter { !taken.contains($0) })
  }

  private static func text(_ node: ProtoGraphNode, _ key: String) -> String? {
    guard case .s(let bytes) = node.attr[key]?.value else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
