import VizTrace

/// Which nodes are folded into one card, so that a large graph stays readable.
///
/// Scopes fold first, from the innermost outwards; alike scopes that follow each other fold into
/// one (`×12`). Where most operations are in no scope, or that is not enough, alike blocks of operations
/// are found by comparing (``FoldSequence``), then blocks that one value enters and leaves; then straight
/// runs of operations, with the weights that they alone take where that is not enough; and what is still
/// too large folds into neighbours between which few values pass. Of what repeats, as the blocks of a network
/// and the steps of a recurrence do, the first is opened again where there is room; in a frame other scopes,
/// too. The outputs, of which the
/// loss is one, stay in sight. What no layout can hold (``LayoutEffort``) folds into neighbours at once, outputs
/// and inputs included.
struct Folding: Sendable {
  struct Part: Sendable {
    var title: String
    /// The scope that is folded, outermost first; empty where no scope is.
    var path: [Substring] = []
    /// The nodes of each repeat in the order of the forward pass, where there are several.
    var copies: [Copy] = []
    /// Whether the repeats are the steps of a recurrence: what they are called is their number.
    var isRecurrence = false
    /// The folded nodes in topological order.
    var nodes: [Int]
    /// Nodes of the scope that stay in sight.
    var shown: [Int] = []

    var repeats: Int { max(copies.count, 1) }
  }

  /// One of several alike parts that follow each other.
  struct Copy: Sendable {
    var title: String
    var nodes: [Int]
  }

  /// How many cards a person reads.
  static let readable = 40
  /// Scopes that nest deeper are drawn as one.
  static let deepestPanel = 8

  var parts: [Part] = []
  /// The part that each node is folded into.
  var partOf: Numbering
  /// The path of each node's scope, cut at the deepest panel.
  private(set) var scopes: SharedValues<[Substring]>
  /// Of each scope on the path a number, another one each time that the scope is entered.
  private(set) var scopeNumbers: SharedValues<[Int]>
  /// Constants that stand on the card of their consumer.
  private var inlined: Set<Int>
  /// Leaves that stand in the card of their consumer, where that is not folded.
  private(set) var lodgers: Lodgers
  /// Whether even outputs and inputs may be in folds, since the graph is drawn in no other way.
  private(set) var isCoarse = false
  /// The nodes that are never in a fold: outputs, where there are not too many.
  private(set) var kept: Set<Int> = []

  /// - Parameter most: How many cards automatic folding leaves; below ``readable`` it folds into
  ///   blocks, too, where nothing else is left.
  init(
    _ reading: GraphReading, collapse: DiagramOptions.Collapse, most: Int = Folding.readable,
    lodgers: Lodgers = Lodgers()
  ) {
    let (graph, order, inputs) = (reading.graph, reading.order, reading.inputs)
    self = reading.unfolded
    self.lodgers = lodgers
    kept = keptInSight(graph, order: order, inputs: inputs, most: most)
    switch collapse {
    case .none: break
    case .depth(let depth): foldScopes(of: order, below: depth)
    case .automatic:
      guard cardCount(graph) > most else { break }
      if areOperationsScoped(graph, inputs: inputs) {
        foldScopes(of: order, downTo: 0, graph, inputs: inputs, most: most)
        if cardCount(graph) > most { foldLeavesOfRepeats(inputs: inputs) }
      }
      if cardCount(graph) > most {
        foldStructure(graph, order: order, inputs: inputs, most: most)
        if cardCount(graph) > most { foldLeavesOfRepeats(inputs: inputs) }
      }
      if most < Self.readable { absorb(graph, order: order, inputs: inputs, most: most) }
      if cardCount(graph) > most { foldRuns(graph, order: order, inputs: inputs) }
      if cardCount(graph) > most {
        foldRuns(
          graph, order: order, inputs: inputs, withLeaves: true,
          upTo: most < Self.readable ? cardCount(graph) - most + 1 : .max)
      }
      foldConstants(graph, order: order, inputs: inputs)
      if cardCount(graph) > most {
        foldNeighbours(graph, order: order, inputs: inputs, most: most)
      }
      openRepeats(graph, order: order, inputs: inputs, most: most)
      if most < Self.readable { openScopes(graph, inputs: inputs, most: most) }
    }
    foldManyLodgers(inputs)
    // Cards and wires are only made where they can be laid out.
    if cardCount(graph) > LayoutEffort.mostBoxes
      || wireCount(inputs) > 4 * LayoutEffort.mostEdges
    {
      self = Folding(coarsely: reading, lodgers: lodgers)
    } else {
      foldConstants(graph, order: order, inputs: inputs)
    }
  }

