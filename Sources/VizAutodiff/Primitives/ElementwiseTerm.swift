import VizTensor

/// An elementwise formula over one use of a primitive, in which its rules are written.
///
/// The tape evaluates it on tensors, and a ``TapeProgram`` compiles it.
indirect enum ElementwiseTerm: Sendable {
  /// The output's cotangent, or what takes its place: the tangent of an input.
  case g
  /// The first input, the second one, and the output.
  case x, y, f
  case constant(Double)
  case function(ElementwiseFunction, ElementwiseTerm)
  case operation(ElementwiseOperation, ElementwiseTerm, ElementwiseTerm)

  func map(_ function: ElementwiseFunction) -> ElementwiseTerm { .function(function, self) }

  static func + (a: Self, b: Self) -> Self { .operation(.add, a, b) }
  static func - (a: Self, b: Self) -> Self { .operation(.sub, a, b) }
  static func * (a: Self, b: Self) -> Self { .operation(.mul, a, b) }
  static func / (a: Self, b: Self) -> Self { .operation(.div, a, b) }
  static prefix func - (a: Self) -> Self { .function(.neg, a) }

  /// The formula's value for these; an operation of one input has the same for `x` and `y`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func callAsFunction<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, x: Tensor<Scalar>, y: Tensor<Scalar>, f: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    switch self {
    case .g: g
    case .x: x
    case .y: y
    case .f: f
    case .constant(let value): Tensor(Scalar(value))
    case .function(let function, let a): try a(g, x: x, y: y, f: f).map(function)
    case .operation(let operation, let a, let b):
      try .apply(operation, a(g, x: x, y: y, f: f), b(g, x: x, y: y, f: f))
    }
  }

  /// The formula's value for a call; `g` is the cotangent, or the tangent in its place.
  func callAsFunction<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, _ call: Call<Scalar>
  ) throws -> Tensor<Scalar> {
    try self(
      g, x: call.inputs[0], y: call.inputs[call.inputs.count - 1], f: call.output)
  }
}

extension ElementwiseTerm: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  init(floatLiteral value: Double) { self = .constant(value) }
  init(integerLiteral value: Int) { self = .constant(Double(value)) }
}
