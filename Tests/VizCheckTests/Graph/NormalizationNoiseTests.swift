import Testing
import VizTrace

@testable import VizCheck

/// Of equal numbers nothing is left beside their mean but rounding, divided by next to nothing.
@Suite struct NormalizationNoiseTests {
  /// One number in each group, with what an engine of single precision leaves of 0.
  private static func graph(
    _ op: String, attributes: String = "{}", shape: String = "[4, 1]", x: String, gradient: String,
    scale: String = "[1]", slope: String, value: String
  ) -> String {
    """
    {"format": "vizbp.graph", "version": 1, "nodes": [
    {"id": "x", "op": "input", "dtype": "float32", "shape": \(shape), "value": \(x),
      "gradient": \(gradient)},
    {"id": "w", "op": "parameter", "dtype": "float32", "value": \(scale), "gradient": \(slope)},
    {"id": "y", "op": "\(op)", "inputs": ["x", "w"], "attributes": \(attributes),
      "dtype": "float32", "shape": \(shape), "value": \(value)},
    {"id": "f", "op": "sum", "inputs": ["y"], "dtype": "float32", "gradient": 1}],
    "outputs": ["f"]}
    """
  }

  private static let few = "[[1.5], [-2.5], [0.3], [3.3]]"
  private static let zeros = "[[0], [0], [0], [0]]"
  private static let rounding = "[[6.1e-5], [0], [-3e-5], [0]]"

  @Test(arguments: [
    graph("layer_norm", x: few, gradient: zeros, slope: "[0]", value: zeros),
    graph("layer_norm", x: few, gradient: rounding, slope: "[8e-5]", value: rounding),
    graph(
      "group_norm", attributes: "{\"num_groups\": 1}", x: few, gradient: rounding, slope: "[8e-5]",
      value: rounding),
    graph(
      "instance_norm", shape: "[4, 1, 1]", x: "[[[1.5]], [[-2.5]], [[0.3]], [[3.3]]]",
      gradient: "[[[6.1e-5]], [[0]], [[0]], [[0]]]", slope: "[8e-5]",
      value: "[[[6.1e-5]], [[0]], [[0]], [[0]]]"),
    graph(
      "rms_norm", attributes: "{\"epsilon\": 1e-12}", x: few, gradient: "[[4e-8], [0], [0], [0]]",
      slope: "[2]", value: "[[1], [-1], [1], [1]]"),
  ])
  func oneElement(_ file: String) throws {
    let check = try GraphCheck(ComputationGraph(jsonText: file))
    #expect(check.isOK && check.nodes.dropLast().allSatisfy { $0.status == .ok }, "\(check)")
    #expect((check.differences?.worst?.relativeError ?? 1) == 0)
  }

  @Test func manyEqualElements() throws {
    let file = Self.graph(
      "layer_norm", shape: "[1, 4]", x: "[[3.3, 3.3, 3.3, 3.3]]",
      gradient: "[[0, 0, 0, 0]]", scale: "[1, 1, 1, 1]", slope: "[7e-5, 7e-5, 7e-5, 7e-5]",
      value: "[[7e-5, 7e-5, 7e-5, 7e-5]]")
    #expect(try GraphCheck(ComputationGraph(jsonText: file)).isOK)
  }

  /// As if there were no mean to take away.
  @Test func whatIsNoRoundingIsNamed() throws {
    let file = Self.graph(
      "layer_norm", x: Self.few, gradient: "[[316], [316], [316], [316]]", slope: "[0]",
      value: Self.zeros)
    let check = try GraphCheck(ComputationGraph(jsonText: file))
    #expect(check.wrong == ["x"] && check.suspects == ["y", "f"])
  }
}
