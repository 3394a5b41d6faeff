import VizTrace

// What is found by comparing operations and how they are joined, whatever their names.
extension Folding {
  /// The outputs, where they are few enough to be seen: all that nothing takes, and those from which no
  /// way leads back into their own scope.
  func keptInSight(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, most: Int
  ) -> Set<Int> {
    let outputs = outputs(of: graph)
    guard outputs.count <= max(most / 4, 1) else { return [] }
    var isUsed = [Bool](repeating: false, count: inputs.count)
    for operands in inputs { for operand in operands { isUsed[operand] = true } }
    return outputs.filter { output in
      guard isUsed[output], let scope = scopes[output].first else { return true }
      var follows = [Bool](repeating: false, count: inputs.count)
      follows[output] = true
      for node in order where node != output && inputs[node].contains(where: { follows[$0] }) {
        if scopes[node].first == scope { return false }
        follows[node] = true
      }
      return true
    }
  }

  /// The nodes that the graph's outputs name.
  func outputs(of graph: ComputationGraph) -> Set<Int> {
    // The index of all ids is many times as large as the outputs.
    var names = Set(graph.outputs)
    return Set(graph.nodes.indices.filter { names.remove(graph.nodes[$0].id) != nil })
  }

  /// Whether scopes say where most operations belong; some formats have them on weights alone.
  func areOperationsScoped(_ graph: ComputationGraph, inputs: IndexLists) -> Bool {
    var (scoped, free) = (0, 0)
    for node in inputs.indices where !inputs[node].isEmpty {
      let op = graph.nodes[node].op
      if op == "constant_of_shape" || graph.nodes[node].isConstant { continue }
      if scopes[node].isEmpty { free += 1 } else { scoped += 1 }
    }
    return scoped >= free || !scopes.contains { !$0.isEmpty }
  }

  /// Folds alike blocks that follow each other, then chains of one operation, then blocks that one value
  /// enters and leaves.
  mutating func foldStructure(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, most: Int
  ) {
    let shown = kept.union(shownInputs(graph, inputs: inputs, most: most))
    let sequence = FoldSequence(
      graph, order: order, inputs: inputs, folding: self, shown: shown)
    guard sequence.steps.count > 2 else { return }
    var taken = [Bool](repeating: false, count: sequence.steps.count)
    func foldRepeats(
      passing values: Int, _ folding: inout Folding,
      where isWanted: (FoldSequence.Repeats) -> Bool = { _ in true }
    ) {
      for isPairs in [false, true] where folding.cardCount(graph) > most {
        let found = sequence.repeats(among: taken, ofPairs: isPairs, passing: values) {
          folding.names(of: $0, graph) != nil
        }
        for repeats in found where isWanted(repeats) {
          for index in repeats.range { taken[index] = true }
          folding.fold(repeats, of: sequence, graph)
        }
      }
    }
    foldRepeats(passing: 1, &self)
    // A cell may hand on more than one value; as a block all of its steps would be one.
    foldRepeats(passing: .max, &self) { sequence.isRecurrence($0) }
    for isChains in [true, false] where cardCount(graph) > most {
      let stretches = isChains ? sequence.chains(among: taken) : sequence.blocks(among: taken)
      for stretch in stretches {
        let nodes = stretch.flatMap { sequence.steps[$0].nodes }
        for index in stretch { taken[index] = true }
        fold(
          stretch, of: sequence,
          title: name(of: nodes, graph) ?? scopesTitle(of: nodes) ?? contents(of: nodes, graph))
      }
    }
    guard cardCount(graph) > most else { return }
    // A mask may reach all layers.
    foldRepeats(passing: .max, &self)
  }

  /// A few inputs are worth seeing; of many, a reader sees none.
  func shownInputs(_ graph: ComputationGraph, inputs: IndexLists, most: Int) -> Set<Int> {
    let data = inputs.indices.filter {
      inputs[$0].isEmpty && graph.nodes[$0].op == "input" && graph.nodes[$0].role != .parameter
    }
    return data.count <= most / 5 ? Set(data) : []
  }

