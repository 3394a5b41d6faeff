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
  private var indexOfName: [String: Int] = [:]
  var rowCount = 0
  var remarks: [LogRemark] = []
  var times: [String: Double] = [:]

  /// The index of a column, which is new where no column has the name yet.
  mutating func columnIndex(of name: String) -> Int {
    if let index = indexOfName[name] { return index }
    indexOfName[name] = drafts.count
    drafts.append(
      Draft(
        column: MetricTable.Column(name: name, rows: [], values: []),
        splits: Self.splitNames.contains(name.lowercased()) ? [] : nil))
    return drafts.count - 1
  }

  func has(_ name: String) -> Bool { indexOfName[name] != nil }

  /// Adds a cell of the current row.
  ///
  /// - Returns: false where words stand in a column of numbers.
  @inline(__always)
  mutating func add(_ cell: Cell, to index: Int) -> Bool {
    switch cell {
    case .missing: break
    case .number(let value):
      drafts[index].column.rows.append(rowCount)
      drafts[index].column.values.append(value)
    case .text:
      if drafts[index].textCount == 0, !drafts[index].column.rows.isEmpty { return false }
      drafts[index].textCount += 1
    }
    return true
  }

  /// Notes the words of a cell, if its column may say which data a row is of.
  mutating func note(_ text: @autoclosure () -> String, at index: Int) {
    guard drafts[index].splits != nil else { return }
    guard let split = MetricName.split(named: text()) else {
      drafts[index].splits = nil
      return
    }
    drafts[index].splits?.append((rowCount, split))
  }

  private static let splitNames: Set = [
    "mode", "phase", "split", "subset", "stage", "set", "dataset", "partition",
  ]

  func name(of index: Int) -> String { drafts[index].column.name }

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
