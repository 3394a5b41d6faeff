/// The value of a hyperparameter, as TensorBoard's table of them has it.
public enum Hyperparameter: Sendable, Hashable {
  case number(Double)
  case text(String)
  case flag(Bool)
}

extension Hyperparameter: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
