extension JSONValue {
  /// A number in the fewest digits that read as the same double; a string where JSON has none.
  public init(_ value: Double) {
    self = value.isFinite ? .number(value.asWritten) : .string(value.asWritten)
  }

  public init(_ value: Int) { self = .number(String(value)) }

  /// A number; nil for anything else.
  package var double: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  /// Reads JSON text.
  ///
  /// - Throws: ``JSONError`` with the line and column of what is wrong.
  public init(jsonText: String) throws(JSONError) {
    var scanner = JSONScanner(Array(jsonText.utf8))
    self = try scanner.value()
    _ = scanner.next()
    guard scanner.isAtEnd else {
      throw scanner.failure(.syntax, "more follows after the end of the value", at: scanner.offset)
    }
  }

  /// The value as JSON text, in one line.
  public func jsonText() -> String {
    var writer = JSONWriter()
    writer.value(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
