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
    [
      elementwise("add", .add, .g, .g),
      elementwise("sub", .sub, .g, -.g),
      elementwise("mul", .mul, .g * .y, .g * .x),
      elementwise("div", .div, .g * (1 / .y), .g * (-.f / .y)),
      elementwise(
        "pow", .pow, .g * .operation(.powSlopeInBase, .x, .y),
        .g * .operation(.powSlopeInExponent, .x, .y)),
      elementwise(
        "maximum", .maximum, .g * .operation(.maximumIsFirst, .x, .y),
        .g * (1 - .operation(.maximumIsFirst, .x, .y))),
      elementwise(
        "minimum", .minimum, .g * .operation(.minimumIsFirst, .x, .y),
        .g * (1 - .operation(.minimumIsFirst, .x, .y))),
      elementwise("neg", .neg, slope: -1),
      elementwise("exp", .exp, slope: .f),
      elementwise("log", .log, slope: 1 / .x),
      elementwise("sin", .sin, slope: .x.map(.cos)),
      elementwise("cos", .cos, slope: -.x.map(.sin)),
      elementwise("tan", .tan, slope: 1 + .f * .f),
      elementwise("sqrt", .sqrt, slope: 0.5 / .f),
      elementwise("abs", .abs, slope: .x.map(.sign)),
      elementwise("tanh", .tanh, slope: .x.map(.tanhSlope)),
      elementwise("sigmoid", .sigmoid, slope: .x.map(.sigmoidSlope)),
      // Its slope is 0 or 1, so that one pass takes what goes through instead of multiplying.
      elementwise(
        "relu", value: .x.map(.relu), cotangents: [.operation(.whereIsPositive, .g, .x)]),
      elementwise("softplus", .softplus, slope: .x.map(.sigmoid)),
      elementwise("step", .step, slope: 0),
    ]
  }

  private static func elementwise(
    _ name: String, _ function: ElementwiseFunction, slope: ElementwiseTerm
  ) -> Primitive {
    elementwise(name, value: .x.map(function), cotangents: [.g * slope])
  }

  private static func elementwise(
    _ name: String, _ operation: ElementwiseOperation, _ cotangentX: ElementwiseTerm,
    _ cotangentY: ElementwiseTerm
  ) -> Primitive {
    elementwise(name, value: .operation(operation, .x, .y), cotangents: [cotangentX, cotangentY])
  }

  /// An operation whose `cotangents`, one an input, are linear in `g`: with the tangent of the
  /// input in its place they are the terms of the output's.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  static func elementwise(
    _ name: String, attributes: [String: Attribute?] = [:], value: ElementwiseTerm,
    cotangents: [ElementwiseTerm]
  ) -> Primitive {
    Primitive(
      name, arity: cotangents.count...cotangents.count, attributes: attributes,
      kernel: .elementwise(value: value, cotangents: cotangents),
      // There is no cotangent nor an output yet.
      value: { try value($0[0], Call(inputs: $0, output: $0[0])) },
      vjp: { g, call, position in try cotangents[position](g, call) },
      // An input that stands still adds nothing, also where its slope is NaN.
      jvp: { t, call in
        try sum(zip(t, cotangents).map { t, cotangent in try t.map { try cotangent($0, call) } })
      })
  }
}
