/// Several metrics side by side: a row a step, a column a metric.
public struct MetricRows: Sendable {
  private let names: [String]
  private let rows: [(step: Double, values: [Double?])]

  /// Joins series by their steps; of a step that a series has twice, the last value counts.
  public init(_ series: [MetricSeries]) {
    names = series.map(\.name)
    var places: [Double: Int] = [:]
    var rows: [(step: Double, values: [Double?])] = []
    for (column, one) in series.enumerated() {
      for (step, value) in zip(one.steps, one.values) {
        let place = places[step] ?? rows.count
        if place == rows.count {
          places[step] = place
          rows.append((step, Array(repeating: nil, count: series.count)))
        }
        rows[place].values[column] = value
      }
    }
    self.rows = rows.sorted { $0.step < $1.step }
  }

  /// With a head, by RFC 4180, but for line feeds alone at the ends of lines.
  public var csv: String {
    var text = (["step"] + names).map(Self.cell).joined(separator: ",") + "\n"
    for row in rows {
      text += Self.number(row.step)
      for value in row.values { text += "," + (value.map(Self.number) ?? "") }
      text += "\n"
    }
    return text
  }

  /// An object a step; NaN and infinities as the strings `"NaN"`, `"Infinity"`, `"-Infinity"`.
  public var jsonLines: String {
    rows.map { row in
      var object: JSONObject = ["step": JSONValue(row.step)]
      for (name, value) in zip(names, row.values) {
        if let value { object[name] = JSONValue(value) }
      }
      return JSONValue.object(object).jsonText() + "\n"
    }.joined()
  }

  /// The shortest decimal that reads back as the number; steps without a fraction.
  private static func number(_ x: Double) -> String {
    if let whole = Int(exactly: x), whole.magnitude < 1 << 53 { return String(whole) }
    return x.isNaN ? "NaN" : x.isInfinite ? (x < 0 ? "-Infinity" : "Infinity") : "\(x)"
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
