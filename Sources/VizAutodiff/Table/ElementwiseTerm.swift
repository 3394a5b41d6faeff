import VizTensor

/// An elementwise formula over one use of a primitive, in which its rules are written.
///
/// The tape evaluates it on tensors, and a ``TapeProgram`` compiles it.
indirect enum ElementwiseTerm: Sendable {
  /// The output's cotangent, or what takes its place: the tangent of an input.
  case g
  /// The first four inputs, and the output.
  case x, y, z, w, f
  case constant(Double)
  case function(ElementwiseFunction, ElementwiseTerm)
  case operation(ElementwiseOperation, ElementwiseTerm, ElementwiseTerm)

  func map(_ function: ElementwiseFunction) -> ElementwiseTerm { .function(function, self) }

  static func + (a: Self, b: Self) -> Self { .operation(.add, a, b) }
  static func - (a: Self, b: Self) -> Self { .operation(.sub, a, b) }
  static func * (a: Self, b: Self) -> Self { .operation(.mul, a, b) }
  static func / (a: Self, b: Self) -> Self { .operation(.div, a, b) }
  static prefix func - (a: Self) -> Self { .function(.neg, a) }

  /// The formula's value for these; what an operation has no input for may be anything.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func callAsFunction<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, x: Tensor<Scalar>, y: Tensor<Scalar>, z: Tensor<Scalar>,
    w: Tensor<Scalar>, f: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    switch self {
    case .g: g
    case .x: x
    case .y: y
    case .z: z
    case .w: w
    case .f: f
    case .constant(let value): Tensor(Scalar(value))
    case .function(let function, let a): try a(g, x: x, y: y, z: z, w: w, f: f).map(function)
    case .operation(let operation, let a, let b):
      try .apply(
        operation, a(g, x: x, y: y, z: z, w: w, f: f), b(g, x: x, y: y, z: z, w: w, f: f))
    }
  }

  /// The formula's value for single numbers: what it is for tensors of one number, to the last bit.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func callAsFunction<Scalar: TensorScalar>(
    number g: Scalar, x: Scalar, y: Scalar, z: Scalar, w: Scalar, f: Scalar
  ) -> Scalar {
    switch self {
    case .g: g
    case .x: x
    case .y: y
    case .z: z
    case .w: w
    case .f: f
    case .constant(let value): Scalar(value)
    case .function(let function, let a): function(a(number: g, x: x, y: y, z: z, w: w, f: f))
    case .operation(let operation, let a, let b):
      operation(
        a(number: g, x: x, y: y, z: z, w: w, f: f), b(number: g, x: x, y: y, z: z, w: w, f: f))
    }
  }

  /// The formula's value for a call; `g` is the cotangent, or the tangent in its place.
  func callAsFunction<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, _ call: Call<Scalar>
  ) throws -> Tensor<Scalar> {
    let inputs = call.inputs
    return try self(
      g, x: inputs[0], y: inputs[inputs.count > 1 ? 1 : 0], z: inputs[inputs.count > 2 ? 2 : 0],
      w: inputs[inputs.count > 3 ? 3 : 0], f: call.output)
  }

  /// The value of a formula in the inputs alone.
  func callAsFunction<Scalar: TensorScalar>(
    of inputs: [Tensor<Scalar>]
  ) throws -> Tensor<Scalar> {
    // There is no cotangent nor an output.
    try self(inputs[0], Call(inputs: inputs, output: inputs[0]))
  }
}

extension ElementwiseTerm: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  init(floatLiteral value: Double) { self = .constant(value) }
  init(integerLiteral value: Int) { self = .constant(Double(value)) }
}
