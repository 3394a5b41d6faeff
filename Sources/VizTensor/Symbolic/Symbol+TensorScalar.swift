extension Symbol: TensorScalar {
  /// As the double precision that it stands for.
  public static var dtypeName: String { "float64" }

  /// A whole constant.
  public init(_ value: Int) { self.init(Double(value)) }

  /// The number of a constant; asking for another's ends the recording.
  public var asDouble: Double {
    if !isConstant { SymbolRecorder.current?.fail() }
    return constant
  }

  /// The number of a whole constant; asking for another's ends the recording.
  public var wholeNumber: Int? { Int(exactly: asDouble) }

  /// The constant ∞.
  public static var infinity: Symbol { Symbol(Double.infinity) }
  /// The constant NaN.
  public static var nan: Symbol { Symbol(Double.nan) }

  /// Whether it is no number; of one that is not known only where a formula asks.
  public var isNaN: Bool {
    if isConstant { return constant.isNaN }
    guard let recorder = SymbolRecorder.current, recorder.isExploring else { return false }
    return recorder.decide(.notANumber, self, self)
  }

  /// Whether it is finite, as what is not known is taken for.
  public var isFinite: Bool { isConstant ? constant.isFinite : true }
  /// Whether it is normal, as what is not known is taken for.
  public var isNormal: Bool { isConstant ? constant.isNormal : true }
  /// Whether it is 0.
  public var isZero: Bool { self == 0 }
  /// A power of two of a constant; of another number 1, for which scaling loses nothing but range.
  public var binade: Symbol { isConstant ? Symbol(constant.binade) : 1 }

  /// The square root.
  public func squareRoot() -> Symbol { Self.record(.sqrt, self) }
  /// The exponential function.
  public static func exp(_ x: Symbol) -> Symbol { record(.exp, x) }
  /// `exp(x) - 1`.
  public static func expMinusOne(_ x: Symbol) -> Symbol { record(.expm1, x) }
  /// The natural logarithm.
  public static func log(_ x: Symbol) -> Symbol { record(.log, x) }
  /// `log(1 + x)`.
  public static func log(onePlus x: Symbol) -> Symbol { record(.log1p, x) }
  /// The sine.
  public static func sin(_ x: Symbol) -> Symbol { record(.sin, x) }
  /// The cosine.
  public static func cos(_ x: Symbol) -> Symbol { record(.cos, x) }
  /// The tangent.
  public static func tan(_ x: Symbol) -> Symbol { record(.tan, x) }
  /// The hyperbolic sine.
  public static func sinh(_ x: Symbol) -> Symbol { (exp(x) - exp(-x)) / 2 }
  /// The hyperbolic cosine.
  public static func cosh(_ x: Symbol) -> Symbol { (exp(x) + exp(-x)) / 2 }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Symbol) -> Symbol { record(.tanh, x) }
  /// The error function.
  public static func erf(_ x: Symbol) -> Symbol { record(.erf, x) }
  /// The complement of the error function.
  public static func erfc(_ x: Symbol) -> Symbol { record(.erfc, x) }
  /// A power as IEEE 754 has it.
  public static func power(_ base: Symbol, _ exponent: Symbol) -> Symbol {
    record(.pow, base, exponent)
  }

  /// Records the function as one operation, but where its own formula is asked for.
  public static func applyByVectors(
    _ function: ElementwiseFunction, _ x: UnsafePointer<Symbol>,
    to y: UnsafeMutablePointer<Symbol>, count: Int
  ) -> Bool {
    if SymbolRecorder.current?.isExploring == true { return false }
    for i in 0..<count { y[i] = record(function, x[i]) }
    return true
  }

  /// Records the operation as one, but where its own formula is asked for.
  public static func applyByVectors(
    _ operation: ElementwiseOperation, _ x: UnsafePointer<Symbol>, step xStep: Int,
    _ y: UnsafePointer<Symbol>, step yStep: Int, to output: UnsafeMutablePointer<Symbol>,
    count: Int
  ) -> Bool {
    if SymbolRecorder.current?.isExploring == true { return false }
    for i in 0..<count { output[i] = record(operation, x[i * xStep], y[i * yStep]) }
    return true
  }
}
