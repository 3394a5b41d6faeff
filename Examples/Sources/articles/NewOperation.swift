import VizBP

/// x / (1 + |x|), with the slope 1 / (1 + |x|)².
func softsign<Scalar: TensorScalar>(_: Scalar.Type = Scalar.self) -> Primitive<Scalar> {
  @Sendable func slope(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let denominator = try x.map { $0.magnitude } + 1
    return try 1 / (denominator * denominator)
  }
  return Primitive(
    "softsign", arity: 1,
    value: { inputs in try inputs[0] / (inputs[0].map { $0.magnitude } + 1) },
    vjp: { cotangent, call, _ in try cotangent * slope(call.inputs[0]) },
    jvp: { tangents, call in try tangents[0].map { try $0 * slope(call.inputs[0]) } })
}

extension Articles {
  static func newOperation() async throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([-2, 0.5, 3]), named: "x")
    let y = try tape.apply(softsign(), [x])
    let gradient = try tape.gradient(of: sum(y))[x]

    try expect(abs(gradient.elements[1] - 1 / 2.25) < 1e-12, "the slope at 0.5")

    let point = Tensor<Double>([-2, 0.5, 3])
    let check = try GradientCheck(at: [(name: "x", value: point)]) { tape, inputs in
      try sum(tape.apply(softsign(), [inputs[0]]))
    }
    print(check.agrees)  // true

    try expect(check.agrees, check.description)

    let ones = Tensor<Double>([1, 1, 1])
    let forward = try tape.tangents(of: y, seeds: [x: ones])[y]

    try expect(forward == gradient, "both modes")

    let graph = try ComputationGraph(capturing: sum(y))
    let picture = try await Diagram(graph).picture

    try expect(try picture.svg().count > 1000, "a picture")
  }
}
