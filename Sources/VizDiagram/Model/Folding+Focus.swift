import VizBase
import VizTrace

extension Folding {
  /// What the options ask to be folded.
  ///
  /// - Throws: ``DiagramError`` where what is in focus is neither a node nor a scope of the graph.
  init(
    _ graph: ComputationGraph, _ index: NodeIndex, order: [Int], inputs: [[Int]],
    options: DiagramOptions, lodgers: Lodgers
  ) throws(DiagramError) {
    guard let focus = options.focus else {
      self.init(
        graph, order: order, inputs: inputs, collapse: options.collapse, most: options.mostCards,
        lodgers: lodgers)
      return
    }
    let center = index[focus.node].map { [$0] } ?? graph.nodes(inScope: focus.node)
    guard !center.isEmpty else {
      let near = graph.nearestToFocus(focus.node)
      throw .unsuitable(
        "there is no node or scope \(focus.node.escaped(limit: 40)) to focus on",
        hint: near.map { "did you mean \($0.escaped(limit: 40))?" })
    }
    self.init(
      around: center, radius: focus.radius, graph, order: order, inputs: inputs)
    guard index[focus.node] == nil else { return }
    let depth = focus.node.split(separator: "/").count
    foldInside(center, below: depth, graph, order: order, most: options.mostCards)
    guard cardCount(graph) > options.mostCards else { return }
    foldRuns(graph, order: order, inputs: inputs)
    if cardCount(graph) > options.mostCards {
      foldNeighbours(graph, order: order, inputs: inputs, most: options.mostCards)
    }
  }

  /// Folds what is inside a scope, from the innermost outwards, until a person reads it.
  private mutating func foldInside(
    _ members: [Int], below depth: Int, _ graph: ComputationGraph, order: [Int], most: Int
  ) {
    let (open, isMember) = (self, Set(members))
    for level in stride(from: Self.deepestPanel - 1, through: depth, by: -1)
    where cardCount(graph) > most {
      self = open
      let inner = order.filter { isMember.contains($0) && scopes[$0].count > level }
      let groups = Dictionary(grouping: inner) { Array(scopes[$0].prefix(level + 1)) }
      for node in inner where partOf[node] == nil {
        let path = Array(scopes[node].prefix(level + 1))
        guard let nodes = groups[path], nodes.count > 1 else { continue }
        for node in nodes { partOf[node] = parts.count }
        parts.append(Part(title: path.last.map(String.init) ?? "", path: path, nodes: nodes))
      }
    }
  }

  /// Folds all but the neighbourhood of some nodes, and a few outputs: into what leads to them, what
  /// follows from them, what leads out of them and back, and the rest.
  private init(
    around center: [Int], radius: Int, _ graph: ComputationGraph, order: [Int], inputs: [[Int]]
  ) {
    self.init(unfolded: graph, order: order, inputs: inputs)
    var consumers = [[Int]](repeating: [], count: graph.nodes.count)
    for (node, operands) in inputs.enumerated() {
      for operand in operands { consumers[operand].append(node) }
    }
    var isShown = [Bool](repeating: false, count: graph.nodes.count)
    for node in center { isShown[node] = true }
    var edge = center
    var distance = 0
    while distance < radius, !edge.isEmpty {
      distance += 1
      let next = edge.flatMap { inputs[$0] + consumers[$0] }
      edge = []
      for node in next where !isShown[node] {
        isShown[node] = true
        edge.append(node)
      }
    }
    var (leads, follows) = (isShown, isShown)
    for node in order.reversed() where consumers[node].contains(where: { leads[$0] }) {
      leads[node] = true
    }
    for node in order where inputs[node].contains(where: { follows[$0] }) { follows[node] = true }
    let outputs = Set(graph.outputs)
    let areOutputsShown = outputs.count <= Self.readable / 4
    var groups: [(title: String, nodes: [Int])] = [
      ("what leads there", []), ("out and back", []), ("what follows", []), ("the rest", []),
    ]
    for node in order where !isShown[node] {
      if areOutputsShown, outputs.contains(graph.nodes[node].id) { continue }
      let group =
        switch (leads[node], follows[node]) {
        case (true, false): 0
        case (true, true): 1
        case (false, true): 2
        case (false, false): 3
        }
      groups[group].nodes.append(node)
    }
    // One node is no fold.
    for group in groups where group.nodes.count > 1 { fold(group.nodes, title: group.title) }
    foldConstants(graph, order: order, inputs: inputs)
  }
}

extension ComputationGraph {
  /// The nodes of a scope, such as `t=3/ntm1`, and of the scopes in it.
  package func nodes(inScope scope: String) -> [Int] {
    nodes.indices.filter { index in
      guard let own = nodes[index].scope, own.hasPrefix(scope) else { return false }
      return own.count == scope.count || own.dropFirst(scope.count).hasPrefix("/")
    }
  }

  /// The node or scope whose name is most like one that is not there.
  package func nearestToFocus(_ name: String) -> String? {
    let scopes = Set(nodes.compactMap(\.scope)).sorted().flatMap { scope in
      let parts = scope.split(separator: "/")
      return (1...max(parts.count, 1)).map { parts.prefix($0).joined(separator: "/") }
    }
    return name.nearest(among: nodes.map(\.id) + scopes)
  }
}
