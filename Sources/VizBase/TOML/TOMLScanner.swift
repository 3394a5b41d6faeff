/// Walks through the bytes of settings in TOML.
struct TOMLScanner {
  let bytes: [UInt8]
  var offset: Int
  /// Where the texts and arrays of the value's arrays begin, by their indices, counted from 1.
  var elements: [[Int]: Int] = [:]
  private var location: [Int] = []

  /// Arrays in arrays beyond this are refused, so that no file can exhaust the stack.
  private static let deepest = 32

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let mark = UTF8Text.byteOrderMark
    offset = bytes.starts(with: mark) ? mark.count : 0
  }

  /// Where bytes stand that are no UTF-8; nil where all are.
  var offsetOfInvalidText: Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return offset
  }

  func failure(
    _ kind: TOMLError.Kind, _ message: String, at offset: Int, hint: String? = nil
  ) -> TOMLError {
    TOMLError(
      kind: kind, location: ProblemLocation(TextLocation(of: offset, in: bytes)),
      message: message, hint: hint)
  }

  /// The byte at hand; nil at the end.
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func advance(_ count: Int = 1) { offset = min(offset + count, bytes.count) }

  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
  }

  /// What stands at the offset, for messages.
  private var found: String {
    guard offset < bytes.count else { return "the end of the file" }
    let scalar = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first
    guard let scalar, scalar != "\n", scalar != "\r" else { return "the end of the line" }
    return String(scalar).quoted()
  }

  // MARK: Lines

  /// The next line's key, and where it stands; the value follows. Nil at the end of the file.
  mutating func nextKey() throws(TOMLError) -> (name: String, offset: Int)? {
    try skipBlank()
    guard let byte else { return nil }
    let start = offset
    if byte == UInt8(ascii: "[") {
      throw failure(
        .unsupported, "settings have no tables", at: start,
        hint: "write each key on a line of its own, such as lr = 0.01")
    }
    let name = try key()
    skipSpaces()
    if self.byte == UInt8(ascii: ".") {
      throw failure(
        .unsupported, "\(name.quoted()) would be a table, and settings have none", at: start)
    }
    guard self.byte == UInt8(ascii: "=") else {
      throw failure(
        .syntax, "after the key \(name.quoted()) there is no = but \(found)", at: offset)
    }
    advance()
    skipSpaces()
    return (name, start)
  }

  private mutating func key() throws(TOMLError) -> String {
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      if starts(with: "\"\"\"") || starts(with: "'''") {
        throw failure(.syntax, "a key stands on one line", at: offset)
      }
      return try text()
    }
    let start = offset
    while let byte, byte.isBareKey { advance() }
    guard offset > start else {
      throw failure(.syntax, "a key should stand here, not \(found)", at: start)
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Passes the rest of a line, on which nothing more may stand.
  mutating func endOfLine() throws(TOMLError) {
    skipSpaces()
    try skipComment()
    guard byte == nil || newline() else {
      throw failure(
        .syntax, "after the value the line should end, not go on with \(found)",
        at: offset)
    }
  }

  /// Passes a line's end, if one stands here.
  mutating func newline() -> Bool {
    if starts(with: "\r\n") {
      advance(2)
    } else if byte == UInt8(ascii: "\n") {
      advance()
    } else {
      return false
    }
    return true
  }

  private mutating func skipSpaces() {
    while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
  }

  private mutating func skipComment() throws(TOMLError) {
    guard byte == UInt8(ascii: "#") else { return }
    while let byte, byte != UInt8(ascii: "\n"), !starts(with: "\r\n") {
      guard !byte.isControl else {
        throw failure(.syntax, "a comment has no control characters", at: offset)
      }
      advance()
    }
  }

  /// Passes white space, comments and ends of lines.
  private mutating func skipBlank() throws(TOMLError) {
    repeat {
      skipSpaces()
      try skipComment()
    } while newline()
  }

  // MARK: Values

  /// Reads a value.
  mutating func value(depth: Int = 0) throws(TOMLError) -> JSONValue {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try text())
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"):
      throw failure(.unsupported, "a table is no setting", at: offset)
    default: return try word()
    }
  }

  private mutating func array(depth: Int) throws(TOMLError) -> JSONValue {
    let start = offset
    guard depth < Self.deepest else {
      throw failure(.unsupported, "arrays nest more than \(Self.deepest) deep", at: start)
    }
    advance()
    location.append(0)
    defer { location.removeLast() }
    var elements: [JSONValue] = []
    while true {
      try skipBlank()
      if byte == UInt8(ascii: "]") { break }
      guard byte != nil else {
        throw failure(.syntax, "this bracket is never closed", at: start)
      }
      location[depth] += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "["):
        self.elements[location] = offset
      default: break
      }
      elements.append(try value(depth: depth + 1))
      try skipBlank()
      if byte == UInt8(ascii: ",") {
        advance()
      } else if byte == nil {
        throw failure(.syntax, "this bracket is never closed", at: start)
      } else if byte != UInt8(ascii: "]") {
        throw failure(.syntax, "a comma or ] should stand here, not \(found)", at: offset)
      }
    }
    advance()
    return .array(elements)
  }

  /// A boolean or a number.
  private mutating func word() throws(TOMLError) -> JSONValue {
    let start = offset
    while let byte, byte.isPartOfWord { advance() }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch text {
    case "": throw failure(.syntax, "a value should stand here, not \(found)", at: start)
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "inf", "+inf": return JSONValue(Double.infinity)
    case "-inf": return JSONValue(-Double.infinity)
    case "nan", "+nan", "-nan": return JSONValue(Double.nan)
    default: break
    }
    if let number = TOMLNumber(text) { return .number(number.text) }
    if text.contains(/^[0-9]+[-:][0-9]/) {
      throw failure(.unsupported, "a date or a time is no setting", at: start)
    }
    throw failure(
      .syntax, "\(text.quoted()) is no value", at: start,
      hint: text.first?.isLetter == true ? "text stands in quotation marks" : nil)
  }
}

extension UInt8 {
  fileprivate var isBareKey: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  fileprivate var isPartOfWord: Bool {
    isBareKey || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
      || self == UInt8(ascii: ":")
  }

  /// A control character other than the tab.
  var isControl: Bool { self < 0x20 && self != 0x09 || self == 0x7F }
}
