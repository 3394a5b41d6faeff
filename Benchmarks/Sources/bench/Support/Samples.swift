import VizBP

/// The graphs that are measured.
enum Samples {
  static let neuron = "1/(1+exp(-(w0*x0+w1*x1+w2)))"

  static func neuronGraph() throws -> ComputationGraph {
    let formula = try MathExpression(neuron)
    let inputs: [String: Tensor<Double>] = [
      "w0": Tensor(2), "x0": Tensor(-1), "w1": Tensor(-3), "x1": Tensor(-2), "w2": Tensor(-3),
    ]
    let trace = try formula.trace(inputs: inputs, granularity: .asWritten)
    return try ComputationGraph(capturing: trace.output, name: formula.typeset())
  }

  /// tanh(w0 x0 + w1 x1 + b): ten nodes.
  static let tenNodes = ComputationGraph(
    name: "tanh(w0 x0 + w1 x1 + b)",
    nodes: [
      leaf("w0", 2, gradient: -0.42), leaf("x0", -1, gradient: 0.84),
      leaf("w1", -3, gradient: -0.84), leaf("x1", -2, gradient: -1.26),
      leaf("b", -3, gradient: 0.42),
      gate("p", "mul", ["w0", "x0"], -2, gradient: 0.42),
      gate("q", "mul", ["w1", "x1"], 6, gradient: 0.42),
      gate("r", "add", ["p", "q"], 4, gradient: 0.42),
      gate("s", "add", ["r", "b"], 1, gradient: 0.42),
      gate("f", "tanh", ["s"], 0.7615941559557649, gradient: 1),
    ],
    outputs: ["f"])

  /// Long enough to show what a reader does on a large file: a chain that keeps taking new inputs,
  /// with values, gradients and local derivatives.
  static func chain(of count: Int) -> ComputationGraph {
    var nodes = [leaf("n0", 1, gradient: 0.5)]
    nodes.reserveCapacity(count)
    var last = "n0"
    while nodes.count < count {
      let number = nodes.count
      let id = "n\(number)"
      let value = Double(number) / 7
      switch number % 3 {
      case 1: nodes.append(leaf(id, value, gradient: -value))
      case 2:
        nodes.append(gate(id, "add", [last, "n\(number - 1)"], value, gradient: 1 / value))
        last = id
      default:
        nodes.append(gate(id, "tanh", [last], 1 / value, gradient: value))
        last = id
      }
    }
    return ComputationGraph(name: "\(count) nodes", nodes: nodes, outputs: [last])
  }

  private static func leaf(_ id: String, _ value: Double, gradient: Double) -> Node {
    Node(
      id: id, op: "input", shape: [], value: .scalar(value), gradient: .scalar(gradient),
      role: .data)
  }

  private static func gate(
    _ id: String, _ op: String, _ inputs: [String], _ value: Double, gradient: Double
  ) -> Node {
    Node(
      id: id, op: op, inputs: inputs, shape: [], value: .scalar(value),
      gradient: .scalar(gradient), local: inputs.map { _ in .number(0.25) })
  }
}
