import Testing
import VizBase
import VizTensor
import VizTrace

@testable import VizONNX

/// What a model computes of its own numbers alone is drawn as one of these.
@Suite struct OwnNumbersTests {
  private func node(_ op: String, _ inputs: [String], _ output: String) -> ONNXNodeProto {
    SmallModel.node(op, inputs, [output])
  }

  private func weight(_ name: String, _ dims: [Int64]) -> ONNXTensorProto {
    var tensor = ONNXTensorProto()
    (tensor.name, tensor.dims, tensor.dataType) = (name, dims, 1)
    tensor.floatData = [Float](repeating: 0.5, count: Int(dims.reduce(1, *)))
    return tensor
  }

  private func model(_ nodes: [ONNXNodeProto]) throws -> ONNXModel {
    try SmallModel(
      nodes: nodes,
      initializers: [
        SmallModel.integers("shape", [2, 3]), SmallModel.integers("turn", [3, 4]),
        SmallModel.integers("rows", [2, 4]), weight("layer/v", [4, 3]), weight("g", [4]),
        weight("u", [4]),
      ]
    ).model
  }

  private func drawn(
    _ model: ONNXModel, _ inputs: [String: Tensor<Double>]
  ) throws -> [String: Node] {
    var options = ONNXModel.Options()
    options.inputs = inputs
    let drawn = try model.graph(options)
    try drawn.graph.verify()
    #expect(drawn.remarks.isEmpty)
    return Dictionary(uniqueKeysWithValues: drawn.graph.nodes.map { ($0.id, $0) })
  }

  @Test func itStandsAsAConstantOrAWeight() throws {
    let model = try model([
      node("ConstantOfShape", ["shape"], "made/w"), node("Neg", ["made/w"], "less"),
      node("Add", ["x", "less"], "a"), node("Reshape", ["layer/v", "turn"], "turned"),
      node("Identity", ["turned"], "same"),
      node("MatMul", ["a", "same"], "m"), node("Mul", ["g", "u"], "scaled"),
      node("Add", ["m", "scaled"], "y"),
    ])
    let given: [[String: Tensor<Double>]] = [[:], ["x": .ones(try Shape([2, 3]))]]
    for inputs in given {
      let nodes = try drawn(model, inputs)
      let names: Set = ["x", "less", "a", "layer/v", "m", "g", "u", "scaled", "y"]
      #expect(Set(nodes.keys) == names)
      let less = try #require(nodes["less"])
      #expect(less.op == "constant" && less.role == .constant && less.inputs.isEmpty)
      #expect(less.gradient == nil && less.value != nil)
      let turned = try #require(nodes["layer/v"])
      #expect(turned.op == "parameter" && turned.role == .parameter && turned.inputs.isEmpty)
      #expect(turned.label == "v" && turned.attributes["made_by"] == .string("identity"))
      #expect(nodes["m"]?.inputs == ["a", "layer/v"])
      #expect((turned.gradient != nil) == !inputs.isEmpty)
      // A weight of two others, whose gradients are to be seen.
      #expect(nodes["scaled"]?.inputs == ["g", "u"] && nodes["scaled"]?.role == nil)
    }
  }

  /// Where elements move or are repeated, the weight's own gradient is not that of what is made of it.
  @Test func aTransposedOrRepeatedWeightKeepsItsCard() throws {
    let model = try model([
      node("Transpose", ["layer/v"], "turned"), node("MatMul", ["x", "turned"], "m"),
      node("Expand", ["g", "rows"], "repeated"), node("Add", ["m", "repeated"], "y"),
    ])
    let nodes = try drawn(model, ["x": .ones(try Shape([2, 3]))])
    #expect(nodes["turned"]?.op == "transpose" && nodes["turned"]?.inputs == ["layer/v"])
    guard case .elements(let rows, shape: [4])? = nodes["g"]?.gradient else {
      Issue.record("there is no gradient of g")
      return
    }
    #expect(rows == [2, 2, 2, 2])
    let twos = TensorData.elements([Double](repeating: 2, count: 12), shape: [4, 3])
    #expect(nodes["layer/v"]?.gradient == twos)
  }

  /// A weight that is used as it is as well has its whole gradient under its own name.
  @Test func aWeightThatIsUsedTwiceStaysWhatItIs() throws {
    let model = try model([
      node("Mul", ["layer/v", "x"], "a"), node("Transpose", ["layer/v"], "turned"),
      node("MatMul", ["a", "turned"], "y"),
    ])
    let nodes = try drawn(model, ["x": .ones(try Shape([4, 3]))])
    #expect(nodes["turned"]?.op == "transpose" && nodes["turned"]?.inputs == ["layer/v"])
    #expect(nodes["layer/v"]?.role == .parameter && nodes["layer/v"]?.gradient != nil)
  }
}
