import Testing
import VizTrace

@testable import VizCheck

/// A gradient that is too small for its type is 0, and a backward pass was run all the same.
@Suite struct UnderflowTests {
  @Test(arguments: [
    // Scores of which none but the label's is left.
    """
    {"id": "x", "op": "input", "dtype": "float32", "value": [[200, 0, 0]], "gradient": [[0, 0, 0]]},
    {"id": "t", "op": "constant", "dtype": "int64", "value": [0]},
    {"id": "f", "op": "cross_entropy", "inputs": ["x", "t"], "dtype": "float32", "value": 0,
      "gradient": 1}
    """,
    // 1e-4 squared in half precision.
    """
    {"id": "x", "op": "input", "dtype": "float16", "value": -10, "gradient": 0},
    {"id": "e", "op": "exp", "inputs": ["x"], "dtype": "float16", "value": 4.5418739318847656e-05},
    {"id": "f", "op": "mul", "inputs": ["e", "e"], "dtype": "float16", "value": 0, "gradient": 1}
    """,
    """
    {"id": "x", "op": "input", "dtype": "float32", "value": -60, "gradient": 0},
    {"id": "e", "op": "exp", "inputs": ["x"], "dtype": "float32", "value": 8.75651076269652e-27},
    {"id": "f", "op": "mul", "inputs": ["e", "e"], "dtype": "float32", "value": 0, "gradient": 1}
    """,
    // The slope of a function that is flat within single precision.
    """
    {"id": "x", "op": "input", "dtype": "float32", "value": 10, "gradient": 0},
    {"id": "f", "op": "tanh", "inputs": ["x"], "dtype": "float32", "value": 1, "gradient": 1}
    """,
  ])
  func isNoBackwardPassThatWasNotRun(_ nodes: String) throws {
    let check = try GraphCheck(ComputationGraph(nodesText: nodes))
    #expect(check.isOK && check.wrong == [] && check.remarks == [], "\(check)")
  }

  @Test func zerosThatAreNotTooSmall() throws {
    let check = try GraphCheck(
      ComputationGraph(
        nodesText: """
          {"id": "x", "op": "input", "dtype": "float16", "value": 2, "gradient": 0},
          {"id": "e", "op": "mul", "inputs": ["x", "x"], "dtype": "float16", "value": 4,
            "gradient": 0},
          {"id": "f", "op": "neg", "inputs": ["e"], "dtype": "float16", "value": -4, "gradient": 1}
          """))
    #expect(check.wrong == ["x", "e"] && check.kinds.contains(.noBackward))
  }
}
