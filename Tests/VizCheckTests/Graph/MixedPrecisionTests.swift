import Testing
import VizTrace

@testable import VizCheck

/// In mixed precision the gradient of a weight has the digits of what its consumers compute in.
@Suite struct MixedPrecisionTests {
  /// As PyTorch computes them: weights in single precision, and a product that casts them.
  private static let files = [
    """
    {"format": "vizbp.graph", "version": 1, "nodes": [
    {"id": "w", "op": "parameter", "role": "parameter", "shape": [3, 2], "dtype": "float32",
      "value": [[1.25, -0.953125], [0.265625, 0.078125], [0.140625, -2.140625]],
      "gradient": [[0.62890625, -0.6328125], [0.30078125, -0.11767578125],
        [0.279296875, -2.484375]]},
    {"id": "x", "op": "input", "role": "data", "shape": [4, 3], "dtype": "bfloat16",
      "value": [[0.3125, 1.0, -1.4375], [1.0, 0.5, 1.25], [-0.875, 0.3125, 0.4375],
        [-0.0625, 0.9375, 0.8125]]},
    {"id": "y", "op": "matmul", "inputs": ["x", "w"], "shape": [4, 2], "dtype": "bfloat16",
      "value": [[0.453125, 2.859375], [1.5625, -3.59375], [-0.94921875, -0.078125],
        [0.28515625, -1.609375]],
      "gradient": [[0.11328125, 0.71484375], [0.390625, -0.8984375],
        [-0.2373046875, -0.01953125], [0.0712890625, -0.40234375]]},
    {"id": "q", "op": "mul", "inputs": ["y", "y"], "shape": [4, 2], "dtype": "float32",
      "value": [[0.205322265625, 8.176025390625], [2.44140625, 12.9150390625],
        [0.9010162353515625, 0.006103515625], [0.0813140869140625, 2.590087890625]],
      "gradient": [[0.125, 0.125], [0.125, 0.125], [0.125, 0.125], [0.125, 0.125]]},
    {"id": "f", "op": "mean", "inputs": ["q"], "shape": [], "dtype": "float32",
      "value": 3.414539337158203,
      "gradient": 1}], "outputs": ["f"]}
    """,
    """
    {"format": "vizbp.graph", "version": 1, "nodes": [
    {"id": "w", "op": "parameter", "role": "parameter", "shape": [3, 2], "dtype": "float32",
      "value": [[0.78125, -1.65625], [-0.25, 1.171875], [-1.0625, 0.375]],
      "gradient": [[0.1082763671875, -0.441650390625], [-1.0859375, 1.7373046875],
        [-1.20703125, 1.0595703125]]},
    {"id": "x", "op": "input", "role": "data", "shape": [4, 3], "dtype": "float16",
      "value": [[-0.375, 0.125, -1.1875], [0.5625, -1.4375, -0.625], [0.125, -0.25, 0.4375],
        [0.0, 1.3125, 1.4375]]},
    {"id": "y", "op": "matmul", "inputs": ["x", "w"], "shape": [4, 2], "dtype": "float16",
      "value": [[0.9375, 0.322265625], [1.462890625, -2.8515625], [-0.3046875, -0.3359375],
        [-1.85546875, 2.078125]],
      "gradient": [[0.234375, 0.08056640625], [0.36572265625, -0.712890625],
        [-0.076171875, -0.083984375], [-0.4638671875, 0.51953125]]},
    {"id": "q", "op": "mul", "inputs": ["y", "y"], "shape": [4, 2], "dtype": "float32",
      "value": [[0.87890625, 0.10385513305664062], [2.1400489807128906, 8.13140869140625],
        [0.09283447265625, 0.11285400390625], [3.4427642822265625, 4.318603515625]],
      "gradient": [[0.125, 0.125], [0.125, 0.125], [0.125, 0.125], [0.125, 0.125]]},
    {"id": "f", "op": "mean", "inputs": ["q"], "shape": [], "dtype": "float32",
      "value": 2.4026594161987305,
      "gradient": 1}], "outputs": ["f"]}
    """,
  ]

