import VizBase

extension MetricTable {
  /// The table with a head, by RFC 4180, but for line feeds alone at the ends of lines; a row
  /// without a value has an empty cell.
  public var csv: String {
    var text = columns.map { Self.cell($0.name) }.joined(separator: ",") + "\n"
    forEachRow { values in
      text += values.map { $0.map(Self.number) ?? "" }.joined(separator: ",") + "\n"
    }
    return text
  }

  /// An object a row, without the values that a row lacks; NaN and infinities are the strings
  /// `"NaN"`, `"Infinity"` and `"-Infinity"`.
  public var jsonLines: String {
    var text = ""
    forEachRow { values in
      var object = JSONObject()
      for (column, value) in zip(columns, values) {
        if let value { object[column.name] = JSONValue(value) }
      }
      text += JSONValue.object(object).jsonText() + "\n"
    }
    return text
  }

  private func forEachRow(_ body: ([Double?]) -> Void) {
    var next = [Int](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      body(
        columns.indices.map { column in
          let index = next[column]
          guard index < columns[column].rows.count, columns[column].rows[index] == row else {
            return nil
          }
          next[column] += 1
          return columns[column].values[index]
        })
    }
  }

  /// The number as files have it; a spreadsheet's zero has no sign.
  static func number(_ x: Double) -> String { (x + 0).asWritten }

  static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
