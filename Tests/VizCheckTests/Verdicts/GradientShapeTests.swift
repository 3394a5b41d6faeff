import Testing
import VizTrace

@testable import VizCheck

/// A gradient inside a graph that has another shape than its node's value.
@Suite struct GradientShapeTests {
  private func check(gradient: String) throws -> GraphCheck {
    try GraphCheck(
      ComputationGraph(
        jsonText: """
          {"format": "vizbp.graph", "version": 1, "nodes": [
          {"id": "x", "op": "input", "value": [1, 2, 3], "gradient": [0.5403, -0.41615, -0.98999]},
          {"id": "y", "op": "sin", "inputs": ["x"], "gradient": \(gradient)},
          {"id": "f", "op": "sum", "inputs": ["y"], "value": 1.8918885}], "outputs": ["f"]}
          """))
  }

  @Test(arguments: ["[1, 1]", "[[1, 1, 1]]", "1"]) func isWrongAndSaidWithBothShapes(
    _ gradient: String
  ) throws {
    let check = try check(gradient: gradient)
    let shape = ["[1, 1]": "[2]", "[[1, 1, 1]]": "[1, 3]", "1": "[]"][gradient] ?? ""
    #expect(check.wrong == ["y"])
    #expect(check.reason("y") == "its gradient has the shape \(shape), its value [3]")
    #expect(
      check.reason("x") == "the gradient of its consumer y has the shape \(shape), its value [3]")
  }

  @Test func ofTheRightShapeIsRight() throws {
    #expect(try check(gradient: "[1, 1, 1]").wrong == [])
  }
}