  /// Folds a graph into a few dozen cards, whatever it is: the last resort.
  init(coarsely reading: GraphReading, lodgers: Lodgers = Lodgers()) {
    let (graph, order, inputs) = (reading.graph, reading.order, reading.inputs)
    self = reading.unfolded
    self.lodgers = lodgers
    isCoarse = true
    foldNeighbours(graph, order: order, inputs: inputs, most: Self.readable)
    foldManyLodgers(inputs)
    foldConstants(graph, order: order, inputs: inputs)
  }

  /// Nothing folded, and no leaf in the card of another.
  init(
    unfolded graph: ComputationGraph, order: [Int], inputs: IndexLists, inlined: InlinedConstants
  ) {
    partOf = Numbering(count: graph.nodes.count)
    scopes = Self.scopes(of: graph)
    scopeNumbers = ScopeEntries(scopes, order: order, inputs: inputs).scopeNumbers(scopes)
    self.inlined = inlined.nodes
    lodgers = Lodgers()
  }

  private static func scopes(of graph: ComputationGraph) -> SharedValues<[Substring]> {
    var known: [String: Int] = [:]
    var paths: [[Substring]] = []
    var numbers = Numbering(count: graph.nodes.count)
    for node in graph.nodes.indices {
      guard let scope = graph.nodes[node].scope else { continue }
      if known[scope] == nil {
        known[scope] = paths.count
        paths.append(Array(scope.split(separator: "/").prefix(deepestPanel)))
      }
      numbers[node] = known[scope]
    }
    return SharedValues(paths, numbers, missing: [])
  }

  /// How many wires there are between nodes that are not folded.
  private func wireCount(_ inputs: IndexLists) -> Int {
    inputs.indices.reduce(0) { sum, node in
      partOf[node] != nil ? sum : sum + inputs[node].count { partOf[$0] == nil }
    }
  }

  /// How many cards there are.
  func cardCount(_ graph: ComputationGraph) -> Int {
    parts.count { !$0.nodes.isEmpty } + graph.nodes.indices.count(where: isCard)
  }

  /// How many cards nodes are of which some are one fold, and the others in none.
  func cardCount(of nodes: some Collection<Int>) -> Int {
    nodes.count(where: isCard) + (nodes.contains { partOf[$0] != nil } ? 1 : 0)
  }

  private func isCard(_ node: Int) -> Bool {
    partOf[node] == nil && !inlined.contains(node) && !isLodged(node) { partOf[$0] == nil }
  }

  /// Whether a leaf stands in the card of an operation that is shown.
  private func isLodged(_ leaf: Int, where isShown: (Int) -> Bool) -> Bool {
    lodgers.contains(leaf, where: isShown)
  }

  /// Folds leaves that would stand in a fold's card with it where they are more than the card holds.
  private mutating func foldManyLodgers(_ inputs: IndexLists) {
    for part in parts.indices where !parts[part].nodes.isEmpty {
      // Others take the rest from outside.
      let leaves = lodgers.nodes(inPart: parts[part], of: self, inputs: inputs).filter {
        lodgers.hosts[$0]?.allSatisfy { partOf[$0] == part } ?? false
      }
      guard leaves.count > Lodgers.most else { continue }
      for leaf in leaves { partOf[leaf] = part }
      parts[part].nodes = leaves + parts[part].nodes
    }
  }

  // MARK: Scopes

