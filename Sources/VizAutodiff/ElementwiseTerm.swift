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

  /// The formula's value where `g` is `moving`.
  func callAsFunction<Scalar: TensorScalar>(
    _ moving: Tensor<Scalar>, _ call: Call<Scalar>
  ) throws -> Tensor<Scalar> {
    switch self {
    case .g: moving
    case .x: call.inputs[0]
    case .y: call.inputs[1]
    case .f: call.output
    case .constant(let value): Tensor(Scalar(value))
    case .function(let function, let a): try a(moving, call).map(function)
    case .operation(let operation, let a, let b):
      try .apply(operation, a(moving, call), b(moving, call))
    }
  }
}

extension ElementwiseTerm: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  init(floatLiteral value: Double) { self = .constant(value) }
  init(integerLiteral value: Int) { self = .constant(Double(value)) }
}
