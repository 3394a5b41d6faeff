import VizBase

extension DataTable {
  /// The table's lines for the terminal, each column as wide as its widest cell, numbers flush
  /// right; the headings are a line where a column has a name.
  var text: String {
    let heads = columns.map(\.name)
    let lines = (heads.contains { !$0.isEmpty } ? [heads] : []) + rows.map { $0.map(\.text) }
    var widths: [Int] = []
    for line in lines {
      for (column, cell) in line.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.columns)
      }
    }
    return lines.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.columns)
        line += columns[column].isNumber ? padding + cell : cell + padding
        line += "  "
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
