import VizBase

/// A table for the terminal, each column as wide as its widest cell.
package struct TextTable: Sendable {
  private let table: DataTable

  /// The heads and then the cells, row by row; the columns `numbers` stand flush right.
  package init(_ rows: [[String]], numbers: Set<Int> = []) {
    let columns = rows.map(\.count).max() ?? 0
    table = DataTable(
      columns: (0..<columns).map { DataTable.Column(name: "", isNumber: numbers.contains($0)) },
      rows: rows.map { $0.map { .words($0) } })
  }

  /// The table's lines.
  package var text: String { table.text }

  /// A number with some significant digits, six unless told; `–` for none.
  package static func number(_ x: Double?, digits: Int = 6) -> String {
    guard let x else { return "–" }
    guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "-Infinity" : "Infinity" }
    // In range: below a million.
    if x == x.rounded(), abs(x) < 1e6 { return String(Int(x)) }
    return NumberFormat.significant(x, digits: digits)
  }

  /// Foreign text on one line, cut where it would push the other columns away.
  package static func line(_ text: String) -> String { text.escaped(limit: 40) }
}
