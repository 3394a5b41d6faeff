import VizBase

extension MetricTable {
  /// Reads JSON lines: one object a line, whose keys are the columns.
  ///
  /// Keys of nested objects are joined with `/`. Numbers may be written as Python writes them
  /// (`NaN`, `Infinity`), true and false count as 1 and 0, null is a missing cell, and arrays are
  /// left out. A last line that is torn, as a killed run leaves it, is left out too.
  ///
  /// - Throws: ``MetricError`` with the place of what is wrong.
  public init(jsonLines data: some Sequence<UInt8>) throws(MetricError) {
    let bytes = Array(data)
    var builder = MetricTableBuilder()
    var scanner = JSONScanner(bytes)
    do throws(JSONError) {
      _ = scanner.next()
      guard !scanner.isAtEnd else {
        throw scanner.failure(.emptyFile, "the file is empty", at: 0)
      }
      while !scanner.isAtEnd {
        var row: [(name: String, cell: MetricTableBuilder.Cell, offset: Int)] = []
        do throws(JSONError) {
          row = try scanner.flatObject()
        } catch {
          if error.kind == .unexpectedEnd, builder.rowCount > 0 { break }
          throw error
        }
        for (name, cell, offset) in row where !builder.add(cell, to: builder.place(of: name)) {
          throw scanner.failure(
            .wrongType, "the values of \(name.quoted()) are numbers, and here is none", at: offset)
        }
        builder.rowCount += 1
        _ = scanner.next()
      }
    } catch {
      throw MetricError(error)
    }
    self = builder.table
  }
}

extension JSONScanner {
  /// Consumes an object, and those within it, as names and cells.
  fileprivate mutating func flatObject() throws(JSONError) -> [(
    name: String, cell: MetricTableBuilder.Cell, offset: Int
  )] {
    guard next() == UInt8(ascii: "{") else { throw unexpected("an object in braces") }
    var cells: [(name: String, cell: MetricTableBuilder.Cell, offset: Int)] = []
    guard try beginObject() else { return cells }
    var prefixes = [""]
    while let prefix = prefixes.last {
      let path = try prefix + key()
      _ = next()
      let start = offset
      if byte == UInt8(ascii: "{"), try beginObject() {
        prefixes.append(path + "/")
        continue
      } else if offset == start {
        if let cell = try flatCell() { cells.append((path, cell, start)) }
      }
      while !prefixes.isEmpty, try !moreFields() { prefixes.removeLast() }
    }
    return cells
  }

  /// Consumes a value that is no object; nil for an array.
  private mutating func flatCell() throws(JSONError) -> MetricTableBuilder.Cell? {
    for (word, value) in Self.pythonNumbers where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return .number(value)
    }
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .number(try double(number()))
    case UInt8(ascii: "\""):
      let text = try string()
      return Self.pythonNumbers.first { $0.word == text }.map { .number($0.value) } ?? .text
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .number(try bool() ? 1 : 0)
    case UInt8(ascii: "n"):
      try null()
      return .missing
    default:
      _ = try value()
      return nil
    }
  }

  private static let pythonNumbers: [(word: String, value: Double)] = [
    ("NaN", .nan), ("Infinity", .infinity), ("-Infinity", -.infinity),
  ]
}
