import VizTensor

// Arithmetic. A number beside a variable becomes a constant on the variable's tape.
extension Variable {
  /// Adds element by element; shapes broadcast, else `ShapeError`.
  public static func + (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("add", a, b)
  }

  /// Subtracts element by element; shapes broadcast, else `ShapeError`.
  public static func - (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("sub", a, b)
  }

  /// Multiplies element by element; shapes broadcast, else `ShapeError`.
  public static func * (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("mul", a, b)
  }

  /// Divides element by element; shapes broadcast, else `ShapeError`.
  public static func / (a: Variable, b: Variable) throws -> Variable {
    try a.tape.binary("div", a, b)
  }

  /// Negates every element; the shape stays.
  public static prefix func - (a: Variable) throws -> Variable { try a.tape.unary("neg", a) }

  /// Adds a constant to every element.
  public static func + (a: Variable, b: Scalar) throws -> Variable { try a + a.constant(b) }
  /// Subtracts a constant from every element.
  public static func - (a: Variable, b: Scalar) throws -> Variable { try a - a.constant(b) }
  /// Multiplies every element by a constant.
  public static func * (a: Variable, b: Scalar) throws -> Variable { try a * a.constant(b) }
  /// Divides every element by a constant.
  public static func / (a: Variable, b: Scalar) throws -> Variable { try a / a.constant(b) }
  /// Adds every element to a constant.
  public static func + (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) + b }
  /// Subtracts every element from a constant.
  public static func - (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) - b }
  /// Multiplies a constant by every element.
  public static func * (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) * b }
  /// Divides a constant by every element.
  public static func / (a: Scalar, b: Variable) throws -> Variable { try b.constant(a) / b }

  private func constant(_ value: Scalar) -> Variable { tape.constant(Tensor(value)) }

  /// `base` to the power `exponent`, elementwise.
  public static func pow(_ base: Variable, _ exponent: Variable) throws -> Variable {
    try base.tape.binary("pow", base, exponent)
  }

  /// Raises every element to a constant power.
  public static func pow(_ base: Variable, _ exponent: Scalar) throws -> Variable {
    try pow(base, base.constant(exponent))
  }
}
