public import VizBase

extension Attribute {
  /// What a graph file writes: true or false, a number, a string or a list of whole numbers; nil
  /// for anything else. A number without fraction and exponent is whole.
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
      var list: [Int] = []
      for value in values {
        guard case .number(let text) = value, let whole = Int(text) else { return nil }
        list.append(whole)
      }
      self = .ints(list)
    case .null, .object: return nil
    }
  }

  /// The attribute as a graph file writes it.
  public var json: JSONValue {
    switch self {
    case .bool(let value): .bool(value)
    case .string(let value): .string(value)
    case .int(let value): .number(String(value))
    case .double(let value):
      if value.isFinite {
        .number(String(value))
      } else {
        .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
      }
    case .ints(let values): .array(values.map { .number(String($0)) })
    }
  }
}
