extension JSONValue: Codable {
  /// Decodes any value. Decoders have no order of fields; they come sorted by name.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: FieldName.self) {
      var object = JSONObject()
      for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
        object[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
      }
      self = .object(object)
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
      self = .array(elements)
    } else {
      self = try JSONValue(decoder.singleValueContainer())
    }
  }

  private init(_ container: any SingleValueDecodingContainer) throws {
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self), value.isFinite {
      // A double has the sign of -0, an integer the digits beyond 2^53.
      if value.magnitude < 0x1p53 {
        self = .number(value.asWritten)
      } else if let integer = try? container.decode(Int64.self) {
        self = .number(String(integer))
      } else if let integer = try? container.decode(UInt64.self) {
        self = .number(String(integer))
      } else {
        self = .number(value.description)
      }
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  /// Encodes any value.
  ///
  /// - Throws: for a number that neither a 64-bit integer nor a 64-bit float holds.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let object):
      var container = encoder.container(keyedBy: FieldName.self)
      for (key, value) in object.fields {
        try container.encode(value, forKey: FieldName(stringValue: key))
      }
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .number(let text):
      var container = encoder.singleValueContainer()
      if let integer = Int64(text), integer != 0 || text == "0" {
        try container.encode(integer)
      } else if let integer = UInt64(text), integer != 0 {
        try container.encode(integer)
      } else if let value = Double(text), value.isFinite {
        try container.encode(value)
      } else {
        throw EncodingError.invalidValue(
          text,
          .init(codingPath: encoder.codingPath, debugDescription: "\(text) fits no number type"))
      }
    }
  }
}

extension JSONObject: Codable {
  /// Decodes an object, its fields sorted by name; throws where the value is something else.
  public init(from decoder: any Decoder) throws {
    guard case .object(let object) = try JSONValue(from: decoder) else {
      throw DecodingError.typeMismatch(
        JSONObject.self,
        .init(codingPath: decoder.codingPath, debugDescription: "expected an object"))
    }
    self = object
  }

  /// Encodes each field under its key, as the encoder orders them.
  public func encode(to encoder: any Encoder) throws {
    try JSONValue.object(self).encode(to: encoder)
  }
}

private struct FieldName: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
