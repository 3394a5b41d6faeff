import VizDrawing
import VizTrace

extension DiagramModel {
  /// Puts the cards into the panels of their scopes. A scope that is one card with its weights in it is no
  /// panel: the card has its name.
  ///
  /// - Parameter areFew: Whether a tensor's or a fold's card that is all of a scope has the scope's name
  ///   instead of a panel, too.
  mutating func addPanels(_ graph: ComputationGraph, _ folding: Folding, areFew: Bool) {
    let paths = cards.map { card -> [(scope: Int, name: Substring)] in
      guard var node = card.nodes.first else { return [] }
      var path = folding.scopes[node][...]
      // A folded scope is a card in the panel around it; what it alone takes may be of no scope.
      if case .fold(let fold) = card.kind {
        node = card.nodes.first { folding.scopes[$0].starts(with: fold.path) } ?? node
        path = fold.path.dropLast()
      }
      return zip(folding.scopeNumbers[node], path).map { (scope: $0, name: $1) }
    }
    var counts: [Int: Int] = [:]
    for path in paths { for part in path { counts[part.scope, default: 0] += 1 } }
    var numbers: [Int: Int] = [:]
    for card in cards.indices {
      var parent: Int?
      for (depth, part) in paths[card].enumerated() {
        let scope = paths[card].dropFirst(depth).map(\.name).joined(separator: "/")
        if counts[part.scope] == 1, takesName(scope, card, graph, areFew: areFew) { break }
        if let known = numbers[part.scope] {
          parent = known
        } else {
          numbers[part.scope] = panels.count
          panels.append(Panel(title: String(part.name), parent: parent))
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
