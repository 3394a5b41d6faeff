import VizTrace

extension ComputationGraph {
  /// A graph as event files have it; the nodes that no other node takes are its outputs.
  init(_ graph: ProtoGraph) {
    var ids: [String: Node.ID] = [:]
    for node in graph.node {
      // What vizbp had to rename says what it was.
      ids[node.name] = node.attr["id"].map { String(decoding: $0.s, as: UTF8.self) } ?? node.name
    }
    var taken: Set<Node.ID> = []
    let nodes = graph.node.map { proto in
      let inputs = proto.input.compactMap { input -> Node.ID? in
        // `^name` only has to run before; `name:1` is the second output.
        guard !input.hasPrefix("^") else { return nil }
        let name = input.prefix { $0 != ":" }
        return ids[String(name)]
      }
      taken.formUnion(inputs)
      var node = Node(id: ids[proto.name] ?? proto.name, op: proto.op, inputs: inputs)
      let path = proto.name.split(separator: "/")
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
