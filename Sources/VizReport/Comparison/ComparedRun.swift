import VizBase

/// A run beside others: what it is called there, and how well it did.
struct ComparedRun: Sendable {
  var digest: RunDigest
  /// What tells it from the others.
  var name: String
  /// What it is judged by; nil where it has no such number, NaN where that is none.
  var result: Double?
  /// From 1 for the best of its group.
  var rank = 0
  /// From 0 for the first of the page.
  var number = 0

  var content: RunDigest.Content { digest.content }
  /// The name that links lead to.
  var id: String { "run-\(number + 1)" }
  /// Its colour, where each has one of its own.
  var category: Int { number % 8 }

  /// Whether the number it is judged by is one.
  var hasResult: Bool { result?.isFinite ?? false }

  func setting(_ name: String) -> RunSetting? { content.settings.first { $0.name == name } }

  /// The curve of a metric, by its row's title and its data.
  func line(_ key: ComparedCurve) -> StripLines.Line? {
    content.strip?.lines.first { $0.title == key.title }?.lines.first { $0.name == key.split }
  }

  /// The curve of its loss, of held-out data where that has numbers.
  var judgedLine: StripLines.Line? {
    let loss = content.strip?.lines.first?.lines
    return loss?.first { $0.category == Strip.heldOut && $0.values.contains(where: \.isFinite) }
      ?? loss?.first
  }
}

/// A metric that several runs have.
struct ComparedCurve: Sendable, Hashable {
  var title: String
  /// Of which data: `train`, `held-out` or `test`.
  var split: String
}
