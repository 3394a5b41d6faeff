import Testing
import VizTrace

/// The formulas that a score computes local derivatives with, beside the engine's derivatives.
@Suite struct ElementFactorTests {
  @Test(arguments: [
    "tanh(x)", "sigmoid(x)", "exp(x)", "log(x)", "sin(x)", "cos(x)", "tan(x)", "sqrt(x)",
    "softplus(x)", "relu(x)", "x * y", "x / y", "x^y", "y / x", "y * x", "y^x",
  ])
  func agreesWithTheEngine(_ formula: String) throws {
    for (x, y) in [("0.7", "1.3"), ("2.5", "3")] {
      let graph =
        formula.contains("y")
        ? try Graphs.formula(formula, ["x": x, "y": y]) : try Graphs.formula(formula, ["x": x])
      let node = try #require(graph.nodes.last { !$0.inputs.isEmpty })
      let values = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.id, $0.value?.scalar) })
      for (position, input) in node.inputs.enumerated() {
        let factor = node.operation.elementFactor(at: position) { gap in
          switch gap {
          case "x": values[node.inputs[0]] ?? nil
          case "y": node.inputs.count > 1 ? values[node.inputs[1]] ?? nil : nil
          case "f": node.value?.scalar
          default: nil
          }
        }
        guard case .number(let local)? = node.local?[position] else { continue }
        let found = try #require(factor, "\(formula) at \(input)")
        #expect(abs(found - local) < 1e-12 * max(1, abs(local)))
      }
    }
  }
}
