import VizTrace

// What a fold is called that has no name.
extension Folding {
  /// The operations of a block, the most frequent first: `3 conv, 3 batch norm, 2 products, …`.
  func contents(of nodes: [Int], _ graph: ComputationGraph) -> String {
    struct Kind {
      var operation: Operation
      var count: Int
    }
    var kinds: [Kind] = []
    var indexOfOp: [String: Int] = [:]
    var indexOfSymbol: [String: Int] = [:]
    for node in nodes {
      // The node's parts one by one: a node of a large graph is not copied for them.
      guard !graph.nodes[node].isLeaf else { continue }
      let op = graph.nodes[node].op
      if op == "constant_of_shape" { continue }
      if let known = indexOfOp[op] {
        kinds[known].count += 1
        continue
      }
      let operation = graph.nodes[node].operation
      let index = indexOfSymbol[operation.symbol] ?? kinds.count
      if index == kinds.count { kinds.append(Kind(operation: operation, count: 0)) }
      kinds[index].count += 1
      indexOfOp[op] = index
      indexOfSymbol[operation.symbol] = index
    }
    guard !kinds.isEmpty else { return "\(nodes.count) inputs" }
    func words(_ kind: Kind) -> String {
      if let name = Self.signs[kind.operation.symbol] {
        return kind.count > 1 ? "\(kind.count) \(name)s" : name
      }
      if kind.count == 1 { return kind.operation.symbol }
      return "\(kind.count)\(kinds.count == 1 ? " ×" : "") \(kind.operation.symbol)"
    }
    // Of as many, layers say more than the arithmetic between them.
    let sorted = kinds.enumerated().sorted {
      func key(_ kind: Kind, _ offset: Int) -> (Int, Int, Int) {
        (-kind.count, Self.signs[kind.operation.symbol] == nil ? 0 : 1, offset)
      }
      return key($0.element, $0.offset) < key($1.element, $1.offset)
    }.map(\.element)
    return sorted.prefix(3).map(words).joined(separator: ", ") + (sorted.count > 3 ? ", …" : "")
  }

  /// What a block begins and ends with, `batch norm … concat`, in the order of the forward pass; nil where
  /// both are of one kind.
  func ends(of nodes: [Int], _ graph: ComputationGraph) -> String? {
    let operations = nodes.filter { !graph.nodes[$0].isLeaf }
    guard let first = operations.first, let last = operations.last else { return nil }
    let words = [first, last].map { node in
      let symbol = graph.nodes[node].operation.symbol
      return Self.signs[symbol] ?? symbol
    }
    return words[0] == words[1] ? nil : words.joined(separator: " … ")
  }

  /// What is meant by a sign that would be read otherwise in a list: `2 ×` is no word.
  static let signs = [
    "+": "addition", "−": "subtraction", "×": "product", "÷": "division", "×−1": "negation",
    "Σ": "sum",
  ]
}
