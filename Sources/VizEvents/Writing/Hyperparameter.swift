/// The value of a hyperparameter, as TensorBoard's table of them has it.
public enum Hyperparameter: Sendable, Hashable {
  /// A number, such as a learning rate.
  case number(Double)
  /// A text, such as an optimiser's name.
  case text(String)
  /// Whether something is on.
  case flag(Bool)
}

extension Hyperparameter: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number, kept as the nearest double.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A flag.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
