/// Cuts text into rows of cells: RFC 4180, with any end of line, and with semicolons or tabs where
/// the first line has more of them than commas.
///
/// The package has its own scanner because the libraries for CSV take the whole text as a String
/// with one header, and do not tell the line and column of a fault.
package struct CSVScanner: Sendable {
  /// A cell by its place in the text, without white space and quotation marks around it.
  package struct Cell: Sendable {
    package var range: Range<Int>
    /// Whether quotation marks in it are doubled.
    var hasDoubledQuotes = false
    var isQuoted = false

    package var isEmpty: Bool { range.isEmpty && !isQuoted }
  }

  /// What breaks the format, and at which byte.
  package struct Failure: Error, Sendable, Equatable {
    package var message: String
    package var offset: Int
  }

  package let bytes: [UInt8]
  package let separator: UInt8
  private var offset: Int

  /// - Parameters:
  ///   - bytes: The text.
  ///   - hasComments: Whether lines that begin with `#`, `%` or `//` are no rows; see
  ///     ``nextComment()``.
  package init(_ bytes: [UInt8], hasComments: Bool = false) {
    self.bytes = bytes
    let mark = UTF8Text.byteOrderMark
    offset = bytes.starts(with: mark) ? mark.count : 0
    separator = Self.separator(bytes[offset...], hasComments: hasComments)
  }

  /// Moves on behind a line that begins with `#`, `%` or `//`, if one is next, and gives what stands
  /// behind the sign.
  package mutating func nextComment() -> ArraySlice<UInt8>? {
    var start = offset
    while start < bytes.count, isSpace(bytes[start]) { start += 1 }
    let sign = Self.commentSign(at: start, in: bytes[...])
    guard sign > 0 else { return nil }
    let end =
      bytes[start...].firstIndex { $0 == lineFeed || $0 == carriageReturn } ?? bytes.endIndex
    offset = end
    if offset < bytes.count, bytes[offset] == carriageReturn { offset += 1 }
    if offset < bytes.count, bytes[offset] == lineFeed { offset += 1 }
    return bytes[(start + sign)..<end]
  }

  /// How long the sign of a comment is that stands at a place; 0 where there is none.
  private static func commentSign(at start: Int, in bytes: ArraySlice<UInt8>)
    -> Int
  {
    guard start < bytes.endIndex else { return 0 }
    switch bytes[start] {
    case UInt8(ascii: "#"), UInt8(ascii: "%"): return 1
    case UInt8(ascii: "/") where start + 1 < bytes.endIndex && bytes[start + 1] == bytes[start]:
      return 2
    default: return 0
    }
  }

  /// The separator that the first line has most of, outside quotation marks, and the second line as
  /// often: names may have commas and semicolons of their own.
  private static func separator(_ bytes: ArraySlice<UInt8>, hasComments: Bool) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var lines = [[0, 0, 0]]
    var isQuoted = false
    var isEmpty = true
    var isComment = false
    for (index, byte) in zip(bytes.indices, bytes) {
      if isComment {
        isComment = byte != lineFeed && byte != carriageReturn
        continue
      }
      if hasComments, isEmpty, commentSign(at: index, in: bytes) > 0 {
        isComment = true
        continue
      }
      if byte == quote { isQuoted.toggle() }
      if !isQuoted, byte == lineFeed || byte == carriageReturn {
        if isEmpty { continue }
        if lines.count == 2 { break }
        lines.append([0, 0, 0])
        isEmpty = true
        continue
      }
      isEmpty = false
      if !isQuoted, let candidate = candidates.firstIndex(of: byte) {
        lines[lines.count - 1][candidate] += 1
      }
    }
    let first = lines[0]
    let agreeing = lines.count < 2 || isEmpty ? [] : zip(first, lines[1]).map { $0 == $1 ? $0 : 0 }
    let counts = agreeing.contains { $0 > 0 } ? agreeing : first
    let most = counts.max() ?? 0
    return counts.firstIndex(of: most).map { candidates[$0] } ?? candidates[0]
  }

  /// Reads the cells of the next row; false at the end of the text. An empty line is a row of one
  /// empty cell.
  package mutating func nextRow(into row: inout [Cell]) throws(Failure) -> Bool {
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
  private mutating func cell() throws(Failure) -> Cell {
    skipSpaces()
    if offset < bytes.count, bytes[offset] == quote { return try quotedCell() }
    let start = offset
    while offset < bytes.count, !isEnd(bytes[offset]) { offset += 1 }
    var end = offset
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Cell(range: start..<end)
  }

  private mutating func quotedCell() throws(Failure) -> Cell {
    let opening = offset
    offset += 1
    var cell = Cell(range: offset..<offset, isQuoted: true)
    while true {
      guard offset < bytes.count else {
        throw Failure(message: "a quotation mark is never closed", offset: opening)
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
    guard offset == bytes.count || isEnd(bytes[offset]) else {
      throw Failure(message: "more follows after a closing quotation mark", offset: offset)
    }
    return cell
  }

  private mutating func skipSpaces() {
    while offset < bytes.count, isSpace(bytes[offset]) { offset += 1 }
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && separator != 0x09)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == lineFeed || byte == carriageReturn
  }

  /// What a cell says; bytes that are no UTF-8 become replacement characters.
  package func text(of cell: Cell) -> String {
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
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