  @Test(arguments: files) func aWeightWhoseConsumerHasFewerDigits(_ file: String) throws {
    let graph = try ComputationGraph(jsonText: file)
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.wrong == [], "\(check)")
    let worst = check.differences?.worst?.relativeError ?? 1
    #expect(worst <= 0.0625)
    #expect(check.nodes.allSatisfy { $0.correction == nil })
  }

  /// The first number is above zero, and rounded below it: there the file has the other side's slope.
  @Test func roundingThatDecidesTheSideOfAKink() throws {
    let file = """
      {"format": "vizbp.graph", "version": 1, "nodes": [
      {"id": "x", "op": "input", "role": "data", "shape": [4, 2], "dtype": "float32",
        "value": [[-0.32792428135871887, -1.952688455581665],
          [2.2355880737304688, -0.5466778874397278], [0.042568981647491455, -0.9312736392021179],
          [0.1487473100423813, -0.6395188570022583]]},
      {"id": "w", "op": "parameter", "role": "parameter", "shape": [1, 2], "dtype": "float32",
        "value": [[-0.4836694300174713, 0.3850615918636322]],
        "gradient": [[0.0478515625, -0.392578125]]},
      {"id": "b", "op": "parameter", "role": "parameter", "shape": [1], "dtype": "float32",
        "value": [0.5933178663253784], "gradient": [0.5]},
      {"id": "y", "op": "linear", "inputs": ["x", "w", "b"], "shape": [4, 1], "dtype": "float16",
        "value": [[-0.00013327598571777344], [-0.69873046875], [0.214111328125], [0.27490234375]],
        "gradient": [[0.0], [0.0], [0.25], [0.25]]},
      {"id": "r", "op": "relu", "inputs": ["y"], "shape": [4, 1], "dtype": "float16",
        "value": [[0.0], [0.0], [0.214111328125], [0.27490234375]],
        "gradient": [[0.25], [0.25], [0.25], [0.25]]},
      {"id": "f", "op": "mean", "inputs": ["r"], "shape": [], "dtype": "float32",
        "value": 0.12225341796875, "gradient": 1}], "outputs": ["f"]}
      """
    let check = try GraphCheck(ComputationGraph(jsonText: file))
    #expect(check.isOK, "\(check)")
    #expect(check.differences?.entries.count == 3)
    #expect((check.differences?.worst?.relativeError ?? 1) < 0.01)
    let wrong = file.replacing("\"gradient\": [0.5]", with: "\"gradient\": [0.6]")
    #expect(try !GraphCheck(ComputationGraph(jsonText: wrong)).isOK)
  }

  @Test(arguments: files, ["cast", "identity"]) func aCastThatIsANodeOfItsOwn(
    _ file: String, _ op: String
  ) throws {
    let type = file.contains("bfloat16") ? "bfloat16" : "float16"
    let cast = """
      {"id": "c", "op": "\(op)", "inputs": ["w"], "shape": [3, 2], "dtype": "\(type)"},
      {"id": "y",
      """
    let text = file.replacing("{\"id\": \"y\",", with: cast)
      .replacing("[\"x\", \"w\"]", with: "[\"x\", \"c\"]")
    var graph = try ComputationGraph(jsonText: text)
    #expect(try GraphCheck(graph).isOK)
    // What is sent back through the cast is told as well.
    graph.setGradient("w", graph.gradient("w").map { 3 * $0 })
    #expect(try GraphCheck(graph).wrong == ["w"])
  }

  @Test(arguments: files, [2, -1, 0.5, 0]) func aFactorIsStillNamed(
    _ file: String, _ factor: Double
  ) throws {
    var graph = try ComputationGraph(jsonText: file)
    graph.setGradient("w", graph.gradient("w").map { factor * $0 })
    let check = try GraphCheck(graph)
    #expect(!check.isOK && check.wrong == ["w"])
  }

  @Test(arguments: files) func aTransposedGradientIsStillNamed(_ file: String) throws {
    var graph = try ComputationGraph(jsonText: file)
    let right = graph.gradient("w")
    graph.setGradient("w", [0, 2, 4, 1, 3, 5].map { right[$0] })
    #expect(try GraphCheck(graph).suspects == ["y"])
  }

  /// A value whose input the file has only statistics of is recomputed with more digits.
  @Test(arguments: files) func aValueBehindASummary(_ file: String) throws {
    var graph = try ComputationGraph(jsonText: file)
    let index = try #require(graph.index(of: "y"))
    graph.nodes[index].value = .summary(TensorSummary(of: graph.nodes[index].elements))
    #expect(try GraphCheck(graph).isOK)
  }
}
