import VizBP

/// A new operation with all that belongs to it: rules, cost, sign, and what is said of it.
///
/// The gated linear unit x σ(y), by its rules on whole tensors.
let gated = Primitive<Double>(
  "gated_linear", arity: 2, symbol: "x·σ(y)", family: .product, gate: .gate,
  rule: "lets as much of the gradient pass as the gate is open",
  cost: .perElement(
    value: OperationCount(multiplications: 2, additions: 1, transcendentals: 1),
    cotangent: OperationCount(multiplications: 3, additions: 2, transcendentals: 1)),
  value: { inputs in try inputs[0] * sigmoid(inputs[1]) },
  vjp: { g, call, position in
    let open = sigmoid(call.inputs[1])
    return position == 0 ? try g * open : try g * call.inputs[0] * open * (1 - open)
  },
  jvp: { tangents, call in
    let open = sigmoid(call.inputs[1])
    let through = try (tangents[0] ?? 0) * open
    return try through + (tangents[1] ?? 0) * call.inputs[0] * open * (1 - open)
  })

/// The same of others, which need no rules.
let composed = Primitive<Double>.composition("gated_linear2", arity: 2, symbol: "x·σ(y)") { x in
  try x[0] * sigmoid(x[1])
}

@main
enum PrimitiveExample {
  static func main() async throws {
    let (a, b) = (Tensor<Double>([1, -2, 0.5]), Tensor<Double>([0.3, 2, -1]))
    for primitive in [gated, composed] {
      let check = try GradientCheck(at: [(name: "a", value: a), (name: "b", value: b)]) {
        try sum($0.apply(primitive, $1))
      }
      guard check.agrees else { throw Unexpected(what: check.description) }
    }

    let tape = Tape<Double>()
    let y = try tape.apply(gated, [tape.input(a, named: "a"), tape.input(b, named: "b")])
    let graph = try ComputationGraph(capturing: sum(y), name: "a gated linear unit")
    let svg = try await Diagram(graph).picture.svg()

    // The rest is for the check that runs the examples.
    guard svg.contains(">x·σ(y)<") else { throw Unexpected(what: "a card without its sign") }
    guard let node = graph.nodes.first(where: { $0.op == "gated_linear" }),
      node.look?.gate == .gate, try GraphCheck(graph, primitives: [gated]).isOK
    else { throw Unexpected(what: "a graph whose operation is not known") }
    print("primitive: \(node.look?.symbol ?? "") agrees with differences")
  }
}

struct Unexpected: Error {
  var what: String
}
