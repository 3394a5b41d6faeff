import VizBase
import VizDrawing

/// The names of marks in rows, each beside a sample of its mark.
struct Legend: Sendable {
  struct Entry: Sendable, Hashable {
    var key: MarkKey
    var text: String
    /// From the legend's upper left.
    var x: Double
    var row: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var rowCount = 0
  /// How many marks have names of their own.
  let count: Int
  private let type: Typography

  static let sample = 22.0
  private static let most = 24
  private static let mostRows = 4

  init(_ marks: [Mark], type: Typography, width: Double) {
    self.type = type
    var keys: [MarkKey] = []
    var known: Set<MarkKey> = []
    for mark in marks {
      guard let key = mark.key, !key.text.isEmpty, known.insert(key).inserted else { continue }
      keys.append(key)
    }
    count = keys.count
    guard keys.count <= Self.most else { return }
    let sample = Self.sample * type.factor
    let gap = 18 * type.factor
    // One name must leave room for others.
    let longest = max(width * (keys.count > 1 ? 0.45 : 1) - sample, 1)
    var x = 0.0
    let texts = keys.map(\.text).cutWhereAlike { Typography.width($1, type.small) <= longest }
    for (key, cut) in zip(keys, texts) {
      let text = TextMeasurer.fitted(cut, font: type.small, width: longest)
      let advance = sample + 6 * type.factor + Typography.width(text, type.small)
      if x > 0, x + advance > width {
        x = 0
        rowCount += 1
      }
      entries.append(Entry(key: key, text: text, x: x, row: rowCount))
      x += advance + gap
    }
    if !entries.isEmpty { rowCount += 1 }
    if rowCount > Self.mostRows {
      entries = []
      rowCount = 0
    }
  }

  /// Whether there are so many names that none is shown.
  var isTooLong: Bool { entries.isEmpty && count > 0 }
  var rowHeight: Double { Typography.line(type.small) }
  var height: Double { Double(rowCount) * rowHeight }
}
