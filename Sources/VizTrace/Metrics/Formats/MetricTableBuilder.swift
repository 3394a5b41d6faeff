import VizBase

/// Collects the cells of a table while its columns are found out.
struct MetricTableBuilder {
  enum Cell: Equatable {
    case missing
    case number(Double)
    case text
  }

  fileprivate struct Draft {
    var column: MetricTable.Column
    /// The cells whose thousands are set apart.
    var grouping: Grouping?
    /// How many cells are words.
    var textCount = 0
    /// The words themselves, while all may name the data that a row is of.
    var splits: [(row: Int, split: MetricName.Split)]?
    /// The words themselves, where they may name the metric that a row is of.
    var names: [(row: Int, name: String)]?

    mutating func takeForWords() {
      textCount += column.rows.count
      column.rows = []
      column.values = []
    }
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
        splits: Self.splitNames.contains(name.lowercased()) ? [] : nil,
        names: Self.metricNames.contains(name.lowercased()) ? [] : nil))
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
      if drafts[index].textCount == 0, !drafts[index].column.rows.isEmpty {
        // Beside words, what looked like numbers was words as well.
        guard drafts[index].grouping?.indices.count == drafts[index].column.rows.count else {
          return false
        }
        drafts[index].takeForWords()
        drafts[index].grouping = nil
      }
      drafts[index].textCount += 1
    }
    return true
  }

  /// Adds a cell of the current row whose thousands are set apart.
  ///
  /// - Returns: false where words stand in a column of numbers.
  mutating func add(_ number: GroupedNumber, to index: Int) -> Bool {
    var grouping = drafts[index].grouping ?? Grouping(mark: number.mark)
    guard grouping.mark == number.mark, drafts[index].textCount == 0 else {
      return add(.text, to: index)
    }
    grouping.indices.append(drafts[index].column.values.count)
    grouping.isCertain = grouping.isCertain || number.isCertain
    drafts[index].grouping = grouping
    return add(.number(number.value), to: index)
  }

  /// Takes the columns for words whose marks may as well be decimal points, or that do not agree on
  /// them.
  private mutating func settleGroupings() {
    guard drafts.contains(where: { $0.grouping != nil }) else { return }
    // A file that has decimal points has no decimal commas.
    let hasPoint = drafts.contains { draft in
      let grouped = Set(draft.grouping?.indices ?? [])
      return draft.column.values.indices.contains {
        !grouped.contains($0) && draft.column.values[$0].isFinite
          && draft.column.values[$0].rounded() != draft.column.values[$0]
      }
    }
    for index in drafts.indices {
      guard let grouping = drafts[index].grouping else { continue }
      let grouped = Set(grouping.indices)
      let values = drafts[index].column.values
      let agrees = values.indices.allSatisfy {
        grouped.contains($0) || !values[$0].isFinite || values[$0].magnitude < 1000
      }
      if agrees, grouping.isCertain || grouping.mark == "," && hasPoint { continue }
      let name = drafts[index].column.name.quoted()
      drafts[index].takeForWords()
      remarks.append(
        LogRemark(
          .unreadable,
          agrees
            ? "the commas of \(name) may set thousands apart or be decimal points: write it without"
              + " them"
            : "some numbers of \(name) have their thousands set apart, and some have not: write all"
              + " alike"))
    }
  }

  /// Notes the words of a cell, if its column may say which data or which metric a row is of.
  mutating func note(_ text: @autoclosure () -> String, at index: Int) {
    if drafts[index].names != nil { drafts[index].names?.append((rowCount, text())) }
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

  /// What the names of metrics are below, where a row is one value.
  private static let metricNames: Set = ["metric", "metric_name", "tag", "key", "variable"]

  func name(of index: Int) -> String { drafts[index].column.name }

  mutating func table() -> MetricTable {
    settleGroupings()
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
    let named = table.pivot(drafts.first { isText($0) && $0.names != nil })
    let words = drafts.filter {
      isText($0) && $0.splits == nil && $0.column.name != named && $0.grouping == nil
    }
    if let first = words.first {
      let shown = words.prefix(20).map { $0.column.name.escaped(limit: 40) }.joined(separator: ", ")
      let rest = words.count > 20 ? ", …" : ""
      let cells = first.textCount
      table.remarks.append(
        LogRemark(
          .notShown,
          words.count == 1
            ? "the words of \(first.column.name.quoted()) are not drawn (\(cells) of them)"
            : "the words of \(words.count) columns are not drawn: \(shown)\(rest)"))
    }
    if let splits = drafts.lazy.compactMap(\.splits).first(where: { !$0.isEmpty }) {
      table.rowSplits = [MetricName.Split?](repeating: nil, count: rowCount)
      for (row, split) in splits where row < rowCount { table.rowSplits[row] = split }
    }
    table.times = times
    return table
  }
}

extension MetricTable {
  /// Makes of a table with a value a row, and the name of its metric beside it, one with a column a
  /// metric.
  ///
  /// - Returns: The name of the column of names; nil where the table is no such.
  fileprivate mutating func pivot(_ draft: MetricTableBuilder.Draft?) -> String? {
    guard let draft, let names = draft.names,
      let index = columns.firstIndex(where: { $0.name.lowercased() == "value" })
    else { return nil }
    let values = columns[index]
    var found: [Column] = []
    var numbers: [String: Int] = [:]
    var row = 0
    for (nameRow, name) in names {
      while row < values.rows.count, values.rows[row] < nameRow { row += 1 }
      guard row < values.rows.count, values.rows[row] == nameRow else { continue }
      let number = numbers[name] ?? found.count
      if number == found.count {
        numbers[name] = number
        found.append(Column(name: name, rows: [], values: []))
      }
      found[number].rows.append(nameRow)
      found[number].values.append(values.values[row])
    }
    // All values have a name, and none is that of another column.
    let taken = Set(columns.map(\.name))
    guard found.reduce(0, { $0 + $1.rows.count }) == values.rows.count, !values.rows.isEmpty,
      !found.contains(where: { taken.contains($0.name) })
    else { return nil }
    columns.replaceSubrange(index...index, with: found)
    return draft.column.name
  }
}
