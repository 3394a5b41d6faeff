extension JSONValue {
  /// The value that this one encodes; strings that stand for numbers that JSON lacks are those.
  ///
  /// - Throws: `DecodingError`, or what the type throws.
  public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try decoded(as: type, at: [])
  }

  fileprivate func decoded<Value: Decodable>(
    as type: Value.Type, at path: [any CodingKey]
  ) throws -> Value {
    func mismatch(_ what: String) -> DecodingError {
      .typeMismatch(type, .init(codingPath: path, debugDescription: "expected \(what)"))
    }
    func checked(_ value: Any?, _ what: String) throws -> Value {
      guard let value = value as? Value else { throw mismatch(what) }
      return value
    }
    switch type {
    case is JSONValue.Type: return try checked(self, "a value")
    case is Bool.Type:
      guard case .bool(let value) = self else { throw mismatch("true or false") }
      return try checked(value, "true or false")
    case is String.Type:
      guard case .string(let value) = self else { throw mismatch("a string") }
      return try checked(value, "a string")
    case is Double.Type: return try checked(spelledDouble, "a number")
    case is Float.Type: return try checked(spelledDouble.map { Float($0) }, "a number")
    case let type as any FixedWidthInteger.Type:
      return try checked(integer(of: type), Self.words(type))
    default: return try Value(from: ValueDecoder(value: self, codingPath: path))
    }
  }

  private static func words<Integer: FixedWidthInteger>(_: Integer.Type) -> String {
    "a whole number from \(Integer.min) to \(Integer.max)"
  }

  /// The number, or the one that JSON lacks and a string stands for.
  package var spelledDouble: Double? {
    switch self {
    case .number(let text): Double(text)
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    default: nil
    }
  }

  private func integer<Integer: FixedWidthInteger>(of type: Integer.Type) -> Integer? {
    guard case .number(let text) = self else { return nil }
    // A whole number may have been written with a point or an exponent.
    return Integer(text) ?? Double(text).flatMap { Integer(exactly: $0) }
  }
}

private struct ValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else {
      throw mismatch(JSONObject.self, "an object")
    }
    return KeyedDecodingContainer(Fields(object: object, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch([JSONValue].self, "an array") }
    return Elements(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    Single(value: value, codingPath: codingPath)
  }

  private func mismatch(_ type: Any.Type, _ what: String) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "expected \(what)"))
  }
}

private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: JSONObject
  let codingPath: [any CodingKey]

  var allKeys: [Key] { object.fields.compactMap { Key(stringValue: $0.key) } }

  func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key) == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try value(key).decoded(as: type, at: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() -> any Decoder {
    ValueDecoder(value: object["super"] ?? .null, codingPath: codingPath)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    ValueDecoder(value: try value(key), codingPath: codingPath + [key])
  }

  private func value(_ key: Key) throws -> JSONValue {
    guard let value = object[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "there is no \(key.stringValue)"))
    }
    return value
  }
}

private struct Elements: UnkeyedDecodingContainer {
  let elements: [JSONValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(elements: [JSONValue], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard try next() == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try next().decoded(as: type, at: codingPath + [ElementIndex(currentIndex)])
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    let value = try next()
    currentIndex += 1
    return ValueDecoder(value: value, codingPath: codingPath)
  }

  private func next() throws -> JSONValue {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        JSONValue.self, .init(codingPath: codingPath, debugDescription: "the array ends here"))
    }
    return elements[currentIndex]
  }
}

private struct ElementIndex: CodingKey {
  let index: Int
  var stringValue: String { "\(index)" }
  var intValue: Int? { index }

  init(_ index: Int) { self.index = index }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { index = intValue }
}

private struct Single: SingleValueDecodingContainer {
  let value: JSONValue
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool { value == .null }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try value.decoded(as: type, at: codingPath)
  }
}
