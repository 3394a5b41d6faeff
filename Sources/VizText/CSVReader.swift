/// Reads the records of comma-separated values one by one: RFC 4180, with any end of line, and with
/// semicolons or tabs where the first line has them rather than commas.
///
/// Lines without anything on them are passed over, and a byte order mark is too.
package struct CSVReader: Sendable {
  /// One record, with the line that it begins on, from 1.
  package struct Record: Sendable, Equatable {
    package var line: Int
    package var fields: [String]
  }

  /// What breaks the format, and on which line.
  package struct Failure: Error, Sendable, Equatable {
    package var line: Int
    package var reason: String
  }

  package let separator: UInt8
  private let bytes: [UInt8]
  private var place: Int
  private var line = 1

  /// Takes the whole text; bytes that are no UTF-8 become replacement characters.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes[place...] {
      if byte == Self.quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == Self.lineFeed || byte == Self.carriageReturn { break }
      counts[byte, default: 0] += 1
    }
    let comma = UInt8(ascii: ",")
    separator =
      [UInt8(ascii: ";"), UInt8(ascii: "\t")].reduce(comma) { best, candidate in
        counts[candidate, default: 0] > counts[best, default: 0] ? candidate : best
      }
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The next record; nil after the last.
  package mutating func next() throws(Failure) -> Record? {
    while place < bytes.count {
      let start = line
      let first = place
      var fields = [try field()]
      while place < bytes.count, bytes[place] == separator {
        place += 1
        fields.append(try field())
      }
      let isEmpty = place == first
      endLine()
      if !isEmpty { return Record(line: start, fields: fields) }
    }
    return nil
  }

  /// A field, up to a separator or the end of the line.
  private mutating func field() throws(Failure) -> String {
    guard place < bytes.count, bytes[place] == Self.quote else {
      let start = place
      while place < bytes.count, !isEnd(bytes[place]) { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    let start = line
    var content: [UInt8] = []
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      if byte == Self.quote {
        place += 1
        // Two stand for one.
        guard place < bytes.count, bytes[place] == Self.quote else {
          guard place == bytes.count || isEnd(bytes[place]) else {
            throw Failure(line: line, reason: "there is text after a closing quotation mark")
          }
          return String(decoding: content, as: UTF8.self)
        }
        place += 1
        content.append(byte)
      } else if byte == Self.lineFeed || byte == Self.carriageReturn {
        content.append(Self.lineFeed)
        endLine()
      } else {
        content.append(byte)
        place += 1
      }
    }
    throw Failure(line: start, reason: "a quotation mark is not closed")
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func endLine() {
    guard place < bytes.count else { return }
    let isPair =
      bytes[place] == Self.carriageReturn && place + 1 < bytes.count
      && bytes[place + 1] == Self.lineFeed
    place += isPair ? 2 : 1
    line += 1
  }
}
