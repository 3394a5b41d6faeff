extension JSONValue {
  /// What a value encodes itself as; numbers that JSON lacks are the strings that stand for them.
  ///
  /// - Throws: what the value throws, which those of this package do not.
  public init(encoding value: some Encodable) throws {
    let slot = EncodedSlot()
    try slot.encode(value, at: [])
    self = slot.value
  }
}

/// Where an encoded value is being put together: several containers may fill one object.
private final class EncodedSlot {
  private enum Content {
    case value(JSONValue)
    case array([EncodedSlot])
    case object([(key: String, slot: EncodedSlot)])
  }

  private var content: Content?

  var value: JSONValue {
    switch content {
    case .value(let value): return value
    case .array(let slots): return .array(slots.map(\.value))
    case .object(let fields):
      var object = JSONObject()
      for (key, slot) in fields { object[key] = slot.value }
      return .object(object)
    // What encodes nothing is an object without fields, as Foundation has it.
    case nil: return .object([:])
    }
  }

  var count: Int { if case .array(let slots) = content { slots.count } else { 0 } }

  func openObject() {
    if case .object = content { return }
    content = .object([])
  }

  func openArray() {
    if case .array = content { return }
    content = .array([])
  }

  func field(_ key: String) -> EncodedSlot {
    let slot = EncodedSlot()
    if case .object(var fields) = content {
      // Or the array would be copied.
      content = nil
      fields.append((key, slot))
      content = .object(fields)
    }
    return slot
  }

  func element() -> EncodedSlot {
    let slot = EncodedSlot()
    if case .array(var slots) = content {
      content = nil
      slots.append(slot)
      content = .array(slots)
    }
    return slot
  }

  func encodeNil() { content = .value(.null) }

  func encode<Value: Encodable>(_ value: Value, at path: [any CodingKey]) throws {
    switch value {
    case let value as JSONValue: content = .value(value)
    case let value as JSONObject: content = .value(.object(value))
    case let value as Bool: content = .value(.bool(value))
    case let value as String: content = .value(.string(value))
    case let value as Double: content = .value(JSONValue(value))
    // In its own fewest digits, not in those of the double that it is.
    case let value as Float: content = .value(JSONValue(Double("\(value)") ?? Double(value)))
    case let value as any BinaryInteger: content = .value(.number("\(value)"))
    default: try value.encode(to: ValueEncoder(slot: self, codingPath: path))
    }
  }
}

private struct ValueEncoder: Encoder {
  let slot: EncodedSlot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.openObject()
    return KeyedEncodingContainer(Fields(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.openArray()
    return Elements(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(slot: slot, codingPath: codingPath)
  }
}

private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: EncodedSlot
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { slot.field(key.stringValue).encodeNil() }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try slot.field(key.stringValue).encode(value, at: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    superEncoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    ValueEncoder(slot: slot.field("super"), codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    ValueEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
  }
}

private struct Elements: UnkeyedEncodingContainer {
  let slot: EncodedSlot
  let codingPath: [any CodingKey]
  var count: Int { slot.count }

  func encodeNil() { slot.element().encodeNil() }

  func encode<Value: Encodable>(_ value: Value) throws {
    try slot.element().encode(value, at: codingPath)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    superEncoder().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    superEncoder().unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    ValueEncoder(slot: slot.element(), codingPath: codingPath)
  }
}

private struct Single: SingleValueEncodingContainer {
  let slot: EncodedSlot
  let codingPath: [any CodingKey]

  func encodeNil() { slot.encodeNil() }

  func encode<Value: Encodable>(_ value: Value) throws { try slot.encode(value, at: codingPath) }
}
