import VizAutodiff

/// Branches and loops that cannot be run, as their numbers are not known: drawn all the same, a loop by
/// one turn.
extension ModelRun {
  /// Draws what is in a node; false where the node does not fit its graphs.
  func sketch(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope)
    let parts: [ModelScope.Entry?]?
    switch node.opType {
    case "If":
      parts = try ["then", "else"].reduce(operands) { parts, name -> [ModelScope.Entry?]? in
        guard let parts, let branch = graph("\(name)_branch", of: node) else { return nil }
        return try parts + results(of: branch, [], node, name, in: scope, level)
      }
    case "Loop":
      parts = try graph("body", of: node).flatMap { body -> [ModelScope.Entry?]? in
        guard operands.count >= 2, body.input.count == operands.count else { return nil }
        let states = Array(operands[2...])
        return try Array(operands[..<2])
          + results(of: body, [nil, nil] + states, node, "a turn", in: scope, level)
      }
    case "Scan":
      parts = try graph("body", of: node).flatMap { body -> [ModelScope.Entry?]? in
        guard body.input.count == operands.count else { return nil }
        return try results(of: body, operands, node, "a turn", in: scope, level)
      }
    default: parts = nil
    }
    guard let parts else { return false }
    note(node.opType, nil)
    add(node, parts, nil, tape.nodes.count, in: scope)
    return true
  }

  /// What a graph in a node gives, of inputs whose numbers differ from turn to turn.
  private func results(
    of graph: ONNXGraphProto, _ operands: [ModelScope.Entry?], _ node: ONNXNodeProto,
    _ part: String,
    in scope: ModelScope, _ level: Int
  ) throws -> [ModelScope.Entry?] {
    let inner = ModelScope(
      path: "\(path(of: node, in: scope, node.opType))/\(part)", opsets: scope.opsets,
      initializers: graph.initializer, parent: scope)
    for (input, operand) in zip(graph.input, operands) {
      let source =
        operand?.source
        ?? append(
          ModelCard(
            id: "\(inner.path)/\(input.name)", op: "input", label: input.name, scope: inner.path,
            inputs: [], outputs: [ModelCard.Output(name: input.name)]))
      inner[input.name] = ModelScope.Entry(source: source, value: nil)
    }
    try run(graph.node, in: inner, level: level + 1)
    return try graph.output.map { try entry($0.name, in: inner, node) }
  }
}
