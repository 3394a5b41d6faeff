import VizBase

/// Reads a table of metrics, cell by cell, and lets its header grow.
struct CSVReader {
  private var scanner: CSVScanner
  private var builder = MetricTableBuilder()
  /// The column of each cell of a row.
  private var columns: [Int] = []

  init(_ bytes: [UInt8]) { scanner = CSVScanner(bytes) }

  mutating func table() throws(MetricError) -> MetricTable {
    try scanner.refuseForeignEncodings()
    var isFirst = true
    var row: [CSVScanner.Cell] = []
    while try scanner.nextMetrics(into: &row) {
      if row.count == 1, row[0].isEmpty { continue }
      if isFirst ? isHeader(row) : isRepeatedHeader(row) {
        columns = names(of: row).map { builder.place(of: $0) }
      } else {
        try add(row)
      }
      isFirst = false
    }
    if isFirst { throw scanner.failure("the file is empty", at: 0) }
    return builder.table
  }

  private mutating func add(_ row: [CSVScanner.Cell]) throws(MetricError) {
    for (index, cell) in row.enumerated() {
      let value = scanner.value(of: cell)
      if index >= columns.count {
        // Separators at the end of a line make no column.
        if value == .missing { continue }
        while columns.count <= index {
          columns.append(builder.place(of: "column \(columns.count + 1)"))
        }
      }
      guard builder.add(value, to: columns[index]) else {
        throw scanner.failure(
          "\(scanner.text(of: cell).quoted()) stands in the column "
            + "\(builder.name(of: columns[index]).quoted()), whose cells are numbers",
          at: cell.range.lowerBound, kind: .mixedColumn)
      }
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
    var taken: Set<String> = []
    return row.enumerated().map { index, cell in
      var name = scanner.text(of: cell)
      if name.isEmpty { name = index == 0 ? "index" : "column \(index + 1)" }
      var unique = name
      var count = 2
      while !taken.insert(unique).inserted {
        unique = "\(name) (\(count))"
        count += 1
      }
      return unique
    }
  }
}
