public import VizBase

extension Attribute {
  /// What a graph file writes: true or false, a number, a string or a list of numbers; nil for
  /// anything else. A number without fraction and exponent is whole, a list if all of its are.
  public init?(_ json: JSONValue) {
    switch json {
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .number(let text):
      if let whole = Int(text) {
        self = .int(whole)
      } else if let number = Double(text) {
        self = .double(number)
      } else {
        return nil
      }
    case .array(let values):
      let texts = values.compactMap { if case .number(let text) = $0 { text } else { nil } }
      let (whole, numbers) = (texts.compactMap { Int($0) }, texts.compactMap { Double($0) })
      guard numbers.count == values.count else { return nil }
      self = whole.count == values.count ? .ints(whole) : .doubles(numbers)
    case .null, .object: return nil
    }
  }

  /// The attribute as a graph file writes it.
  public var json: JSONValue {
    switch self {
    case .bool(let value): .bool(value)
    case .string(let value): .string(value)
    case .int(let value): .number(String(value))
    case .double(let value): Self.json(value)
    case .ints(let values): .array(values.map { .number(String($0)) })
    case .doubles(let values): .array(values.map(Self.json))
    }
  }

  private static func json(_ value: Double) -> JSONValue {
    value.isFinite
      ? .number(String(value)) : .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
  }
}
