/// Cuts text into rows of cells.
struct CSVScanner {
  /// A cell by its place in the text, without white space and quotation marks around it.
  struct Cell {
    var range: Range<Int>
    /// Whether quotation marks in it are doubled.
    var hasDoubledQuotes = false
    var isQuoted = false

    var isEmpty: Bool { range.isEmpty && !isQuoted }
  }

  private let bytes: [UInt8]
  private var offset: Int
  private let separator: UInt8

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    offset = bytes.starts(with: utf8ByteOrderMark) ? utf8ByteOrderMark.count : 0
    separator = Self.separator(bytes[offset...])
  }

  /// The separator that the first line has most of, outside quotation marks.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in bytes {
      if byte == quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == lineFeed || byte == carriageReturn { break }
      if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return counts.firstIndex(of: most).map { candidates[$0] } ?? candidates[0]
  }

  func refuseForeignEncodings() throws(MetricError) {
    guard bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) else { return }
    throw MetricError(
      "the file is UTF-16", place: TextPlace(line: 1, column: 1), hint: "save the file as UTF-8")
  }

  /// Reads the cells of the next row; false at the end of the text.
  mutating func nextRow(into row: inout [Cell]) throws(MetricError) -> Bool {
    row.removeAll(keepingCapacity: true)
    guard offset < bytes.count else { return false }
    while true {
      row.append(try cell())
      guard offset < bytes.count else { return true }
      let byte = bytes[offset]
      offset += 1
      if byte == separator { continue }
      if byte == carriageReturn, offset < bytes.count, bytes[offset] == lineFeed { offset += 1 }
      return true
    }
  }

  /// Reads a cell up to the separator or the end of the line, which stays.
  private mutating func cell() throws(MetricError) -> Cell {
    skipSpaces()
    if offset < bytes.count, bytes[offset] == quote { return try quotedCell() }
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == separator || byte == lineFeed || byte == carriageReturn { break }
      offset += 1
    }
    var end = offset
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Cell(range: start..<end)
  }

  private mutating func quotedCell() throws(MetricError) -> Cell {
    let opening = offset
    offset += 1
    var cell = Cell(range: offset..<offset, isQuoted: true)
    while true {
      guard offset < bytes.count else {
        throw failure("a quotation mark is never closed", at: opening)
      }
      if bytes[offset] == quote {
        guard offset + 1 < bytes.count, bytes[offset + 1] == quote else { break }
        cell.hasDoubledQuotes = true
        offset += 1
      }
      offset += 1
    }
    cell.range = opening + 1..<offset
    offset += 1
    skipSpaces()
    guard
      offset == bytes.count || bytes[offset] == separator || bytes[offset] == lineFeed
        || bytes[offset] == carriageReturn
    else { throw failure("more follows after a closing quotation mark", at: offset) }
    return cell
  }

  private mutating func skipSpaces() {
    while offset < bytes.count, isSpace(bytes[offset]) { offset += 1 }
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && separator != 0x09)
  }

  func failure(_ message: String, at offset: Int) -> MetricError {
    MetricError(message, place: TextPlace(of: offset, in: bytes))
  }

  // MARK: Cells

  func text(of cell: Cell) -> String {
    let text = String(decoding: bytes[cell.range], as: UTF8.self)
    guard cell.hasDoubledQuotes else { return text }
    var result = ""
    var isSecond = false
    for character in text.unicodeScalars {
      isSecond = character == "\"" && !isSecond
      if !isSecond || character != "\"" { result.unicodeScalars.append(character) }
    }
    return result
  }

  /// What a cell says; a comma is a decimal point where semicolons separate.
  func value(of cell: Cell) -> MetricTableBuilder.Cell {
    let comma = separator == UInt8(ascii: ";") ? UInt8(ascii: ",") : 0
    return bytes.withUnsafeBufferPointer { bytes in
      MetricNumber.read(UnsafeBufferPointer(rebasing: bytes[cell.range]), decimalComma: comma)
    }
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
