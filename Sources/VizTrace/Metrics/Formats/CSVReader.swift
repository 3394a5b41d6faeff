import VizBase

/// Reads a table of metrics, cell by cell, and lets its header grow.
struct CSVReader {
  private var scanner: CSVScanner
  private var builder = MetricTableBuilder()
  /// The column of each cell of a row.
  private var columns: [Int] = []
  /// The last comment before the first row, which may be its header.
  private var comment: [UInt8] = []
  /// Whether it is the table of Stable Baselines' monitor, a row an episode.
  private var isMonitor = false
  /// The time at which the monitor began, which its first line says.
  private var monitorStart: Double?
  /// How many comments stand among the rows.
  private var commentCount = 0

  init(_ bytes: [UInt8]) { scanner = CSVScanner(bytes, hasComments: true) }

  mutating func table() throws(MetricError) -> MetricTable {
    try scanner.refuseForeignEncodings()
    var isFirst = true
    var row: [CSVScanner.Cell] = []
    while true {
      while let found = scanner.nextComment() { note(Array(found), isFirst: isFirst) }
      guard try scanner.nextMetrics(into: &row) else { break }
      if row.count == 1, row[0].isEmpty { continue }
      if isFirst ? isHeader(row) : isRepeatedHeader(row) {
        setHeader(names(of: row))
      } else {
        if isFirst { useCommentAsHeader(of: row) }
        try add(row)
      }
      isFirst = false
    }
    if isFirst {
      throw scanner.failure(
        comment.isEmpty ? "the file is empty" : "the file has comments, and no row", at: 0)
    }
    if builder.rowCount == 0 {
      var error = scanner.failure("the file has a header, and no row below it", at: 0)
      let names = columns.map { builder.name(of: $0).escaped(limit: 40) }
      let rest = names.count > 20 ? ", … (\(names.count))" : ""
      error.hint = "its columns are: \(names.prefix(20).joined(separator: ", "))\(rest)"
      throw error
    }
    if commentCount > 0 {
      builder.remarks.append(
        LogRemark(
          .notShown,
          "\(commentCount) line\(commentCount == 1 ? "" : "s") among the rows"
            + " \(commentCount == 1 ? "is a comment" : "are comments")"))
    }
    return builder.table()
  }

  private mutating func setHeader(_ names: [String]) {
    columns = names.map { builder.columnIndex(of: $0) }
    guard names.starts(with: ["r", "l", "t"]), !isMonitor else { return }
    isMonitor = true
    // Seconds since the start.
    builder.times["t"] = monitorStart ?? 0
    if monitorStart == nil {
      builder.remarks.append(
        LogRemark(.readAs, "it does not say when it began: its times count from 0"))
    }
  }

  private mutating func note(_ text: [UInt8], isFirst: Bool) {
    guard isFirst else {
      commentCount += 1
      return
    }
    comment = text
    if case .object(let fields)? = try? JSONValue(jsonData: text),
      let start = fields["t_start"]?.double
    {
      monitorStart = start
    }
  }

  /// Takes the comment above the first row for its header, if it has as many names.
  private mutating func useCommentAsHeader(of row: [CSVScanner.Cell]) {
    var header = CSVScanner(comment)
    var cells: [CSVScanner.Cell] = []
    guard row.count > 1, header.separator == scanner.separator,
      (try? header.nextRow(into: &cells)) == true, cells.count == row.count
    else { return }
    let names = cells.map { header.text(of: $0) }
    guard names.contains(where: { MetricNumber.read($0) == .text }) else { return }
    setHeader(Self.unique(names))
  }

  private mutating func add(_ row: [CSVScanner.Cell]) throws(MetricError) {
    for (index, cell) in row.enumerated() {
      let value = scanner.value(of: cell)
      if index >= columns.count {
        // Separators at the end of a line make no column.
        if value == .missing { continue }
        while columns.count <= index {
          columns.append(builder.columnIndex(of: "column \(columns.count + 1)"))
        }
      }
      let grouped = value == .text ? scanner.groupedNumber(of: cell) : nil
      guard
        grouped.map({ builder.add($0, to: columns[index]) })
          ?? builder.add(value, to: columns[index])
      else {
        throw scanner.failure(
          "\(scanner.text(of: cell).quoted()) stands in the column "
            + "\(builder.name(of: columns[index]).quoted()), whose cells are numbers",
          at: cell.range.lowerBound, kind: .mixedColumn)
      }
      if value == .text, grouped == nil { builder.note(scanner.text(of: cell), at: columns[index]) }
    }
    if isMonitor {
      _ = builder.add(
        .number(Double(builder.rowCount + 1)), to: builder.columnIndex(of: "episode"))
    }
    builder.rowCount += 1
  }

  /// Whether the first row has names: any word in it that is no number.
  private func isHeader(_ row: [CSVScanner.Cell]) -> Bool {
    row.contains { scanner.value(of: $0) == .text }
  }

  /// Whether a later row is a header again: words alone, one of which is the name of a column.
  private func isRepeatedHeader(_ row: [CSVScanner.Cell]) -> Bool {
    guard let first = row.first(where: { !$0.isEmpty }), scanner.value(of: first) == .text,
      row.allSatisfy({ $0.isEmpty || scanner.value(of: $0) == .text })
    else { return false }
    let known = names(of: row).filter { builder.has($0) }
    return known.count > 1 || known.count == row.count
  }

  /// The names in a header, each once.
  private func names(of row: [CSVScanner.Cell]) -> [String] {
    Self.unique(row.map { scanner.text(of: $0) })
  }

  private static func unique(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    var counts: [String: Int] = [:]
    return names.enumerated().map { index, name in
      var name = name
      if name.isEmpty { name = index == 0 ? "index" : "column \(index + 1)" }
      var unique = name
      var count = counts[name] ?? 2
      while !taken.insert(unique).inserted {
        unique = "\(name) (\(count))"
        count += 1
      }
      counts[name] = count
      return unique
    }
  }
}
