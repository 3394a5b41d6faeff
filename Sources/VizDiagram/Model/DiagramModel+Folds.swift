import VizBase
import VizDrawing
import VizTrace

extension DiagramModel {
  /// The card of nodes that are folded away.
  ///
  /// - Parameter isOnWay: Of each node of the graph, whether a fold was found to lead through it.
  static func card(
    ofPart number: Int, in folding: Folding, _ graph: ComputationGraph, _ inputs: IndexLists,
    isOnWay: inout [Bool]
  ) -> Card {
    let part = folding.parts[number]
    // Of repeats, what leaves each; within one, what is on the way through it, and no weight.
    var steps = part.copies.compactMap(\.nodes.last)
    if steps.isEmpty {
      Self.findWay(throughPart: number, in: folding, graph, inputs, &isOnWay)
      steps = part.nodes.filter { isOnWay[$0] }
    }
    let shown = part.copies.first?.nodes ?? part.nodes
    let isCounted = part.path.isEmpty && part.title == folding.contents(of: shown, graph)
    let onWay = part.copies.isEmpty ? steps : shown
    let fold = Fold(
      title: part.title, ends: isCounted ? folding.ends(of: onWay, graph) : nil, path: part.path,
      repeats: part.repeats,
      first: shown, hidden: part.nodes.count,
      gradientNorms: steps.compactMap { graph.nodes[$0].gradient?.magnitude })
    var card = Card(nodes: part.nodes, kind: .fold(fold), symbol: part.title, family: .other)
    card.isSymmetric = true
    return card
  }

  /// Marks the nodes that are made of something from outside, or of data, and so no weights.
  private static func findWay(
    throughPart number: Int, in folding: Folding, _ graph: ComputationGraph, _ inputs: IndexLists,
    _ isOnWay: inout [Bool]
  ) {
    for node in folding.parts[number].nodes {
      isOnWay[node] = inputs[node].contains { input in
        if inputs[input].isEmpty {
          return !graph.nodes[input].isParameter && !graph.nodes[input].isConstant
        }
        return folding.partOf[input] != number || isOnWay[input]
      }
    }
  }

  /// Says of each fold which leaves it takes that stand in the cards of others, by their scopes.
  mutating func addTaken(
    _ graph: ComputationGraph, inputs: IndexLists, lodged: Set<Int>
  ) {
    guard !lodged.isEmpty else { return }
    for card in cards.indices {
      guard case .fold = cards[card].kind else { continue }
      let own = Set(cards[card].lodgers.map(\.node))
      for leaf in cards[card].nodes.flatMap({ inputs[$0] })
      where lodged.contains(leaf) && !own.contains(leaf) {
        let node = graph.nodes[leaf]
        let scope = node.scope.flatMap { $0.isEmpty ? nil : $0 }
        let name = scope ?? MathName.text(Self.name(of: node))
        if !cards[card].taken.contains(name) { cards[card].taken.append(name) }
      }
    }
  }
}
