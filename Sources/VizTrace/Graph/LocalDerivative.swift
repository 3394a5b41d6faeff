/// The derivative of a node with respect to one of its inputs.
///
/// In a graph file the texts `NaN`, `Infinity` and `-Infinity` are numbers.
public enum LocalDerivative: Sendable, Equatable {
  /// A number, of a scalar in a scalar.
  case number(Double)
  /// What multiplies, in words or as a formula.
  case text(String)
}

extension LocalDerivative: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  /// A number: `-4`.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  /// A number: `0.25`.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// A text: `"Wᵀ"`.
  public init(stringLiteral value: String) { self = .text(value) }
}
