/// What halos of some strength mean.
public struct HighlightKey: Codable, Sendable, Hashable {
  /// The least alarming highlight that it is about, up to the next key.
  public var least: Double
  /// What the legend and the description say of such halos.
  public var words: String

  /// A key for highlights from the given strength, 0 to 1, up to the next key's.
  public init(from least: Double, _ words: String) {
    self.least = least
    self.words = words
  }
}

extension DiagramModel {
  /// The keys that something in the diagram needs, the most alarming first, and the cards that
  /// each is about.
  func highlighted(_ keys: [HighlightKey]) -> [(key: HighlightKey, cards: [Card])] {
    var open = cards.filter { $0.highlight != nil }
    return keys.sorted { $0.least > $1.least }.compactMap { key in
      let found = open.filter { ($0.highlight ?? 0) >= key.least }
      open.removeAll { ($0.highlight ?? 0) >= key.least }
      return found.isEmpty ? nil : (key, found)
    }
  }
}
