public import VizAutodiff
import VizTensor
public import VizTrace

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

  public var json: JSONValue {
    switch self {
    case .bool(let value): .bool(value)
    case .string(let value): .string(value)
    case .int(let value): .number(String(value))
    case .double(let value): value.isFinite ? .number(String(value)) : .string(String(value))
    case .ints(let values): .array(values.map { .number(String($0)) })
    }
  }
}

extension Primitive {
  /// The primitive that a graph file's node stands for, by its operation and attributes.
  ///
  /// Throws `AutodiffError` where the table has none such.
  public static func make(for node: Node) throws -> Primitive {
    var attributes: [String: Attribute] = [:]
    for (name, value) in node.attributes.fields {
      guard let attribute = Attribute(value) else {
        throw AutodiffError.attribute(
          op: node.op, name: name,
          reason: "it must be true or false, a number, a text or a list of whole numbers")
      }
      attributes[name] = attribute
    }
    return try make(op: node.op, attributes: attributes)
  }
}
