/// Rows of text in columns, the first flush left and the others flush right.
struct Table {
  private var rows: [[String]]

  init(_ heading: [String]) { rows = [heading] }

  mutating func add(_ row: [String]) { rows.append(row) }

  func show() {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for (number, row) in rows.enumerated() {
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      print(cells.joined(separator: "  "))
      if number == 0 {
        print(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
      }
    }
  }

  /// Three significant digits: 4.27, 42.7, 427.
  static func digits(_ value: Double) -> String {
    digits(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  static func digits(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int((value * scale).rounded())
    guard decimals > 0 else { return String(whole) }
    let fraction = String(whole % Int(scale))
    return "\(whole / Int(scale))."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  static func ratio(_ value: Double) -> String { value.isFinite ? digits(value) + " ×" : "" }

  /// A ratio that may be small: 1/12.3, or 1.23 ×.
  static func part(_ value: Double) -> String {
    value < 1 ? "1/" + digits(1 / value) : ratio(value)
  }
}
