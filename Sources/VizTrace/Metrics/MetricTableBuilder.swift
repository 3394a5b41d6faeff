import VizBase

/// Collects the cells of a table while its columns are found out.
struct MetricTableBuilder {
  enum Cell: Equatable {
    case missing
    case number(Double)
    case text
  }

  private struct Draft {
    var column: MetricTable.Column
    var isText = false
  }

  private var drafts: [Draft] = []
  private var places: [String: Int] = [:]
  var rowCount = 0

  /// The place of a column, which is new where no column has the name yet.
  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = drafts.count
    drafts.append(Draft(column: MetricTable.Column(name: name, rows: [], values: [])))
    return drafts.count - 1
  }

  func has(_ name: String) -> Bool { places[name] != nil }

  /// Adds a cell of the current row.
  ///
  /// - Returns: false where words stand in a column of numbers.
  @inline(__always)
  mutating func add(_ cell: Cell, to place: Int) -> Bool {
    switch cell {
    case .missing: break
    case .number(let value):
      // A column of words may well have a number among them.
      if drafts[place].isText { break }
      drafts[place].column.rows.append(rowCount)
      drafts[place].column.values.append(value)
    case .text:
      if !drafts[place].column.rows.isEmpty { return false }
      drafts[place].isText = true
    }
    return true
  }

  func name(of place: Int) -> String { drafts[place].column.name }

  var table: MetricTable {
    MetricTable(
      columns: drafts.filter { !$0.isText && !$0.column.rows.isEmpty }.map(\.column),
      textColumns: drafts.filter(\.isText).map(\.column.name), rowCount: rowCount)
  }
}
