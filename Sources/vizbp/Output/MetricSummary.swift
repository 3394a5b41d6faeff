import VizBP
import VizBase

/// Metrics that are not drawn, a line each.
enum MetricSummary {
  /// How many there are at most in a terminal.
  private static let most = 200

  static func table(_ series: [MetricSeries]) -> String {
    let hasRuns = Set(series.map(\.run)).count > 1
    var rows = [(hasRuns ? ["run"] : []) + ["metric", "values", "first", "last", "least", "most"]]
    for one in series.prefix(most) {
      let finite = one.values.filter(\.isFinite)
      rows.append(
        (hasRuns ? [TextTable.line(one.run)] : []) + [
          one.name.escaped(limit: 80), "\(one.values.count)",
          TextTable.number(one.values.first, digits: 4),
          TextTable.number(one.values.last, digits: 4),
          TextTable.number(finite.min(), digits: 4), TextTable.number(finite.max(), digits: 4),
        ])
    }
    let first = hasRuns ? 2 : 1
    let text = TextTable(rows, numbers: Set(first..<first + 5)).text
    return series.count > most ? text + "and \(series.count - most) more\n" : text
  }
}
