extension JSONValue {
  /// A number in the fewest digits that read as the same double; a string where JSON has none.
  public init(_ value: Double) {
    self = value.isFinite ? .number(value.asWritten) : .string(value.asWritten)
  }

  /// A number in decimal digits, exact however large it is.
  public init(_ value: Int) { self = .number(String(value)) }

  /// A number; nil for anything else.
  package var double: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  /// Reads JSON text.
  ///
  /// - Throws: ``JSONError`` with the line and column of what is wrong.
  public init(jsonText: String) throws(JSONError) { try self.init(jsonData: Array(jsonText.utf8)) }

  /// Reads the bytes of JSON text.
  package init(jsonData: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(jsonData)
    self = try scanner.value()
    _ = scanner.next()
    guard scanner.isAtEnd else {
      throw scanner.failure(.syntax, "more follows after the end of the value", at: scanner.offset)
    }
  }

  /// The value as JSON text, on one line unless told.
  public func jsonText(_ layout: JSONLayout = .line) -> String {
    String(decoding: jsonData(layout), as: UTF8.self)
  }

  /// The value as the UTF-8 bytes of JSON text.
  package func jsonData(_ layout: JSONLayout = .line) -> [UInt8] {
    var writer = JSONWriter(layout)
    writer.value(self)
    return writer.bytes
  }

  /// The value with the fields of all objects in it by name: the same text for one content.
  package var sorted: JSONValue {
    switch self {
    case .array(let elements): return .array(elements.map(\.sorted))
    case .object(let object):
      var sorted = JSONObject()
      for (key, value) in object.fields.sorted(by: { $0.key < $1.key }) {
        sorted[key] = value.sorted
      }
      return .object(sorted)
    case .null, .bool, .number, .string: return self
    }
  }
}
