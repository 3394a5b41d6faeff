/// Appends JSON text to a buffer, with the commas where they belong.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  private var isFirst = true
  private var depth = 0
  private let layout: JSONLayout

  package init(_ layout: JSONLayout = .line) { self.layout = layout }

  // MARK: Structure

  /// Opens an array or object.
  package mutating func open(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    isFirst = true
    depth += 1
    if layout == .indented { raw("\n") }
  }

  package mutating func close(_ bracket: Unicode.Scalar) {
    depth -= 1
    if layout == .indented {
      raw("\n")
      indent()
    }
    bytes.append(UInt8(ascii: bracket))
    isFirst = false
  }

  /// Begins an element or a field; `separator` stands after the comma that it may need on a line.
  package mutating func next(_ separator: StaticString = " ") {
    if !isFirst {
      bytes.append(UInt8(ascii: ","))
      switch layout {
      case .line: raw(separator)
      case .compact: break
      case .indented: raw("\n")
      }
    }
    isFirst = false
    if layout == .indented { indent() }
  }

  package mutating func key(_ name: String, separator: StaticString = " ") {
    next(separator)
    string(name)
    switch layout {
    case .line: raw(": ")
    case .compact: raw(":")
    case .indented: raw(" : ")
    }
  }

  private mutating func indent() {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  package mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  // MARK: Values

  package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

  package mutating func integer(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  /// Writes the shortest digits that read as the same double; JSON has no number for NaN.
  package mutating func number(_ value: Double) {
    let text = value.asWritten
    if value.isFinite { bytes.append(contentsOf: text.utf8) } else { string(text) }
  }

  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    // What most strings are, long ones of base64 among them.
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": raw("\\\"")
      case "\\": raw("\\\\")
      case "\n": raw("\\n")
      case "\r": raw("\\r")
      case "\t": raw("\\t")
      case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      // Controls, and the separators that end a line in JavaScript and in some editors.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": escape(scalar)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  private mutating func escape(_ scalar: Unicode.Scalar) {
    let digits = String(scalar.value, radix: 16)
    raw("\\u")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
    bytes.append(contentsOf: digits.utf8)
  }

  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let value): bool(value)
    case .number(let text):
      // Text that is no JSON number would spoil the file; who verifies says so.
      if text.isJSONNumber { bytes.append(contentsOf: text.utf8) } else { string(text) }
    case .string(let text): string(text)
    case .array(let elements):
      list(elements) { $0.value($1) }
    case .object(let object): self.object(object)
    }
  }

  package mutating func object(_ object: JSONObject) {
    open("{")
    fields(object)
    close("}")
  }

  /// Writes the fields of an object into the one that is open, but for those in `known`.
  package mutating func fields(
    _ object: JSONObject, separator: StaticString = " ", known: [String] = []
  ) {
    for (key, value) in object.fields where !known.contains(key) {
      self.key(key, separator: separator)
      self.value(value)
    }
  }

  package mutating func numbers(_ values: some Sequence<Double>) {
    list(values) { $0.number($1) }
  }

  package mutating func integers(_ values: some Sequence<Int>) {
    list(values) { $0.integer($1) }
  }

  package mutating func strings(_ values: some Sequence<String>) {
    list(values) { $0.string($1) }
  }

  /// Writes an array whose elements `write` writes.
  @inline(__always)
  private mutating func list<Element>(
    _ values: some Sequence<Element>, _ write: (inout Self, Element) -> Void
  ) {
    open("[")
    for value in values {
      next()
      write(&self, value)
    }
    close("]")
  }
}

extension String {
  /// Whether the text is a number as JSON writes one.
  package var isJSONNumber: Bool {
    var scanner = JSONScanner(Array(utf8))
    return (try? scanner.number()) != nil && scanner.isAtEnd
  }
}