  private mutating func fold(
    _ repeats: FoldSequence.Repeats, of sequence: FoldSequence, _ graph: ComputationGraph
  ) {
    let copies = sequence.copies(repeats)
    var part = Part(title: "", nodes: copies.flatMap(\.self))
    part.isRecurrence = sequence.isRecurrence(repeats)
    let names = names(of: copies, graph)
    let contents = self.contents(of: copies[0], graph)
    part.copies = copies.indices.map { copy in
      Copy(
        title: part.isRecurrence ? "\(copy + 1)" : names?[copy] ?? contents, nodes: copies[copy])
    }
    part.title = Self.title(of: part)
    replace(part)
  }

  private mutating func fold(
    _ range: Range<Int>, of sequence: FoldSequence, title: String
  ) {
    replace(Part(title: title, nodes: range.flatMap { sequence.steps[$0].nodes }))
  }

  /// A part in the place of those that its nodes were in.
  mutating func replace(_ part: Part) {
    for node in part.nodes {
      if let old = partOf[node], old < parts.count { parts[old].nodes = [] }
      partOf[node] = parts.count
    }
    parts.append(part)
  }

  // MARK: Words

  /// The names of repeats, where each has one of its own.
  private func names(of copies: [[Int]], _ graph: ComputationGraph) -> [String]? {
    let names = copies.compactMap { name(of: $0, graph) }
    return names.count == copies.count && Set(names).count > 1 ? names : nil
  }

  /// What the names of a block's weights begin with, up to a whole word: `res2_1` of
  /// `res2_1_branch2a_w` and `res2_1_branch2b_w`; nil where they have nothing in common.
  ///
  /// - Parameter leaves: What the names of more than half of these begin with is no name.
  func name(of nodes: [Int], _ graph: ComputationGraph, among leaves: [String] = []) -> String? {
    let names = nodes.filter { graph.nodes[$0].isLeaf }.map { graph.nodes[$0].id }
    guard names.count > 1, let first = names.first else { return nil }
    var shared = first[...]
    for name in names {
      while !name.hasPrefix(shared) { shared = shared.dropLast() }
    }
    let separators: Set<Character> = ["/", ".", "_", ":"]
    guard let end = shared.lastIndex(where: separators.contains) else { return nil }
    let whole = shared[..<end]
    if 2 * leaves.count(where: { $0.hasPrefix(whole) }) > leaves.count { return nil }
    // A number alone is no name: `h.0`.
    let parts = whole.split { $0 == "/" || $0 == "." }
    let isNumber = parts.last.map { part in !part.contains { $0.isLetter } } ?? true
    let name = parts.suffix(isNumber ? 2 : 1).joined(separator: ".")
    return name.contains { $0.isLetter } ? name : nil
  }

  /// The scopes that a block goes through: `down2, bottom, up2`; nil where it is in none, or in one.
  func scopesTitle(of nodes: [Int]) -> String? {
    let paths = nodes.map { scopes[$0] }.filter { !$0.isEmpty }
    // All are in some scope, if in the same; where they part, they have names.
    var depth = 0
    while let first = paths.first, depth < first.count - 1,
      paths.allSatisfy({ $0.count > depth + 1 && $0[depth] == first[depth] })
    {
      depth += 1
    }
    var names: [String] = []
    for path in paths {
      let isNumber = !path[depth].contains { $0.isLetter }
      let name = path[(isNumber ? max(depth - 1, 0) : depth)...depth].joined(separator: ".")
      if !names.contains(name) { names.append(name) }
    }
    guard names.count > 1, let first = names.first, let last = names.last else { return nil }
    let all = names.joined(separator: ", ")
    return all.count > Self.longestTitle ? "\(first) … \(last)" : all
  }

  private static let longestTitle = 24

  /// The names of the leaves; of many, of some evenly spread.
  func leafNames(_ graph: ComputationGraph) -> [String] {
    let leaves = graph.nodes.indices.filter { graph.nodes[$0].isLeaf }
    return stride(from: 0, to: leaves.count, by: leaves.count / Self.mostAsked + 1).map {
      graph.nodes[leaves[$0]].id
    }
  }

  private static let mostAsked = 200
}
