import VizTrace

extension Folding {
  /// A constant that only one fold uses is hidden, and counted, with it.
  mutating func foldConstants(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists
  ) {
    guard parts.contains(where: { !$0.nodes.isEmpty }) else { return }
    let outputs = Set(graph.outputs)
    var home: [Int: Int?] = [:]
    for (node, operands) in inputs.enumerated() {
      for operand in operands where partOf[operand] == nil && inputs[operand].isEmpty {
        guard graph.nodes[operand].op == "constant", !outputs.contains(graph.nodes[operand].id)
        else { continue }
        if let known = home[operand], known != partOf[node] {
          home[operand] = .some(nil)
        } else {
          home[operand] = partOf[node]
        }
      }
    }
    var joined: Set<Int> = []
    for (constant, part) in home {
      guard let part else { continue }
      partOf[constant] = part
      joined.insert(part)
    }
    guard !joined.isEmpty else { return }
    for part in joined { parts[part].nodes = [] }
    for node in order {
      if let part = partOf[node], joined.contains(part) { parts[part].nodes.append(node) }
    }
  }

  mutating func fold(_ nodes: [Int], title: String) {
    for node in nodes { partOf[node] = parts.count }
    parts.append(Part(title: title, nodes: nodes))
  }
}
