import VizDrawing

extension DiagramModel {
  /// What so many take is a hub.
  private static let hub = 4
  /// A wire to one of the next ranks tells more than a name.
  private static let farthest = 2
  private static let longestName = 60.0

  /// Lets the far wires of values that many take begin with the value's name instead of running through
  /// the whole diagram.
  mutating func cutFarWires() {
    let hubs = cards.indices.filter { cards[$0].leaving.count >= Self.hub }
    guard !hubs.isEmpty else { return }
    let ranks = ranks
    for hub in hubs {
      guard let name = stubName(of: cards[hub]) else { continue }
      for index in cards[hub].leaving {
        let target = wires[index].to
        // What holds the target so far behind is another wire.
        let isHeld = cards[target].arriving.contains {
          wires[$0].from != hub && ranks[wires[$0].from] == ranks[target] - 1
        }
        if isHeld, ranks[target] - ranks[hub] > Self.farthest { wires[index].stub = name }
      }
    }
  }

  private func stubName(of card: Card) -> String? {
    if case .fold = card.kind { return nil }
    let isNamed = card.family == .leaf || card.arriving.isEmpty
    return (card.name ?? card.outputName ?? (isNamed ? card.symbol : nil)).map {
      TextMeasurer.fitted($0, font: Metric.smallItalic, width: Self.longestName, cutting: .middle)
    }
  }
}
