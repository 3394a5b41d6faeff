extension Dual: SignedNumeric {
  /// A constant: its tangent is 0.
  @inlinable
  public init(integerLiteral value: Int) { self.init(primal: Base(value)) }

  /// A constant of exactly this value; nil where the base has no such number.
  public init?<Source: BinaryInteger>(exactly source: Source) {
    guard let primal = Base(exactly: source) else { return nil }
    self.init(primal: primal)
  }

  /// The absolute value; its slope at 0 is 0.
  @inlinable
  public var magnitude: Dual {
    mapped(to: primal.magnitude, slope: primal > 0 ? 1 : primal < 0 ? -1 : 0)
  }

  /// (−a)′ = −a′.
  @inlinable
  public static prefix func - (a: Dual) -> Dual { Dual(primal: -a.primal, tangent: -a.tangent) }

  /// Negates primal and tangent.
  @inlinable
  public mutating func negate() { self = -self }

  /// (a + b)′ = a′ + b′.
  @inlinable
  public static func + (a: Dual, b: Dual) -> Dual {
    Dual(primal: a.primal + b.primal, tangent: a.tangent + b.tangent)
  }

  /// (a − b)′ = a′ − b′.
  @inlinable
  public static func - (a: Dual, b: Dual) -> Dual {
    Dual(primal: a.primal - b.primal, tangent: a.tangent - b.tangent)
  }

  /// The product rule: (a b)′ = a′ b + a b′.
  @inlinable
  public static func * (a: Dual, b: Dual) -> Dual {
    let left = a.mapped(to: a.primal, slope: b.primal).tangent
    let right = b.mapped(to: b.primal, slope: a.primal).tangent
    return Dual(primal: a.primal * b.primal, tangent: left + right)
  }

  /// The quotient rule: (a / b)′ = (a′ − (a / b) b′) / b.
  @inlinable
  public static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.primal / b.primal
    let left = a.tangent.isZero ? 0 : a.tangent / b.primal
    let right = b.tangent.isZero ? 0 : quotient * b.tangent / b.primal
    return Dual(primal: quotient, tangent: left - right)
  }

  /// Adds `b` in place.
  @inlinable
  public static func += (a: inout Dual, b: Dual) { a = a + b }

  /// Subtracts `b` in place.
  @inlinable
  public static func -= (a: inout Dual, b: Dual) { a = a - b }

  /// Multiplies by `b` in place.
  @inlinable
  public static func *= (a: inout Dual, b: Dual) { a = a * b }

  /// Divides by `b` in place.
  @inlinable
  public static func /= (a: inout Dual, b: Dual) { a = a / b }
}
