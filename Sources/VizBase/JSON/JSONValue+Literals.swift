// JSON in Swift's own spelling: `["name": "x", "shape": [2, 3], "isTrained": true, "note": nil]`.

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// No value.
  public init(nilLiteral: ()) { self = .null }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self.init(value) }
  /// A number in the fewest digits that read as the same double.
  public init(floatLiteral value: Double) { self.init(value) }
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Values in their order.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Fields in their order; of a key that comes twice, the last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
}

extension JSONValue {
  /// Text.
  public init(_ text: String) { self = .string(text) }
  /// True or false.
  public init(_ value: Bool) { self = .bool(value) }
  /// Values in their order.
  public init(_ elements: [JSONValue]) { self = .array(elements) }
  /// Fields in their order; of a key that comes twice, the last value.
  public init(_ pairs: some Sequence<(String, JSONValue)>) { self = .object(JSONObject(pairs)) }
}

extension JSONObject {
  /// Fields in the order of the pairs; of a key that comes twice, the last value.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    self.init()
    for (key, value) in pairs { self[key] = value }
  }
}

extension JSONObject: RandomAccessCollection {
  /// The index of the first field.
  public var startIndex: Int { 0 }
  /// The index behind the last field.
  public var endIndex: Int { fields.count }
  /// The field at an index, in the order in which they were added.
  public subscript(index: Int) -> (key: String, value: JSONValue) { fields[index] }
}
