import VizBP

/// x / (1 + |x|), with the slope 1 / (1 + |x|)².
let softsign = Primitive<Double>.elementwise(
  "softsign", symbol: "ς", rule: "scales by 1 / (1 + |x|)²: little where it is saturated",
  value: { x in x / (1 + abs(x)) },
  slope: { x, _ in 1 / ((1 + abs(x)) * (1 + abs(x))) })

/// exp(x - the greatest x), by its rules on whole tensors.
let shifted = Primitive<Double>(
  "shifted_exp", arity: 2, symbol: "exp⁻", family: .function, gate: .switcher,
  cost: .perElement(
    value: OperationCount(additions: 1, transcendentals: 1),
    cotangent: OperationCount(multiplications: 1)),
  value: { inputs in exp(try inputs[0] - inputs[1]) },
  vjp: { g, call, position in try position == 0 ? g * call.output : -1 * (g * call.output) },
  jvp: { tangents, call in
    let change = try (tangents[0] ?? 0) - (tangents[1] ?? 0)
    return try change * call.output
  })

extension Articles {
  static func newOperation() async throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([-2, 0.5, 3]), named: "x")
    let y = try tape.apply(softsign, [x])
    let gradient = try tape.gradient(of: sum(y))[x]

    try expect(abs(gradient.elements[1] - 1 / 2.25) < 1e-12, "the slope at 0.5")

    let point = Tensor<Double>([-2, 0.5, 3])
    let check = try GradientCheck(at: [(name: "x", value: point)]) { tape, inputs in
      try sum(tape.apply(softsign, [inputs[0]]))
    }
    print(check.agrees)  // true

    try expect(check.agrees, check.description)

    let two = try GradientCheck(
      at: [(name: "x", value: point), (name: "m", value: Tensor(0.75))]
    ) { tape, inputs in
      try sum(tape.apply(shifted, inputs))
    }
    try expect(two.agrees, two.description)

    let ones = Tensor<Double>([1, 1, 1])
    let forward = try tape.tangents(of: y, seeds: [x: ones])[y]

    try expect(forward == gradient, "both modes")

    let graph = try ComputationGraph(capturing: sum(y))
    let picture = try await Diagram(graph).picture
    let again = try GraphCheck(graph, primitives: [softsign])
    print(again.isOK)  // true

    try expect(try picture.svg().contains(">ς<"), "its own sign in the picture")
    try expect(again.isOK && again.nodes.allSatisfy { $0.status == .ok }, "\(again.nodes)")
    try expect(
      try ComputationGraph(jsonData: graph.jsonData()).nodes[1].look?.symbol == "ς",
      "its own sign in the file")
  }
}
