import VizDrawing
import VizTrace

extension DiagramModel {
  /// Puts the cards into the panels of their scopes. A scope that is one card with its weights in it is no
  /// panel: the card has its name.
  ///
  /// - Parameter areFew: Whether a tensor's or a fold's card that is all of a scope has the scope's name
  ///   instead of a panel, too.
  mutating func addPanels(_ graph: ComputationGraph, _ folding: Folding, areFew: Bool) {
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
        let scope = paths[card].dropFirst(depth).compactMap(\.path.last).joined(separator: "/")
        if counts[key] == 1, takesName(scope, card, graph, areFew: areFew) { break }
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

  /// Gives a card the name of its scope; false where it has another that would be lost.
  private mutating func takesName(
    _ scope: String, _ index: Int, _ graph: ComputationGraph, areFew: Bool
  ) -> Bool {
    let card = cards[index]
    switch card.kind {
    case .fold(var fold):
      let title = "\(scope)/\(fold.title)"
      guard areFew, Self.isShort(title) else { return false }
      fold.title = title
      cards[index].kind = .fold(fold)
      cards[index].symbol = title
    case .leaf, .operation, .tensor:
      let label = card.nodes.first.flatMap { graph.nodes[$0].label }
      if !card.lodgers.isEmpty {
        if label == nil { cards[index].name = scope }
      } else if areFew, card.isTensor, !card.arriving.isEmpty, card.name == nil {
        cards[index].name = scope
      } else {
        return false
      }
    }
    return true
  }

  /// Whether a title has room on the card of a fold, with the number of its repeats.
  private static func isShort(_ title: String) -> Bool {
    TextMeasurer.measure(title, font: Metric.number).width <= 120
  }
}
