import Testing
import VizTensor
import VizTrace

@testable import VizCheck

/// Kinks behind kinks: each rule for itself says what may be, and the whole is right with it.
@Suite struct NestedKinkTests {
  private func check(_ nodes: String) throws -> GraphCheck {
    try GraphCheck(ComputationGraph(nodesText: nodes))
  }

  /// A maximum over ties feeds another one: [[3, 3], [3, 1]] by rows, then the rest.
  @Test(arguments: [
    ("[0.5, 0.5]", "[[0.25, 0.25], [0.5, 0]]", true), ("[1, 0]", "[[1, 0], [0, 0]]", true),
    ("[1, 0]", "[[0.5, 0.5], [0, 0]]", true), ("[0, 1]", "[[0, 0], [1, 0]]", true),
    ("[0.5, 0.5]", "[[0.5, 0.5], [0.5, 0]]", false), ("[1, 1]", "[[1, 0], [1, 0]]", false),
    ("[0.5, 0.5]", "[[0, 0], [0.5, 0]]", false), ("[0, 0]", "[[0, 0], [0, 0]]", false),
  ])
  func aMaximumOfMaxima(_ inner: String, _ leaf: String, _ isRight: Bool) throws {
    let check = try check(
      """
      {"id": "x", "op": "input", "value": [[3, 3], [3, 1]], "gradient": \(leaf)},
      {"id": "m", "op": "max", "inputs": ["x"], "attributes": {"axes": [1]}, "value": [3, 3],
       "gradient": \(inner)},
      {"id": "f", "op": "max", "inputs": ["m"], "value": 3, "gradient": 1}
      """)
    #expect(check.isOK == isRight, "\(check)")
    if isRight { #expect(check.differences?.worst?.relativeError == 0) }
  }

  /// A tie at 0, and a kink at 0 behind it.
  @Test(arguments: [
    ("relu", 1.0, [0.5, 0.5], true), ("relu", 0.5, [0.5, 0], true), ("relu", 0, [0, 0], true),
    ("relu", 1, [1, 1], false), ("relu", 1, [0, 0], false), ("relu", 1.5, [1.5, 0], false),
    ("abs", 1, [1, 0], true), ("abs", -1, [-0.5, -0.5], true), ("abs", 0, [0, 0], true),
    ("abs", -1, [-1, -1], false), ("abs", 1, [0, 0], false), ("abs", 2, [1, 1], false),
  ])
  func aKinkOfATie(_ op: String, _ slope: Double, _ leaf: [Double], _ isRight: Bool) throws {
    let check = try check(
      """
      {"id": "x", "op": "input", "value": [0, 0, -1], "gradient": \(leaf + [0])},
      {"id": "m", "op": "max", "inputs": ["x"], "value": 0, "gradient": \(slope)},
      {"id": "f", "op": "\(op)", "inputs": ["m"], "value": 0, "gradient": 1}
      """)
    #expect(check.isOK == isRight, "\(check)")
    // What is right is not said to be off by anything.
    if isRight { #expect(check.differences?.worst?.relativeError == 0) }
  }

  /// A slope of 0 is a subgradient at the end of a clamp, and no sign of a pass that was not run.
  @Test(arguments: [(0.0, true), (0.5, true), (1, true), (2, false), (-1, false)])
  func theEndOfAClamp(_ slope: Double, _ isRight: Bool) throws {
    let check = try check(
      """
      {"id": "x", "op": "input", "value": 1, "gradient": \(slope)},
      {"id": "f", "op": "clamp", "inputs": ["x"], "attributes": {"min": 0, "max": 1}, "value": 1,
       "gradient": 1}
      """)
    #expect(check.isOK == isRight && check.suspects == (isRight ? [] : ["f"]), "\(check)")
    #expect(!check.kinds.contains(.noBackward))
  }

  /// The middle one of three numbers, by maxima and minima: one choice follows another.
  @Test(arguments: [
    ([1.0, 0, 0], true), ([0, 1, 0], true), ([0, 0, 1], true), ([0.25, 0.5, 0.25], true),
    ([0.2, 0.3, 0.5], true), ([1, 1, 0], false), ([0, 0, 0], false), ([1.5, -0.5, 0], false),
  ])
  func theMiddleOne(_ gradient: [Double], _ isRight: Bool) throws {
    var graph = try ComputationGraph(
      of: "max(min(x[0], x[1]), min(x[1], x[2])) * 3", ["x": Tensor([2, 2, 2])])
    graph.forgetGradients()
    graph.setGradient("x", gradient.map { 3 * $0 })
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    if isRight { #expect(check.differences?.worst?.relativeError ?? 0 == 0, "\(check)") }
  }

  /// Nothing comes back to a tie though something came in: that is the fault of its rule.
  @Test func nothingForATie() throws {
    let check = try check(
      """
      {"id": "x", "op": "input", "value": 2, "gradient": 0},
      {"id": "y", "op": "input", "value": 2, "gradient": 0},
      {"id": "f", "op": "maximum", "inputs": ["x", "y"], "value": 2, "gradient": 1}
      """)
    #expect(check.suspects == ["f"] && !check.kinds.contains(.noBackward), "\(check)")
  }
}
