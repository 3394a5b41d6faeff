import VizTensor

// Arithmetic. A number beside a variable becomes a constant on the variable's tape.
extension Variable {
  public static func + (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("add", a, b)
  }

  public static func - (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("sub", a, b)
  }

  public static func * (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("mul", a, b)
  }

  public static func / (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("div", a, b)
  }

  public static prefix func - (a: Variable) throws -> Variable { try a.tape.unary("neg", a) }

  public static func + (a: Variable, b: Scalar) throws -> Variable { try a + a.constant(b) }
  public static func - (a: Variable, b: Scalar) throws -> Variable { try a - a.constant(b) }
  public static func * (a: Variable, b: Scalar) throws -> Variable { try a * a.constant(b) }
  public static func / (a: Variable, b: Scalar) throws -> Variable { try a / a.constant(b) }
  public static func + (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) + b }
  public static func - (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) - b }
  public static func * (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) * b }
  public static func / (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) / b }

  private func constant(_ value: Scalar) -> Variable { tape.constant(Tensor(value)) }

  /// `base` to the power `exponent`, elementwise.
  public static func pow(_ base: Variable, _ exponent: Variable) throws -> Variable {
    try base.tape.binary("pow", base, exponent)
  }

  public static func pow(_ base: Variable, _ exponent: Scalar) throws -> Variable {
    try pow(base, base.constant(exponent))
  }
}
