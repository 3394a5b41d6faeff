import VizTensor

// Elementwise primitives: value and slope. Both modes multiply by the slope, so that one line
// says both rules.
//
// At a kink or a pole the slope is a choice. Here it is:
//
//   relu at 0       0, the flat side
//   abs at 0        0, the middle of -1...1
//   step at 0       0, as everywhere
//   sqrt at 0       infinity, as IEEE 754 says of 0.5 / 0
//   log at 0        infinity, as IEEE 754 says of 1 / 0
//   maximum, minimum in a tie: the first argument takes the whole gradient
//   x^p at p = 0    0 in x, at x = 0 too
//   x^p at x = 0    0 in p, for p >= 0
//   x^p for x < 0   NaN in p, since log(x) is; the gradient in x does not look at it
extension Primitive {
  static var elementwise: [Primitive] {
    @_specialize(where Scalar == Double)
    @_specialize(where Scalar == Float)
    get {
      [
        sum("add", .add),
        sum("sub", .sub),
        binary("mul", .mul, { _, y, _ in y }, { x, _, _ in x }),
        binary("div", .div, { _, y, _ in try 1 / y }, { _, y, f in try -f / y }),
        binary(
          "pow", .pow, { x, p, _ in try .apply(.powSlopeInBase, x, p) },
          { x, p, _ in try .apply(.powSlopeInExponent, x, p) }),
        binary(
          "maximum", .maximum, { x, y, _ in try .apply(.maximumIsFirst, x, y) },
          { x, y, _ in try 1 - .apply(.maximumIsFirst, x, y) }),
        binary(
          "minimum", .minimum, { x, y, _ in try .apply(.minimumIsFirst, x, y) },
          { x, y, _ in try 1 - .apply(.minimumIsFirst, x, y) }),
        unary("neg", .neg) { _, _ in -1 },
        unary("exp", .exp) { _, f in f },
        unary("log", .log) { x, _ in try 1 / x },
        unary("sin", .sin) { x, _ in x.map(.cos) },
        unary("cos", .cos) { x, _ in -x.map(.sin) },
        unary("tan", .tan) { _, f in try 1 + f * f },
        unary("sqrt", .sqrt) { _, f in try 0.5 / f },
        unary("abs", .abs) { x, _ in x.map(.sign) },
        unary("tanh", .tanh) { x, _ in x.map(.tanhSlope) },
        unary("sigmoid", .sigmoid) { x, _ in x.map(.sigmoidSlope) },
        relu(),
        unary("softplus", .softplus) { x, _ in x.map(.sigmoid) },
        unary("step", .step) { _, _ in 0 },
      ]
    }
  }

  /// A sum or a difference: what flows is passed on, not multiplied.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func sum(_ name: String, _ operation: ElementwiseOperation) -> Primitive {
    let isDifference = operation == .sub
    return Primitive(
      name, arity: 2, value: { try .apply(operation, $0[0], $0[1]) },
      vjp: { g, _, position in isDifference && position == 1 ? -g : g },
      jvp: { t, _ in try sum([t[0], isDifference ? t[1].map { -$0 } : t[1]]) })
  }

  /// Its slope is 0 or 1, so that one pass takes what goes through instead of multiplying.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func relu() -> Primitive {
    Primitive(
      "relu", arity: 1, value: { $0[0].map(.relu) },
      vjp: { g, call, _ in try .apply(.whereIsPositive, g, call.inputs[0]) },
      jvp: { t, call in try t[0].map { try .apply(.whereIsPositive, $0, call.inputs[0]) } })
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func unary(
    _ name: String, _ function: ElementwiseFunction,
    slope: @escaping @Sendable (_ x: Tensor<Scalar>, _ f: Tensor<Scalar>) throws -> Tensor<Scalar>
  ) -> Primitive {
    unary(name, value: { $0.map(function) }, slope: slope)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  static func unary(
    _ name: String, attributes: [String: Attribute?] = [:],
    value: @escaping @Sendable (_ x: Tensor<Scalar>) throws -> Tensor<Scalar>,
    slope: @escaping @Sendable (_ x: Tensor<Scalar>, _ f: Tensor<Scalar>) throws -> Tensor<Scalar>
  ) -> Primitive {
    Primitive(
      name, arity: 1, attributes: attributes, value: { try value($0[0]) },
      vjp: { g, call, _ in try g * slope(call.inputs[0], call.output) },
      jvp: { t, call in try t[0].map { try $0 * slope(call.inputs[0], call.output) } })
  }

  private typealias Slope =
    @Sendable (
      _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, _ f: Tensor<Scalar>
    ) throws -> Tensor<Scalar>

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func binary(
    _ name: String, _ operation: ElementwiseOperation, _ slopeX: @escaping Slope,
    _ slopeY: @escaping Slope
  ) -> Primitive {
    let slope: @Sendable (Int, Call<Scalar>) throws -> Tensor<Scalar> = { position, call in
      try (position == 0 ? slopeX : slopeY)(call.inputs[0], call.inputs[1], call.output)
    }
    return Primitive(
      name, arity: 2, value: { try .apply(operation, $0[0], $0[1]) },
      vjp: { g, call, position in try g * slope(position, call) },
      // An input that stands still adds nothing, also where its slope is NaN.
      jvp: { t, call in
        try sum([
          t[0].map { try $0 * slope(0, call) },
          t[1].map { try $0 * slope(1, call) },
        ])
      })
  }
}
