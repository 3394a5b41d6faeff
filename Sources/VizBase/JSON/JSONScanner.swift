/// Walks through JSON text byte by byte, once, and knows where it is.
///
/// The package has its own scanner because files of people need what general decoders do not give:
/// the line and column of every fault, numbers exactly as they were written, fields in their
/// order, repeated fields refused, and a bound on nesting instead of a stack overflow.
package struct JSONScanner {
  /// How deep arrays and objects may nest.
  package static let maximumDepth = 512

  package let bytes: [UInt8]
  package var offset: Int
  private var depth = 0
  /// Whether `NaN` and `Infinity` may stand where values stand, as Python writes them; they are
  /// read as strings.
  package var readsPythonNumbers = false

  package init(_ bytes: [UInt8], offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
    if offset == 0, bytes.starts(with: UTF8Text.byteOrderMark) {
      self.offset = UTF8Text.byteOrderMark.count
    }
  }

  package var isAtEnd: Bool { offset >= bytes.count }

  /// The byte at the offset; 0, which stands nowhere in JSON text, at the end.
  package var byte: UInt8 {
    @inlinable @inline(__always) get { offset < bytes.count ? bytes[offset] : 0 }
  }

  /// The next byte that is no white space, which is not consumed.
  @inlinable @inline(__always)
  package mutating func next() -> UInt8 {
    while true {
      let byte = byte
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      offset += 1
    }
  }

  // MARK: Containers

  /// Consumes the opening bracket and, of an empty array, the closing one.
  ///
  /// - Returns: whether an element follows.
  package mutating func beginArray() throws(JSONError) -> Bool {
    try begin(closing: UInt8(ascii: "]"))
  }

  /// Consumes what follows an element: a comma, or the closing bracket.
  ///
  /// - Returns: whether an element follows.
  package mutating func moreElements() throws(JSONError) -> Bool {
    try more(closing: UInt8(ascii: "]"), wanted: "\",\" or \"]\" after an element of an array")
  }

  package mutating func beginObject() throws(JSONError) -> Bool {
    try begin(closing: UInt8(ascii: "}"))
  }

  package mutating func moreFields() throws(JSONError) -> Bool {
    try more(closing: UInt8(ascii: "}"), wanted: "\",\" or \"}\" after a field of an object")
  }

  /// Consumes a field's name and the colon.
  package mutating func key() throws(JSONError) -> String {
    guard next() == UInt8(ascii: "\"") else {
      throw unexpected("the name of a field in quotation marks")
    }
    let key = try string()
    guard next() == UInt8(ascii: ":") else { throw unexpected("\":\" after the name of a field") }
    offset += 1
    return key
  }

  private mutating func begin(closing: UInt8) throws(JSONError) -> Bool {
    guard depth < Self.maximumDepth else {
      throw failure(
        .tooDeep, "arrays and objects nest deeper than \(Self.maximumDepth) levels", at: offset)
    }
    offset += 1
    guard next() == closing else {
      depth += 1
      return true
    }
    offset += 1
    return false
  }

  private mutating func more(closing: UInt8, wanted: String) throws(JSONError) -> Bool {
    switch next() {
    case UInt8(ascii: ","):
      offset += 1
      guard next() != closing else {
        throw failure(
          .syntax, "a comma stands before the closing bracket", at: offset,
          hint: "remove the comma")
      }
      return true
    case closing:
      offset += 1
      depth -= 1
      return false
    default:
      throw unexpected(wanted)
    }
  }

  // MARK: Failures

  package func failure(
    _ kind: JSONError.Kind, _ message: String, at offset: Int, hint: String? = nil
  ) -> JSONError {
    JSONError(
      kind, message, location: ProblemLocation(TextLocation(of: offset, in: bytes)), hint: hint)
  }

  /// The error of finding something other than `wanted` at the offset.
  package func unexpected(_ wanted: String) -> JSONError {
    guard !isAtEnd else {
      return failure(.unexpectedEnd, "the file ends where \(wanted) should stand", at: offset)
    }
    if let invalid = firstInvalidUTF8(in: offset..<bytes.count), invalid == offset {
      return invalidUTF8(at: invalid)
    }
    let found = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first
    let quoted = found.map { String($0).quoted() } ?? "nothing"
    return failure(.syntax, "expected \(wanted), found \(quoted)", at: offset)
  }

  /// The error of a value that is not of the wanted kind: `"inputs" must be …, not a number`.
  package func mismatch(_ field: String, mustBe wanted: String) -> JSONError {
    let found: String
    switch byte {
    case UInt8(ascii: "{"): found = "an object"
    case UInt8(ascii: "["): found = "an array"
    case UInt8(ascii: "\""): found = "a string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): found = "a boolean"
    case UInt8(ascii: "n"): found = "null"
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): found = "a number"
    default: return unexpected("a value")
    }
    return failure(.wrongType, "\"\(field)\" must be \(wanted), not \(found)", at: offset)
  }
}
