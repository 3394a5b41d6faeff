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
    /// How many cells are words.
    var textCount = 0
    /// The words themselves, while all may name the data that a row is of.
    var splits: [(row: Int, split: MetricName.Split)]?
  }

  private var drafts: [Draft] = []
  private var locations: [String: Int] = [:]
  var rowCount = 0
  var remarks: [LogRemark] = []
  var times: [String: Double] = [:]

  /// The place of a column, which is new where no column has the name yet.
  mutating func location(of name: String) -> Int {
    if let location = locations[name] { return location }
    locations[name] = drafts.count
    drafts.append(
      Draft(
        column: MetricTable.Column(name: name, rows: [], values: []),
        splits: Self.splitNames.contains(name.lowercased()) ? [] : nil))
    return drafts.count - 1
  }

  func has(_ name: String) -> Bool { locations[name] != nil }

  /// Adds a cell of the current row.
  ///
  /// - Returns: false where words stand in a column of numbers.
  @inline(__always)
  mutating func add(_ cell: Cell, to location: Int) -> Bool {
    switch cell {
    case .missing: break
    case .number(let value):
      drafts[location].column.rows.append(rowCount)
      drafts[location].column.values.append(value)
    case .text:
      if drafts[location].textCount == 0, !drafts[location].column.rows.isEmpty { return false }
      drafts[location].textCount += 1
    }
    return true
  }

  /// Notes the words of a cell, if its column may say which data a row is of.
  mutating func note(_ text: @autoclosure () -> String, at location: Int) {
    guard drafts[location].splits != nil else { return }
    guard let split = MetricName.split(named: text()) else {
      drafts[location].splits = nil
      return
    }
    drafts[location].splits?.append((rowCount, split))
  }

  private static let splitNames: Set = [
    "mode", "phase", "split", "subset", "stage", "set", "dataset", "partition",
  ]

  func name(of location: Int) -> String { drafts[location].column.name }

  var table: MetricTable {
    func isText(_ draft: Draft) -> Bool {
      draft.textCount > 0 && draft.textCount >= draft.column.values.count
    }
    var table = MetricTable(
      columns: drafts.filter { !isText($0) && !$0.column.rows.isEmpty }.map(\.column),
      textColumns: drafts.filter(isText).map(\.column.name), rowCount: rowCount, remarks: remarks)
    for draft in drafts where draft.textCount > 0 && !isText(draft) {
      let count = NumberFormat.grouped(Double(draft.textCount))
      table.remarks.append(
        LogRemark(
          .unreadable,
          "\(count) cell\(draft.textCount == 1 ? "" : "s") of the column"
            + " \(draft.column.name.quoted()) \(draft.textCount == 1 ? "is" : "are") no number"))
    }
    if let splits = drafts.lazy.compactMap(\.splits).first(where: { !$0.isEmpty }) {
      table.rowSplits = [MetricName.Split?](repeating: nil, count: rowCount)
      for (row, split) in splits where row < rowCount { table.rowSplits[row] = split }
    }
    table.times = times
    return table
  }
}
