extension JSONScanner {
  /// Consumes any value. Nesting costs memory, not stack.
  package mutating func value() throws(JSONError) -> JSONValue {
    var open: [OpenContainer] = []
    while true {
      guard var value = try scalarOrEmpty(opening: &open) else { continue }
      // The value is whole: hand it to the container around it, and so on while those end.
      while true {
        guard !open.isEmpty else { return value }
        let innermost = open.count - 1
        if let key = open[innermost].key {
          guard open[innermost].object.append(key, value) else {
            throw repeated(key, at: open[innermost].keyOffset)
          }
          if try moreFields() {
            try readKey(of: &open[innermost])
            break
          }
          value = .object(open.removeLast().object)
        } else {
          open[innermost].elements.append(value)
          if try moreElements() { break }
          value = .array(open.removeLast().elements)
        }
      }
    }
  }

  package func repeated(_ key: String, at offset: Int) -> JSONError {
    failure(.duplicateField, "the field \(key.quoted()) stands twice in one object", at: offset)
  }

  package mutating func null() throws(JSONError) { try literal("null") }

  package mutating func bool() throws(JSONError) -> Bool {
    let isTrue = byte == UInt8(ascii: "t")
    try literal(isTrue ? "true" : "false")
    return isTrue
  }

  /// Consumes a value that holds no other; opens a container and returns nil where one begins.
  private mutating func scalarOrEmpty(
    opening: inout [OpenContainer]
  ) throws(JSONError) -> JSONValue? {
    switch next() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      if readsPythonNumbers, let word = pythonNumber() { return .string(word) }
      return .number(text(try number()))
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try bool())
    case UInt8(ascii: "n"):
      try null()
      return .null
    case UInt8(ascii: "["):
      guard try beginArray() else { return .array([]) }
      opening.append(OpenContainer())
      return nil
    case UInt8(ascii: "{"):
      guard try beginObject() else { return .object([:]) }
      var container = OpenContainer()
      try readKey(of: &container)
      opening.append(container)
      return nil
    default:
      if readsPythonNumbers, let word = pythonNumber() { return .string(word) }
      throw unexpectedValue("a value")
    }
  }

  /// Consumes a word by which Python writes what JSON has no number for; nil where none stands here.
  package mutating func pythonNumber() -> String? {
    guard let word = Self.pythonNumbers.first(where: { bytes[offset...].starts(with: $0.utf8) })
    else { return nil }
    offset += word.utf8.count
    return word
  }

  private static let pythonNumbers = ["NaN", "Infinity", "-Infinity"]

  /// The error of finding no value at the offset.
  package func unexpectedValue(_ wanted: String) -> JSONError {
    var error = unexpected(wanted)
    if byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") { error.hint = Self.notANumberHint }
    return error
  }

  private mutating func readKey(of container: inout OpenContainer) throws(JSONError) {
    _ = next()
    container.keyOffset = offset
    container.key = try key()
  }

  private mutating func literal(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    let found = bytes[offset...].prefix(length)
    let matches = word.withUTF8Buffer { found.elementsEqual($0) }
    guard matches else {
      if offset + length > bytes.count, "\(word)".utf8.starts(with: found) {
        throw failure(.unexpectedEnd, "the file ends in the middle of \(word)", at: offset)
      }
      throw failure(
        .syntax, "expected a value; a word outside quotation marks is none", at: offset)
    }
    offset += length
  }
}

/// An array or object that is being read; an object where it has a key.
private struct OpenContainer {
  var elements: [JSONValue] = []
  var object = JSONObject()
  var key: String?
  var keyOffset = 0
}
