import Testing
import VizTrace

@testable import VizCheck

/// Infinite numbers are as great as one another, though their difference is no number.
@Suite struct InfiniteTiesTests {
  /// Both arguments are the greatest, so that each gets a share; PyTorch gives each a half.
  @Test(arguments: ["maximum", "minimum"], ["\"-Infinity\"", "\"Infinity\""])
  func twoArguments(_ op: String, _ infinity: String) throws {
    for (x, y, isRight) in [
      (0.5, 0.5, true), (1, 0, true), (0, 1, true), (1, 1, false), (0, 0, false), (2, -1, false),
    ] {
      let graph = try ComputationGraph(
        nodesText: """
          {"id": "x", "op": "input", "dtype": "float32", "value": [\(infinity), 1],
            "gradient": [\(x), 0.5]},
          {"id": "y", "op": "input", "dtype": "float32", "value": [\(infinity), 1],
            "gradient": [\(y), 0.5]},
          {"id": "f", "op": "\(op)", "inputs": ["x", "y"], "dtype": "float32",
            "value": [\(infinity), 1], "gradient": [1, 1]}
          """)
      let check = try GraphCheck(graph)
      #expect(check.isOK == isRight, "\(x), \(y): \(check)")
      #expect(check.suspects == (isRight ? [] : ["f"]))
      if isRight { #expect(check.nodes.allSatisfy { $0.status == .ok }) }
    }
  }

  @Test(arguments: ["max", "min"], ["\"-Infinity\"", "\"Infinity\""])
  func aReduction(_ op: String, _ infinity: String) throws {
    for (share, isRight) in [
      ("0.5, 0.5", true), ("1, 0", true), ("0, 1", true), ("1, 1", false), ("0, 0", false),
    ] {
      let graph = try ComputationGraph(
        nodesText: """
          {"id": "x", "op": "input", "dtype": "float32",
            "value": [[\(infinity), \(infinity)], [1, 1]],
            "gradient": [[\(share)], [0.5, 0.5]]},
          {"id": "f", "op": "\(op)", "inputs": ["x"], "attributes": {"axes": [1]}, "dtype": "float32",
            "value": [\(infinity), 1], "gradient": [1, 1]}
          """)
      #expect(try GraphCheck(graph).isOK == isRight, "\(share)")
    }
  }

  @Test(arguments: [
    ("0.25, 0.25], [0.25, 0.25", true), ("0, 0], [0, 1", true), ("1, 1], [0, 0", false),
  ])
  func aPool(_ shares: String, _ isRight: Bool) throws {
    let infinity = "\"-Infinity\""
    let graph = try ComputationGraph(
      nodesText: """
        {"id": "x", "op": "input", "dtype": "float32",
          "value": [[[[\(infinity), \(infinity)], [\(infinity), \(infinity)]]]],
          "gradient": [[[[\(shares)]]]]},
        {"id": "f", "op": "max_pool2d", "inputs": ["x"], "attributes": {"kernel": 2},
          "dtype": "float32", "value": [[[[\(infinity)]]]], "gradient": [[[[1]]]]}
        """)
    #expect(try GraphCheck(graph).isOK == isRight)
  }
}
