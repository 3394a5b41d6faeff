import VizTrace

extension DiagramModel {
  /// Puts the cards into the panels of their scopes. A scope that is one card with its weights in it is no
  /// panel: the card has its name.
  mutating func addPanels(_ graph: ComputationGraph, _ folding: Folding) {
    let paths = cards.map { card -> [Folding.ScopeKey] in
      guard let node = card.nodes.first else { return [] }
      var path = folding.scopes[node][...]
      // A folded scope is a card in the panel around it.
      if case .fold(let fold) = card.kind { path = fold.path.dropLast() }
      return path.indices.map { depth in
        Folding.ScopeKey(
          path: path[...depth], entries: folding.entries[node].prefix(depth + 1))
      }
    }
    var counts: [Folding.ScopeKey: Int] = [:]
    for path in paths { for key in path { counts[key, default: 0] += 1 } }
    var numbers: [Folding.ScopeKey: Int] = [:]
    for card in cards.indices {
      var parent: Int?
      for (depth, key) in paths[card].enumerated() {
        if counts[key] == 1, !cards[card].lodgers.isEmpty {
          let scope = paths[card].dropFirst(depth).compactMap(\.path.last)
          let label = cards[card].nodes.first.flatMap { graph.nodes[$0].label }
          if label == nil { cards[card].name = scope.joined(separator: "/") }
          break
        }
        if let known = numbers[key] {
          parent = known
        } else {
          numbers[key] = panels.count
          panels.append(Panel(title: String(key.path.last ?? ""), parent: parent))
          parent = panels.count - 1
        }
      }
      cards[card].panel = parent
    }
  }
}
