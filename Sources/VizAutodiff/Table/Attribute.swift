/// What distinguishes one use of an operation from another, such as the axes of a sum.
public enum Attribute: Sendable, Hashable {
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A number.
  case double(Double)
  /// A text.
  case string(String)
  /// Whole numbers, such as axes.
  case ints([Int])
  /// Numbers.
  case doubles([Double])
}

extension Attribute: CustomStringConvertible {
  /// As graph files write it.
  public var description: String {
    switch self {
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .double(let value): String(value)
    case .string(let value): "\"\(value)\""
    case .ints(let values): "\(values)"
    case .doubles(let values): "\(values)"
    }
  }
}

extension Attribute: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A number of double precision.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Whole numbers, such as axes.
  public init(arrayLiteral values: Int...) { self = .ints(values) }
}
