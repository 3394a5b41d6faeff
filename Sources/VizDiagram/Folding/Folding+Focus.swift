import VizBase
import VizTrace

extension DiagramOptions.Focus {
  /// What is in focus, as it was found in a graph.
  struct Center: Sendable {
    /// What it is called.
    var name: String
    var nodes: [Int]
    var isScope: Bool
    /// How many wires away the neighbourhood ends.
    var radius: Int
  }

  /// Finds the node or the nodes of the scope.
  ///
  /// - Throws: ``DiagramError`` where there is neither.
  func center(
    in graph: ComputationGraph, _ index: NodeIndex
  ) throws(DiagramError) -> Center {
    if let node = index[self.node] {
      return Center(
        name: self.node, nodes: [node], isScope: false, radius: radius ?? Self.usualRadiusOfNode)
    }
    let nodes = graph.nodes(inScope: self.node)
    guard !nodes.isEmpty else {
      let hint = graph.hint(forFocus: self.node)
      throw DiagramError(
        kind: .focus,
        message: "there is no node or scope \(self.node.escaped(limit: 40)) to focus on",
        hint: hint)
    }
    return Center(
      name: self.node, nodes: nodes, isScope: true, radius: radius ?? Self.usualRadiusOfScope)
  }
}

extension Folding {
  /// What the options ask to be folded, around what is in focus if anything is.
  init(
    _ reading: GraphReading, around center: DiagramOptions.Focus.Center?, options: DiagramOptions,
    lodgers: Lodgers
  ) {
    guard let center else {
      self.init(
        reading, collapse: options.collapse, most: options.mostCards, lodgers: lodgers)
      return
    }
    let (graph, order, inputs) = (reading.graph, reading.order, reading.inputs)
    self.init(
      around: center.nodes, radius: center.radius, reading,
      isTerse: options.mostCards < Self.readable)
    guard center.isScope else { return }
    let members = Set(center.nodes)
    foldScopes(
      of: order.filter(members.contains), downTo: center.name.split(separator: "/").count, graph,
      inputs: nil, most: options.mostCards)
    guard cardCount(graph) > options.mostCards else { return }
    // What is asked for is shown, though it takes twice as many cards; in a frame, as few as an open scope has.
    let around = graph.nodes.indices.filter { !members.contains($0) }
    let count = cardsOf(around)
    let isFramed = options.mostCards < Self.readable
    let most = isFramed ? max(options.mostCards, count + Self.fewestInFocus) : options.mostCards
    guard cardCount(graph) > most else { return }
    var folded = self
    folded.foldRuns(graph, order: isFramed ? order.filter(members.contains) : order, inputs: inputs)
    // A scope that is one run stays open.
    if !isFramed || folded.cardCount(graph) >= most { self = folded }
    if cardCount(graph) > 2 * most || isFramed && cardCount(graph) > most {
      let isApart = isFramed || count <= most / 2
      foldNeighbours(
        graph, order: order, inputs: inputs, most: most, apart: isApart ? Set(around) : [])
    }
  }

  /// A scope in focus is open: it is not folded into fewer cards.
  private static let fewestInFocus = 8

  /// How many cards some nodes are.
  private func cardsOf(_ nodes: [Int]) -> Int {
    Set(nodes.compactMap { partOf[$0] }).count + cardCount(of: nodes.filter { partOf[$0] == nil })
  }

  /// Folds all but the neighbourhood of some nodes, and a few outputs: into what leads to them, what
  /// follows from them, what leads out of them and back, and the rest.
  ///
  /// - Parameter isTerse: Whether what neither leads there nor follows stands with what follows.
  private init(around center: [Int], radius: Int, _ reading: GraphReading, isTerse: Bool) {
    let (graph, order, inputs) = (reading.graph, reading.order, reading.inputs)
    self = reading.unfolded
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
        case (false, false): isTerse ? 2 : 3
        }
      if isTerse, !leads[node], !follows[node] { groups[2].title = "the rest" }
      groups[group].nodes.append(node)
    }
    // One node is no fold.
    for group in groups where group.nodes.count > 1 { fold(group.nodes, title: group.title) }
    foldConstants(graph, order: order, inputs: inputs)
  }
}

extension ComputationGraph {
  /// The nodes of a scope, such as `t=3/ntm1`, and of the scopes in it.
  fileprivate func nodes(inScope scope: String) -> [Int] {
    nodes.indices.filter { index in
      guard let own = nodes[index].scope, own.hasPrefix(scope) else { return false }
      return own.count == scope.count || own.dropFirst(scope.count).hasPrefix("/")
    }
  }

  /// The node or scope that was meant by a name that none has, or some of those that there are.
  fileprivate func hint(forFocus name: String) -> String? {
    let scopes = Set(nodes.compactMap(\.scope)).sorted().flatMap { scope in
      let parts = scope.split(separator: "/")
      return (1...max(parts.count, 1)).map { parts.prefix($0).joined(separator: "/") }
    }
    if let near = name.nearest(among: nodes.map(\.id) + scopes) {
      return "did you mean \(near.escaped(limit: 40))?"
    }
    // The outermost scopes, or where there are none the nodes: some of what there is.
    let outer = Set(scopes.filter { !$0.contains("/") }).sorted()
    let names = outer.isEmpty ? nodes.map(\.id) : outer
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(Self.mostNamed).map { $0.escaped(limit: 40) }
    return "there are \(shown.joined(separator: ", "))\(names.count > shown.count ? ", …" : "")"
  }

  /// So many names are read in a line.
  private static let mostNamed = 12
}
