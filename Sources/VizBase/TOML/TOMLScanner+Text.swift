// Text between quotation marks: basic and literal, on one line or over several.
extension TOMLScanner {
  mutating func text() throws(TOMLError) -> String {
    let start = offset
    let mark = bytes[offset]
    let isLiteral = mark == UInt8(ascii: "'")
    let isLong = bytes[offset...].starts(with: [mark, mark, mark])
    advance(isLong ? 3 : 1)
    // A line's end right after the opening marks is not of the text.
    if isLong { _ = newline() }
    var text: [UInt8] = []
    while let byte {
      if byte == mark {
        if !isLong {
          advance()
          return String(decoding: text, as: UTF8.self)
        }
        let count = bytes[offset...].prefix(5).prefix { $0 == mark }.count
        advance(count)
        // Two marks more than three are the text's own.
        guard count >= 3 else {
          text += [UInt8](repeating: mark, count: count)
          continue
        }
        text += [UInt8](repeating: mark, count: count - 3)
        return String(decoding: text, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\"), !isLiteral {
        try escape(into: &text, isLong: isLong)
      } else if isLong, newline() {
        text.append(UInt8(ascii: "\n"))
      } else if byte.isControl {
        guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
          throw failure(.syntax, "text has no control characters", at: offset)
        }
        break
      } else {
        text.append(byte)
        advance()
      }
    }
    throw failure(.syntax, "this quotation mark is never closed", at: start)
  }

  private mutating func escape(into text: inout [UInt8], isLong: Bool) throws(TOMLError) {
    let start = offset
    advance()
    let letter = byte
    advance()
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "u"): text += try scalar(digits: 4, from: start)
    case UInt8(ascii: "U"): text += try scalar(digits: 8, from: start)
    default:
      offset = start + 1
      guard isLong, passFoldedLines() else {
        throw failure(.syntax, "\\ begins no such sign in text", at: start)
      }
    }
  }

  private mutating func scalar(digits: Int, from start: Int) throws(TOMLError) -> [UInt8] {
    let hex = bytes[offset...].prefix(digits)
    guard hex.count == digits,
      hex.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: hex, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw failure(.syntax, "\\u and \\U need the digits of a character", at: start) }
    advance(digits)
    return Array(String(Character(scalar)).utf8)
  }

  /// Passes a line's end after a backslash, with all white space that follows.
  private mutating func passFoldedLines() -> Bool {
    while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    guard newline() else { return false }
    while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || newline() {
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    }
    return true
  }
}
