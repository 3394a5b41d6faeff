import VizBase

/// A table for the terminal, each column as wide as its widest cell.
public struct TextTable: Sendable {
  private let rows: [[String]]
  private let numbers: Set<Int>

  /// The heads and then the cells, row by row; the columns `numbers` stand flush right.
  public init(_ rows: [[String]], numbers: Set<Int> = []) {
    self.rows = rows
    self.numbers = numbers
  }

  /// The table's lines.
  public var text: String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.columns)
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.columns)
        line += numbers.contains(column) ? padding + cell : cell + padding
        line += "  "
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A number with some significant digits, six unless told; `–` for none.
  public static func number(_ x: Double?, digits: Int = 6) -> String {
    guard let x else { return "–" }
    guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "-Infinity" : "Infinity" }
    if x == x.rounded(), abs(x) < 1e6 { return String(Int(x)) }
    return NumberFormat.significant(x, digits: digits)
  }

  /// Foreign text on one line, cut where it would push the other columns away.
  public static func line(_ text: String) -> String { text.escaped(limit: 40) }
}
