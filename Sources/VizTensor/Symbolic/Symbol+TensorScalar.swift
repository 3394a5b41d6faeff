extension Symbol: TensorScalar {
  /// As the double precision that it stands for.
  package static var dtypeName: String { "float64" }

  /// A whole constant.
  package init(_ value: Int) { self.init(Double(value)) }

  /// The number of a constant; asking for another's ends the recording.
  package var asDouble: Double {
    if !isConstant { SymbolRecorder.current?.fail() }
    return constant
  }

  /// The number of a whole constant; asking for another's ends the recording.
  package var wholeNumber: Int? { Int(exactly: asDouble) }

  /// The constant ∞.
  package static var infinity: Symbol { Symbol(Double.infinity) }
  /// The constant NaN.
  package static var nan: Symbol { Symbol(Double.nan) }

  /// Whether it is no number; of one that is not known only where a formula asks.
  package var isNaN: Bool {
    if isConstant { return constant.isNaN }
    guard let recorder = SymbolRecorder.current, recorder.isExploring else { return false }
    return recorder.decide(.notANumber, self, self)
  }

  /// Whether it is finite, as what is not known is taken for.
  package var isFinite: Bool { isConstant ? constant.isFinite : true }
  /// Whether it is normal, as what is not known is taken for.
  package var isNormal: Bool { isConstant ? constant.isNormal : true }
  /// Whether it is 0.
  package var isZero: Bool { self == 0 }
  /// A power of two of a constant; of another number 1, for which scaling loses nothing but range.
  package var binade: Symbol { isConstant ? Symbol(constant.binade) : 1 }

  /// The square root.
  package func squareRoot() -> Symbol { Self.record(.sqrt, self) }
  /// The exponential function.
  package static func exp(_ x: Symbol) -> Symbol { record(.exp, x) }
  /// `exp(x) - 1`.
  package static func expMinusOne(_ x: Symbol) -> Symbol { record(.expm1, x) }
  /// The natural logarithm.
  package static func log(_ x: Symbol) -> Symbol { record(.log, x) }
  /// `log(1 + x)`.
  package static func log(onePlus x: Symbol) -> Symbol { record(.log1p, x) }
  /// The sine.
  package static func sin(_ x: Symbol) -> Symbol { record(.sin, x) }
  /// The cosine.
  package static func cos(_ x: Symbol) -> Symbol { record(.cos, x) }
  /// The tangent.
  package static func tan(_ x: Symbol) -> Symbol { record(.tan, x) }
  /// The hyperbolic sine.
  package static func sinh(_ x: Symbol) -> Symbol { (exp(x) - exp(-x)) / 2 }
  /// The hyperbolic cosine.
  package static func cosh(_ x: Symbol) -> Symbol { (exp(x) + exp(-x)) / 2 }
  /// The hyperbolic tangent.
  package static func tanh(_ x: Symbol) -> Symbol { record(.tanh, x) }
  /// The error function.
  package static func erf(_ x: Symbol) -> Symbol { record(.erf, x) }
  /// The complement of the error function.
  package static func erfc(_ x: Symbol) -> Symbol { record(.erfc, x) }
  /// A power as IEEE 754 has it.
  package static func power(_ base: Symbol, _ exponent: Symbol) -> Symbol {
    record(.pow, base, exponent)
  }

  /// Records the function as one operation, but where its own formula is asked for.
  package static func applyByVectors(
    _ function: ElementwiseFunction, _ x: UnsafePointer<Symbol>,
    to y: UnsafeMutablePointer<Symbol>, count: Int
  ) -> Bool {
    if SymbolRecorder.current?.isExploring == true { return false }
    for i in 0..<count { y[i] = record(function, x[i]) }
    return true
  }

  /// Records the operation as one, but where its own formula is asked for.
  package static func applyByVectors(
    _ operation: ElementwiseOperation, _ x: UnsafePointer<Symbol>, step xStep: Int,
    _ y: UnsafePointer<Symbol>, step yStep: Int, to output: UnsafeMutablePointer<Symbol>,
    count: Int
  ) -> Bool {
    if SymbolRecorder.current?.isExploring == true { return false }
    for i in 0..<count { output[i] = record(operation, x[i * xStep], y[i * yStep]) }
    return true
  }
}
