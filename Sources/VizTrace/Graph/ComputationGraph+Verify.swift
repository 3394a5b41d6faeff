import VizBase

extension ComputationGraph {
  /// Checks that the nodes are a graph and that what they carry fits together.
  ///
  /// Ids are unique and not empty, inputs and outputs exist, nothing forms a cycle, shapes can be
  /// counted, values fit their shape and `dtype`, gradients fit their value, and `local` has one
  /// entry an input. Ids that differ only in Unicode normalization count as one.
  ///
  /// - Throws: ``GraphError`` that names the node.
  /// - Complexity: O(nodes + inputs), and O(elements) of int64 and bool values.
  public func verify() throws(GraphError) {
    do {
      _ = try checkedWiring()
    } catch {
      throw error.error
    }
  }

  /// What ``verify()`` has found on its way: where each node stands, and the order of
  /// ``topologicalOrder()``.
  ///
  /// - Throws: ``GraphError`` as ``verify()`` does.
  public func wiring() throws(GraphError) -> (index: NodeIndex, order: [Int]) {
    do {
      return try checkedWiring()
    } catch {
      throw error.error
    }
  }

  func checkedWiring() throws(GraphFault) -> (index: NodeIndex, order: [Int]) {
    if let wiring = known.wiring { return wiring }
    guard !nodes.isEmpty else {
      throw GraphFault(error: GraphError(.noNodes, "the graph has no nodes"), spot: .nodes)
    }
    let index = NodeIndex(self)
    for number in nodes.indices { try verify(nodes[number], at: number, index) }
    for (number, output) in outputs.enumerated() where index[output] == nil {
      throw GraphFault(
        error: GraphError(
          .unknownOutput, "the output \(output.quoted()) is no node of the graph",
          hint: hint(nearest: output)),
        spot: .output(number))
    }
    try verifySeeds(index)
    if let text = unknownFields.invalidNumber {
      throw GraphFault(
        error: GraphError(
          .invalidNumberText, "a field holds the number \(text.quoted()), which is none"),
        spot: .nodes)
    }
    return (index, try topologicalOrder(index))
  }

  private func verify(_ node: Node, at number: Int, _ index: NodeIndex) throws(GraphFault) {
    if node.id.isEmpty {
      throw GraphFault(
        error: GraphError(.emptyName, "node \(number + 1) has an empty id"),
        spot: .field(number, .id))
    }
    do {
      try node.verify()
    } catch {
      throw error.fault(of: node, at: number)
    }
    if let first = index.repeats[number] {
      let error = NodeError(
        .duplicateID, "node \(first + 1) of the list has the same id", .id,
        hint: "give every node its own id")
      throw error.fault(of: node, at: number)
    }
    guard index.inputs(of: number).count != node.inputCount,
      let (element, input) = node.inputs.enumerated().first(where: { index[$1] == nil })
    else { return }
    var error = NodeError(
      .unknownInput, "the input \(input.quoted()) is no node of the graph", .inputs,
      hint: hint(nearest: input))
    error.element = element
    throw error.fault(of: node, at: number)
  }

  func verifySeeds(_ index: NodeIndex) throws(GraphFault) {
    guard let seeds else { return }
    guard seeds.count == outputs.count else {
      throw GraphFault(
        error: GraphError(
          .seedCount,
          "there \(seeds.count == 1 ? "is" : "are") \(counted(seeds.count, "seed", "seeds")) for "
            + counted(outputs.count, "output", "outputs"),
          hint: "give one seed an output, null where it is 1"), spot: .seeds)
    }
    for (number, (seed, name)) in zip(seeds, outputs).enumerated() {
      guard let seed, seed.scalar == nil, let shape = seed.shape,
        let source = index.source(of: name)
      else { continue }
      let output = nodes[source.node].output(at: source.port)
      guard let axes = output.dimensions ?? output.extents?.map(Dimension.extent),
        !axes.admits(shape)
      else { continue }
      throw GraphFault(
        error: GraphError(
          .shapeMismatch,
          "the seed of \(name.quoted()) has the shape \(shape), the output \(axes.text)",
          nodes: [nodes[source.node].id]), spot: .seed(number))
    }
  }

  private func hint(nearest id: Node.ID) -> String? {
    if let colon = id.lastIndex(of: ":"),
      let node = nodes.first(where: { $0.id == String(id[..<colon]) })
    {
      guard let ports = node.ports, !ports.isEmpty else {
        return "\(node.id.quoted()) lists no ports"
      }
      return "the ports of \(node.id.quoted()) go from 0 to \(ports.count - 1)"
    }
    return id.nearest(among: nodes.lazy.map(\.id)).map { "did you mean \($0.quoted())?" }
  }
}
