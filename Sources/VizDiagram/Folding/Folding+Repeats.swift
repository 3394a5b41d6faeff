import VizTrace

// Alike parts that follow each other.
extension Folding {
  /// Folds three or more alike parts, each fed by the one before, into the first of them.
  mutating func foldRepeats(_ graph: ComputationGraph, inputs: IndexLists) {
    var index = 0
    while index < parts.count {
      var end = index + 1
      while end < parts.count, isRepeat(end, of: end - 1, graph, inputs) { end += 1 }
      if end - index >= 3 { merge(index..<end) }
      index = end
    }
  }

  /// Makes one part of several that are alike.
  private mutating func merge(_ repeats: Range<Int>) {
    let first = repeats.lowerBound
    parts[first].copies = repeats.map { Copy(title: parts[$0].title, nodes: parts[$0].nodes) }
    parts[first].title = Self.title(of: parts[first])
    for number in repeats.dropFirst() {
      for node in parts[number].nodes { partOf[node] = first }
      parts[first].nodes += parts[number].nodes
      parts[number].nodes = []
    }
  }

  /// Folds leaves that one of several repeats alone takes with it, as the input of a time step.
  mutating func foldLeavesOfRepeats(inputs: IndexLists) {
    /// The repeat that each folded node is in, and of each leaf the one that takes it.
    var copyOf: [Int: (part: Int, copy: Int)] = [:]
    for part in parts.indices where !parts[part].nodes.isEmpty {
      for (copy, repeated) in parts[part].copies.enumerated() {
        for node in repeated.nodes { copyOf[node] = (part, copy) }
      }
    }
    guard !copyOf.isEmpty else { return }
    var taker: [Int: (part: Int, copy: Int)?] = [:]
    for (node, operands) in inputs.enumerated() {
      let copy = copyOf[node]
      for leaf in operands where inputs[leaf].isEmpty && partOf[leaf] == nil && !kept.contains(leaf)
      {
        guard let known = taker[leaf] else {
          taker[leaf] = copy
          continue
        }
        if known?.part != copy?.part || known?.copy != copy?.copy {
          taker[leaf] = .some(nil)
        }
      }
    }
    var leaves: [Int: [Int: [Int]]] = [:]
    for case (let leaf, let taker?) in taker.sorted(by: { $0.key < $1.key }) {
      partOf[leaf] = taker.part
      leaves[taker.part, default: [:]][taker.copy, default: []].append(leaf)
    }
    for (part, ofCopies) in leaves {
      for (copy, own) in ofCopies {
        parts[part].copies[copy].nodes = own + parts[part].copies[copy].nodes
      }
      parts[part].nodes = ofCopies.values.flatMap(\.self).sorted() + parts[part].nodes
    }
  }

  private func isRepeat(
    _ part: Int, of previous: Int, _ graph: ComputationGraph, _ inputs: IndexLists
  ) -> Bool {
    let (a, b) = (parts[previous], parts[part])
    // An output that stays in sight was a part of its scope.
    func operations(_ part: Part) -> [String] {
      part.shown.isEmpty
        ? part.nodes.map { graph.nodes[$0].op }
        : (part.nodes + part.shown).sorted().map { graph.nodes[$0].op }
    }
    guard !a.nodes.isEmpty, !b.nodes.isEmpty, a.copies.isEmpty, b.copies.isEmpty,
      a.nodes.count + a.shown.count == b.nodes.count + b.shown.count,
      a.path.dropLast() == b.path.dropLast(), operations(a) == operations(b)
    else { return false }
    return b.nodes.contains { inputs[$0].contains { partOf[$0] == previous } }
  }

  /// What repeats are called: by the first and the last of them, or by what all have in common.
  static func title(of part: Part) -> String {
    guard let first = part.copies.first?.title, let last = part.copies.last?.title else {
      return part.title
    }
    if part.isRecurrence { return "t = \(first) … \(last)" }
    return first == last ? first : "\(first) … \(last)"
  }

  /// Opens the first of three or more repeats, with the scopes in it folded as far as they must be,
  /// where that leaves no more than `most` cards: the picture then shows what repeats.
  mutating func openRepeats(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, most: Int
  ) {
    let repeats = parts.indices.filter { parts[$0].repeats > 2 && !parts[$0].nodes.isEmpty }
      .sorted { (-parts[$0].repeats, $0) < (-parts[$1].repeats, $1) }
    guard !repeats.isEmpty, cardCount(graph) < most else { return }
    var rank = [Int](repeating: 0, count: graph.nodes.count)
    for (index, node) in order.enumerated() { rank[node] = index }
    var shown: Set<[String]> = []
    for part in repeats.prefix(Self.mostOpened) {
      // Of stages of alike blocks one is enough.
      let operations = parts[part].copies.first?.nodes.map { graph.nodes[$0].op } ?? []
      guard !shown.contains(operations) else { continue }
      var opened = self
      let nodes = opened.open(part, graph, inputs: inputs).sorted { rank[$0] < rank[$1] }
      // What the rest sends to the first would close a cycle.
      let isBehind = nodes.contains { inputs[$0].contains { opened.partOf[$0] == part } }
      guard !isBehind else { continue }
      opened.foldConstants(graph, order: order, inputs: inputs)
      opened.foldScopes(
        of: nodes, downTo: parts[part].path.count, graph, inputs: inputs, most: most)
      guard opened.cardCount(graph) <= most else { continue }
      // A first one that is one card again tells nothing.
      let cards = Set(nodes.map { opened.partOf[$0].map { -1 - $0 } ?? $0 })
      guard cards.count > 1 else { continue }
      self = opened
      shown.insert(operations)
    }
  }

  /// Opens folded scopes again, the largest for which there is room first, with those in them folded as far
  /// as they must be, where that leaves no more than `most` cards: scopes fold a level at a time.
  mutating func openScopes(_ graph: ComputationGraph, inputs: IndexLists, most: Int) {
    guard cardCount(graph) < most else { return }
    let scopes = parts.indices.filter {
      !parts[$0].path.isEmpty && parts[$0].copies.isEmpty && !parts[$0].nodes.isEmpty
    }.sorted { (-parts[$0].nodes.count, $0) < (-parts[$1].nodes.count, $1) }
    for part in scopes.prefix(Self.mostOpened) {
      var opened = self
      let nodes = parts[part].nodes
      for node in nodes { opened.partOf[node] = nil }
      opened.parts[part].nodes = []
      opened.foldScopes(
        of: nodes, downTo: parts[part].path.count, graph, inputs: inputs, most: most)
      if opened.cardCount(graph) <= most { self = opened }
    }
  }

  /// How many stretches of repeats, and scopes, are tried.
  private static let mostOpened = 8

  /// Takes the first of the repeats out of a part, with what leads to it and is no repeat.
  private mutating func open(
    _ part: Int, _ graph: ComputationGraph, inputs: IndexLists
  ) -> [Int] {
    let members = Set(parts[part].copies.lazy.flatMap(\.nodes))
    var first = Set(parts[part].copies.removeFirst().nodes)
    var stack = Array(first)
    while let node = stack.popLast() {
      for input in inputs[node] where partOf[input] == part && !members.contains(input) {
        if first.insert(input).inserted { stack.append(input) }
      }
    }
    let isFree = { (node: Int) in first.contains(node) || graph.nodes[node].isConstant }
    for node in parts[part].nodes where isFree(node) { partOf[node] = nil }
    parts[part].nodes.removeAll(where: isFree)
    parts[part].title = Self.title(of: parts[part])
    return Array(first)
  }
}
