import VizBase

extension MetricTable {
  /// Reads JSON lines: one object a line, whose keys are the columns.
  ///
  /// Keys of nested objects are joined with `/`. Numbers may be written as Python writes them
  /// (`NaN`, `Infinity`) or as strings, true and false count as 1 and 0, null is a missing cell, and
  /// the numbers of a short array are columns `name/0`, `name/1` …; remarks name longer arrays, and
  /// those of other things. A last line that is torn, as a killed run leaves it, is left out, and a
  /// remark says so. A file that is one object is read as ``init(jsonDocument:)`` does.
  ///
  /// - Throws: ``MetricError`` with the place of what is wrong.
  public init(jsonLines data: some Sequence<UInt8>) throws(MetricError) {
    let bytes = Array(data)
    var builder = MetricTableBuilder()
    var arrays = JSONArrays()
    var scanner = JSONScanner(bytes)
    scanner.readsPythonNumbers = true
    var hasArrays = false
    do throws(JSONError) {
      _ = scanner.next()
      guard !scanner.isAtEnd else {
        throw scanner.failure(.emptyFile, "the file is empty", at: 0)
      }
      while !scanner.isAtEnd {
        var row = FlatRow()
        do throws(JSONError) {
          row = try scanner.flatObject(&arrays)
        } catch {
          guard error.kind == .unexpectedEnd, builder.rowCount > 0 else { throw error }
          builder.remarks.append(
            LogRemark(.unreadable, "the last line is torn, and is left out"))
          break
        }
        hasArrays = hasArrays || row.hasArrays
        for (name, cell, offset) in row.cells {
          let index = builder.columnIndex(of: Self.countsOfFairseq[name] ?? name)
          guard builder.add(cell, to: index) else {
            throw scanner.failure(
              .wrongType, "the values of \(name.quoted()) are numbers, and here is none",
              at: offset)
          }
        }
        for (name, word) in row.words { builder.note(word, at: builder.columnIndex(of: name)) }
        builder.rowCount += 1
        _ = scanner.next()
      }
    } catch {
      throw MetricError(error)
    }
    if builder.rowCount == 1, hasArrays || Self.isNumbered(bytes) {
      try self.init(jsonDocument: bytes)
      return
    }
    builder.remarks += arrays.remarks
    self = builder.table()
  }

  /// The count of updates that fairseq's rows of training and of validation have, by one name.
  private static let countsOfFairseq = [
    "train_num_updates": "num_updates", "valid_num_updates": "num_updates",
  ]
}

/// An object and those within it, as names and cells.
struct FlatRow {
  var cells: [(name: String, cell: MetricTableBuilder.Cell, offset: Int)] = []
  /// What stands where words stand.
  var words: [(name: String, word: String)] = []
  var hasArrays = false
}

/// The arrays of a file whose elements are not columns.
struct JSONArrays {
  private var found: [String: (count: Int, length: Int)] = [:]

  /// So many numbers of an array are columns.
  static let most = 16

  /// The cells of an array in a row: its numbers, where they are few.
  mutating func cells(
    of array: JSONValue, _ name: String
  ) -> [(name: String, cell: MetricTableBuilder.Cell)] {
    guard case .array(let elements) = array, !elements.isEmpty else { return [] }
    let cells = elements.prefix(Self.most + 1).map(MetricTableBuilder.Cell.init)
    guard elements.count <= Self.most, cells.allSatisfy({ $0 != nil && $0 != .text }) else {
      found[name, default: (0, elements.count)].count += 1
      return []
    }
    if cells.count == 1 { return [(name, cells[0] ?? .missing)] }
    return cells.enumerated().map { ("\(name)/\($0)", $1 ?? .missing) }
  }

  var remarks: [LogRemark] {
    found.sorted { $0.key < $1.key }.prefix(20).map { name, found in
      LogRemark(
        .notShown,
        "the arrays \(name.quoted()) are not drawn (\(found.count) of them, the first of"
          + " \(found.length) elements)")
    }
  }
}

extension MetricTableBuilder.Cell {
  /// A value that holds no other; nil for an array or an object.
  init?(_ value: JSONValue) {
    switch value {
    case .null: self = .missing
    case .bool(let value): self = .number(value ? 1 : 0)
    case .number(let text): self = Double(text).map { .number($0) } ?? .text
    case .string(let text):
      self = text.isEmpty ? .text : MetricNumber.read(text)
      if self == .text, let grouped = GroupedNumber(text.utf8, decimalComma: false),
        grouped.isCertain
      {
        self = .number(grouped.value)
      }
    case .array, .object: return nil
    }
  }
}

extension JSONScanner {
  /// Consumes an object, and those within it, as names and cells.
  fileprivate mutating func flatObject(_ arrays: inout JSONArrays) throws(JSONError) -> FlatRow {
    guard next() == UInt8(ascii: "{") else { throw unexpected("an object in braces") }
    var row = FlatRow()
    guard try beginObject() else { return row }
    var prefixes = [""]
    while let prefix = prefixes.last {
      let path = try prefix + key()
      _ = next()
      let start = offset
      if byte == UInt8(ascii: "{"), try beginObject() {
        prefixes.append(path + "/")
        continue
      } else if offset == start {
        try flatCell(path, into: &row, &arrays)
      }
      while !prefixes.isEmpty, try !moreFields() { prefixes.removeLast() }
    }
    return row
  }

  /// Consumes a value that is no object.
  private mutating func flatCell(
    _ path: String, into row: inout FlatRow, _ arrays: inout JSONArrays
  ) throws(JSONError) {
    let start = offset
    if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      row.cells.append((path, .number(try double(number())), start))
      return
    }
    let value = try value()
    if case .array = value {
      row.hasArrays = true
      for (name, cell) in arrays.cells(of: value, path) { row.cells.append((name, cell, start)) }
      return
    }
    guard let cell = MetricTableBuilder.Cell(value) else { return }
    row.cells.append((path, cell, start))
    if cell == .text, case .string(let word) = value { row.words.append((path, word)) }
  }
}
