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
//   log1p at -1     infinity, as log at 0
//   rsqrt at 0      -infinity, and reciprocal at 0 too
extension Primitive {
  static var elementwise: [Primitive] {
    [
      elementwise("add", .add, .g, .g),
      elementwise("sub", .sub, .g, -.g),
      elementwise("mul", .mul, .g * .y, .g * .x, written: .product),
      // (u' v - u v') / v^2
      elementwise(
        "div", .div, .g * (1 / .y), .g * (-.f / .y),
        written: WrittenDerivative(nodes: 6, copies: [1, 2])),
      // p x^(p - 1) x' + x^p log(x) p', and of a constant power the first part alone
      elementwise(
        "pow", .pow, .g * .operation(.powSlopeInBase, .x, .y),
        .g * .operation(.powSlopeInExponent, .x, .y),
        written: WrittenDerivative(nodes: 10, copies: [3, 3], ofConstantLast: (5, [1, 2])),
        functions: ["pow"]),
      elementwise(
        "maximum", .maximum, .g * .operation(.maximumIsFirst, .x, .y),
        .g * (1 - .operation(.maximumIsFirst, .x, .y)), functions: ["maximum", "max"]),
      elementwise(
        "minimum", .minimum, .g * .operation(.minimumIsFirst, .x, .y),
        .g * (1 - .operation(.minimumIsFirst, .x, .y)), functions: ["minimum", "min"]),
      elementwise("neg", .neg, slope: -1, functions: []),
      elementwise("exp", .exp, slope: .f, written: .slope(nodes: 1, copies: 1)),
      elementwise("log", .log, slope: 1 / .x, written: .slope(nodes: 2, copies: 1)),
      // 1 / (1 + u)
      elementwise(
        "log1p", .log1p, slope: 1 / (1 + .x), written: .slope(nodes: 4, copies: 1),
        definition: { try log(1 + $0[0]) }),
      elementwise(
        "expm1", .expm1, slope: .x.map(.exp), written: .slope(nodes: 1, copies: 1),
        definition: { try exp($0[0]) - 1 }),
      // 2 / sqrt(pi) exp(-u^2)
      elementwise(
        "erf", .erf, slope: .constant(1.1283791670955126) * (-.x.map(.square)).map(.exp),
        written: .slope(nodes: 6, copies: 1)),
      elementwise("sin", .sin, slope: .x.map(.cos), written: .slope(nodes: 1, copies: 1)),
      elementwise("cos", .cos, slope: -.x.map(.sin), written: .slope(nodes: 2, copies: 1)),
      // 1 + tan(u)^2
      elementwise(
        "tan", .tan, slope: 1 + .f * .f, written: .slope(nodes: 5, copies: 1),
        definition: { try sin($0[0]) / cos($0[0]) }),
      // 1 / (2 sqrt(u))
      elementwise("sqrt", .sqrt, slope: 0.5 / .f, written: .slope(nodes: 5, copies: 1)),
      // -1 / (2 u sqrt(u))
      elementwise(
        "rsqrt", value: 1 / .x.map(.sqrt), cotangents: [.g * (-0.5 * (.f * .f * .f))],
        written: .slope(nodes: 8, copies: 2), functions: ["rsqrt"],
        definition: { try 1 / sqrt($0[0]) }),
      // -1 / u^2
      elementwise(
        "reciprocal", value: 1 / .x, cotangents: [.g * -(.f * .f)],
        written: .slope(nodes: 5, copies: 1), functions: ["reciprocal"],
        definition: { try 1 / $0[0] }),
      elementwise("abs", .abs, slope: .x.map(.sign), written: .slope(nodes: 1, copies: 1)),
      // 1 - tanh(u)^2
      elementwise(
        "tanh", .tanh, slope: .x.map(.tanhSlope), written: .slope(nodes: 5, copies: 1),
        definition: { x in
          let (grown, shrunk) = (try exp(x[0]), try exp(-x[0]))
          return try (grown - shrunk) / (grown + shrunk)
        }),
      // sigmoid(u) (1 - sigmoid(u))
      elementwise(
        "sigmoid", .sigmoid, slope: .x.map(.sigmoidSlope), written: .slope(nodes: 5, copies: 2),
        definition: { try 1 / (1 + exp(-$0[0])) }),
      // Its slope is 0 or 1, so that one pass takes what goes through instead of multiplying.
      elementwise(
        "relu", value: .x.map(.relu), cotangents: [.operation(.whereIsPositive, .g, .x)],
        written: .slope(nodes: 1, copies: 1), functions: ["relu"],
        definition: { try maximum($0[0].tape.constant(0), $0[0]) }),
      elementwise(
        "softplus", .softplus, slope: .x.map(.sigmoid), written: .slope(nodes: 1, copies: 1),
        definition: { try log(1 + exp($0[0])) }),
      elementwise("identity", value: .x, cotangents: [.g], functions: ["identity"]),
      elementwise("step", .step, slope: 0),
    ]
  }

  /// A function of one number; expressions call it by its name unless `functions` says otherwise.
  private static func elementwise(
    _ name: String, _ function: ElementwiseFunction, slope: ElementwiseTerm,
    written: WrittenDerivative? = nil, functions: [String]? = nil, definition: Definition? = nil
  ) -> Primitive {
    elementwise(
      name, value: .x.map(function), cotangents: [.g * slope], written: written,
      functions: functions ?? [name], definition: definition)
  }

  private static func elementwise(
    _ name: String, _ operation: ElementwiseOperation, _ cotangentX: ElementwiseTerm,
    _ cotangentY: ElementwiseTerm, written: WrittenDerivative? = nil, functions: [String] = []
  ) -> Primitive {
    elementwise(
      name, value: .operation(operation, .x, .y), cotangents: [cotangentX, cotangentY],
      written: written, functions: functions)
  }

  /// An operation whose `cotangents`, one an input, are linear in `g`: with the tangent of the
  /// input in its place they are the terms of the output's.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  static func elementwise(
    _ name: String, attributes: [String: Attribute?] = [:], value: ElementwiseTerm,
    cotangents: [ElementwiseTerm], written: WrittenDerivative? = nil, functions: [String] = [],
    definition: Definition? = nil
  ) -> Primitive {
    Primitive(
      name, arity: cotangents.count...cotangents.count, attributes: attributes,
      kernel: .elementwise(value: value, cotangents: cotangents),
      cost: .formulas(value: value, cotangents: cotangents), written: written,
      functions: functions, definition: definition,
      value: { try value(of: $0) },
      vjp: { g, call, position in try cotangents[position](g, call) },
      // An input that stands still adds nothing, also where its slope is NaN.
      jvp: { t, call in
        try sum(zip(t, cotangents).map { t, cotangent in try t.map { try cotangent($0, call) } })
      })
  }
}