  /// Folds scopes, from the innermost outwards to those below `depth`, and those that are alike into
  /// one, until no more than `most` cards are left.
  ///
  /// - Parameters:
  ///   - nodes: The nodes that it may fold, in topological order.
  ///   - inputs: What each node takes; nil where scopes that are alike stay apart.
  mutating func foldScopes(
    of nodes: [Int], downTo depth: Int, _ graph: ComputationGraph, inputs: IndexLists?, most: Int
  ) {
    let open = self
    for level in stride(from: Self.deepestPanel - 1, through: depth, by: -1)
    where cardCount(graph) > most {
      self = open
      foldScopes(of: nodes, below: level)
      if let inputs { foldRepeats(graph, inputs: inputs) }
    }
  }

  /// Folds each scope at `depth + 1` with those of the nodes in it that are in no fold.
  private mutating func foldScopes(of nodes: [Int], below depth: Int) {
    let first = parts.count
    var part: [Int: Int] = [:]
    for index in nodes {
      guard partOf[index] == nil, scopes[index].count > depth, depth >= 0 else { continue }
      let scope = scopeNumbers[index][depth]
      let number = part[scope, default: parts.count]
      if number == parts.count {
        let path = scopes[index].prefix(depth + 1)
        part[scope] = number
        parts.append(Part(title: String(path.last ?? ""), path: Array(path), nodes: []))
      }
      if kept.contains(index) {
        parts[number].shown.append(index)
        continue
      }
      parts[number].nodes.append(index)
      partOf[index] = number
    }
    // One node is no fold, nor is one with its weights, which stand in its card.
    for number in first..<parts.count {
      let part = parts[number]
      let cards = part.nodes.count { node in
        !isLodged(node) { partOf[$0] == number || part.shown.contains($0) }
      }
      guard cards <= 1 else { continue }
      for node in part.nodes { partOf[node] = nil }
      parts[number].nodes = []
    }
  }

  /// Folds operations beside folded scopes with them, as an activation with its layer, until there
  /// are few enough cards; this closes no cycle.
  private mutating func absorb(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, most: Int
  ) {
    var consumers = [[Int]](repeating: [], count: graph.nodes.count)
    for (node, operands) in inputs.enumerated() {
      for operand in operands { consumers[operand].append(node) }
    }
    let outputs = Set(graph.outputs)
    /// The one part that all of the nodes are in.
    func home(_ nodes: [Int]) -> Int? {
      guard let first = nodes.first, let part = partOf[first] else { return nil }
      return nodes.allSatisfy { partOf[$0] == part } ? part : nil
    }
    /// The node with the weights, and what is made of them, that it alone takes.
    func withWeights(_ node: Int) -> [Int] {
      var found = [node]
      var index = 0
      while index < found.count {
        let own = inputs[found[index]].filter { operand in
          partOf[operand] == nil && consumers[operand].allSatisfy { $0 == found[index] }
            && (inputs[operand].isEmpty ? [operand] : Array(inputs[operand])).allSatisfy {
              graph.nodes[$0].isTrained || graph.nodes[$0].isConstant
            }
        }
        for operand in own where !found.contains(operand) { found.append(operand) }
        index += 1
      }
      return found
    }
    var count = cardCount(graph)
    var isChanging = true
    while isChanging, count > most {
      isChanging = false
      for node in order where count > most && partOf[node] == nil {
        guard !inputs[node].isEmpty, !outputs.contains(graph.nodes[node].id) else { continue }
        let operands = inputs[node].filter { graph.nodes[$0].op != "constant" }
        // What it takes would else leave the fold beside it; a dead end leads nowhere.
        let isOnlyWay =
          consumers[node].isEmpty || operands.allSatisfy { consumers[$0] == [node] }
        let source = isOnlyWay ? home(operands) : nil
        guard let part = source ?? home(consumers[node]) else { continue }
        let nodes = withWeights(node)
        count -= nodes.count(where: isCard)
        for node in nodes { partOf[node] = part }
        parts[part].nodes += nodes
        isChanging = true
      }
    }
    var rank = [Int](repeating: 0, count: graph.nodes.count)
    for (index, node) in order.enumerated() { rank[node] = index }
    for part in parts.indices { parts[part].nodes.sort { rank[$0] < rank[$1] } }
  }
}
