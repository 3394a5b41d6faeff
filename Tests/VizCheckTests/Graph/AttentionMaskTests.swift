import Testing
import VizTrace

@testable import VizCheck

@Suite struct AttentionMaskTests {
  /// A mask of truths keeps what it is true for, one of numbers is added: the type of the input
  /// says which, where no attribute does.
  @Test(arguments: [
    (#""dtype": "bool", "value": [[true, false]]"#, "", 2.0),
    (#""dtype": "float32", "value": [[0, "-Infinity"]]"#, "", 2),
    (#""value": [[1, 0]]"#, #", "attributes": {"mask": "keep"}"#, 2),
  ])
  func theTypeSaysWhatAMaskDoes(_ mask: String, _ attributes: String, _ value: Double) throws {
    let graph = try ComputationGraph(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "nodes": [
          {"id": "q", "op": "input", "value": [[1, 0]], "gradient": [[0, 0]]},
          {"id": "k", "op": "input", "value": [[1, 0], [0, 1]], "gradient": [[0, 0], [0, 0]]},
          {"id": "v", "op": "input", "value": [[2], [5]], "gradient": [[1], [0]]},
          {"id": "m", "op": "input", \(mask)},
          {"id": "a", "op": "scaled_dot_product_attention", "inputs": ["q", "k", "v", "m"],
            "value": [[\(value)]], "gradient": [[1]]\(attributes)},
          {"id": "f", "op": "sum", "inputs": ["a"], "value": \(value), "gradient": 1}],
        "outputs": ["f"]}
        """)
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.nodes.first { $0.id == "a" }?.status == .ok)
  }
}
