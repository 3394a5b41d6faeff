import VizBase
import VizTrace

extension Folding {
  /// What the options ask to be folded.
  ///
  /// - Throws: ``DiagramError`` where the node in focus is none of the graph.
  init(
    _ graph: ComputationGraph, _ index: NodeIndex, order: [Int], inputs: [[Int]],
    options: DiagramOptions
  ) throws(DiagramError) {
    guard let focus = options.focus else {
      self.init(
        graph, order: order, inputs: inputs, collapse: options.collapse, most: options.mostCards)
      return
    }
    guard let node = index[focus.node] else {
      let near = focus.node.nearest(among: graph.nodes.map(\.id))
      throw .unsuitable(
        "there is no node \(focus.node.escaped(limit: 40)) to focus on",
        hint: near.map { "did you mean \($0.escaped(limit: 40))?" })
    }
    self.init(
      around: node, radius: focus.radius, graph, order: order, inputs: inputs)
  }

  /// Folds all but the neighbourhood of a node, and a few outputs: into what leads to it, what
  /// follows from it, what leads out of it and back, and the rest.
  private init(
    around center: Int, radius: Int, _ graph: ComputationGraph, order: [Int], inputs: [[Int]]
  ) {
    self.init(unfolded: graph, order: order, inputs: inputs)
    var consumers = [[Int]](repeating: [], count: graph.nodes.count)
    for (node, operands) in inputs.enumerated() {
      for operand in operands { consumers[operand].append(node) }
    }
    var isShown = [Bool](repeating: false, count: graph.nodes.count)
    isShown[center] = true
    var edge = [center]
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
