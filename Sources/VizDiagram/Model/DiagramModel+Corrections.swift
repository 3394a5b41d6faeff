import VizTrace

extension DiagramModel.Card {
  /// Takes note of what the local derivatives should be, where one is wrong.
  ///
  /// - Parameter arguments: The argument that each of ``locals`` belongs to.
  mutating func correctLocals(_ right: [Int: Double], arguments: [Int]) {
    guard locals.count == arguments.count, arguments.contains(where: { right[$0] != nil }) else {
      return
    }
    rightLocals = zip(arguments, locals).map { right[$0] ?? $1 }
  }
}

extension DiagramModel {
  /// How alarming it is that a fold hides a wrong number.
  private static let hiddenFault = 0.6

  /// Takes note of what is wrong with the numbers that are shown; a fold that hides a wrong one gets a
  /// halo.
  mutating func correct(_ corrections: [Node.ID: Correction], _ graph: ComputationGraph) {
    for index in cards.indices {
      let card = cards[index]
      let isFold = if case .fold = card.kind { true } else { false }
      let shown = isFold ? card.exit : card.nodes.first
      if let shown, let correction = corrections[graph.nodes[shown].id] {
        cards[index].correction = correction
      }
      let hides = card.nodes.contains { node in
        node != shown && corrections[graph.nodes[node].id]?.isOwn == true
      }
      if isFold, hides {
        cards[index].highlight = max(card.highlight ?? 0, Self.hiddenFault)
      }
    }
  }
}
