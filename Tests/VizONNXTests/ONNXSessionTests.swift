import Foundation
import SwiftProtobuf
import Testing
import VizBase
import VizTensor

@testable import VizONNX

/// A session computes in single precision what the tape does in double.
@Suite struct ONNXSessionTests {
  @Test(arguments: ModelFixture.names) func resultsAreThoseOfPyTorch(name: String) throws {
    let fixture = try ModelFixture(name)
    let session = try ONNXSession(ONNXModel(fixture.bytes))
    let inputs = try fixture.numbers.inputs.mapValues { try $0.tensor }
    // The second run finds nothing of the first.
    for results in [try session.results(of: inputs), try session.results(of: inputs)] {
      #expect(Set(results.keys) == Set(fixture.numbers.outputs.keys))
      for (output, expected) in fixture.numbers.outputs {
        let result = try #require(results[output])
        #expect(result.shape.extents == expected.shape)
        for (a, b) in zip(result.elements, expected.elements) {
          #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(name): \(output)")
        }
      }
    }
  }

  // MARK: - Networks of images

  private func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ ints: [String: [Int64]] = [:]
  ) -> ONNXNodeProto {
    var node = ONNXNodeProto()
    (node.opType, node.name, node.input, node.output) = (op, "a \(op)", inputs, outputs)
    for (name, list) in ints.sorted(by: { $0.key < $1.key }) {
      var attribute = ONNXAttributeProto()
      (attribute.name, attribute.ints, attribute.i) = (name, list, list[0])
      (attribute.type, attribute.f) = (7, Float(list[0]))
      node.attribute.append(attribute)
    }
    return node
  }

  private func tensor(
    _ name: String, _ dims: [Int64], seed: UInt64, least: Float = -1
  ) -> ONNXTensorProto {
    var generator = SplitMix64(seed: seed)
    var tensor = ONNXTensorProto()
    (tensor.name, tensor.dims, tensor.dataType) = (name, dims, 1)
    tensor.floatData = (0..<dims.reduce(1, *)).map { _ in .random(in: least...1, using: &generator)
    }
    return tensor
  }

  private func model(
    _ nodes: [ONNXNodeProto], _ initializers: [ONNXTensorProto] = [], inputs: [String] = ["x"],
    outputs: [String], opset: Int64 = 17
  ) throws -> ONNXModel {
    var proto = ONNXModelProto()
    proto.graph.node = nodes
    proto.graph.initializer = initializers
    proto.graph.input = inputs.map { name in
      var input = ONNXValueInfoProto()
      (input.name, input.type.tensorType.elemType) = (name, 1)
      return input
    }
    proto.graph.output = outputs.map { name in
      var output = ONNXValueInfoProto()
      output.name = name
      return output
    }
    var set = ONNXOperatorSetProto()
    set.version = opset
    proto.opsetImport = [set]
    return try ONNXModel(proto.serializedBytes())
  }

  /// How far a session is from the tape at most, beside the largest number.
  private func expectAgreement(
    _ model: ONNXModel, _ extents: [Int] = [2, 4, 6, 6],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    var generator = SplitMix64(seed: 3)
    var inputs: [String: Tensor<Double>] = [:]
    for input in model.inputs {
      inputs[input.name] = .randomNormal(try Shape(extents), using: &generator)
    }
    let (exact, single) = (
      try model.results(of: inputs), try ONNXSession(model).results(of: inputs)
    )
    #expect(single.mapValues(\.shape) == exact.mapValues(\.shape), sourceLocation: location)
    for (name, result) in single {
      let expected = try #require(exact[name]).elements
      let largest = expected.map(abs).max() ?? 0
      #expect(
        zip(result.elements, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, largest) },
        "\(name)", sourceLocation: location)
    }
  }

  private func norm(_ input: String, _ output: String) -> ONNXNodeProto {
    node("BatchNormalization", [input, "scale", "shift", "mean", "variance"], [output])
  }

  private var statistics: [ONNXTensorProto] {
    [
      tensor("scale", [4], seed: 2), tensor("shift", [4], seed: 3), tensor("mean", [4], seed: 4),
      tensor("variance", [4], seed: 5, least: 0.1),
    ]
  }

  /// A block of a residual network: norms go into the filters, relus into what they follow.
  @Test(arguments: [[2, 4, 6, 6], [1, 4, 6, 6]]) func aResidualBlock(extents: [Int]) throws {
    let block = try model(
      [
        node("Conv", ["x", "w", "bias"], ["a"], ["pads": [1, 1, 1, 1]]), norm("a", "b"),
        node("Relu", ["b"], ["c"]), node("Conv", ["c", "one"], ["d"]), norm("d", "e"),
        node("Add", ["e", "x"], ["f"]), node("Relu", ["f"], ["y"]),
        node("MaxPool", ["y"], ["z"], ["kernel_shape": [2, 2]]),
        node("GlobalAveragePool", ["z"], ["mean of z"]),
      ],
      [
        tensor("w", [4, 4, 3, 3], seed: 1), tensor("bias", [4], seed: 6),
        tensor("one", [4, 4, 1, 1], seed: 7),
      ] + statistics, outputs: ["y", "mean of z"])
    try expectAgreement(block, extents)
    var builder = try SessionBuilder(block)
    try builder.fold()
    builder.fuse()
    builder.finish()
    #expect(
      builder.steps.map(\.node.opType) == ["Conv", "Conv", "Add", "MaxPool", "GlobalAveragePool"])
    #expect(builder.steps.map(\.isRectified) == [true, false, true, false, false])
    #expect(builder.steps.map(\.freed) == [[], ["c"], ["e", "x"], [], ["z"]])
    // What the norms were made of is let go of.
    #expect(builder.constants.count == 4)
  }

  /// What others take as well stays as it is.
  @Test func whatHasTwoUsersIsNotTakenIn() throws {
    let model = try model(
      [
        node("Conv", ["x", "w"], ["a"]), norm("a", "b"), node("Relu", ["a"], ["c"]),
        node("Relu", ["b"], ["d"]), node("Add", ["c", "d"], ["e"]), node("Add", ["e", "e"], ["f"]),
        node("Relu", ["x"], ["g"]), node("Add", ["x", "g"], ["h"]),
      ], [tensor("w", [4, 4, 1, 1], seed: 1)] + statistics, outputs: ["a", "f", "h"])
    try expectAgreement(model)
  }

  /// Norms before convolutions, groups, strides and joined channels.
  @Test func aDenseBlock() throws {
    try expectAgreement(
      model(
        [
          norm("x", "a"), node("Relu", ["a"], ["b"]),
          node("Conv", ["b", "w"], ["c"], ["group": [2], "strides": [2, 2]]),
          node("AveragePool", ["x"], ["d"], ["kernel_shape": [2, 2], "strides": [2, 2]]),
          node("Concat", ["c", "d"], ["e"], ["axis": [1]]),
          node("Transpose", ["e"], ["f"], ["perm": [0, 2, 3, 1]]),
          node("Softmax", ["f"], ["y"]),
        ], [tensor("w", [4, 2, 1, 1], seed: 1)] + statistics, outputs: ["y"]))
  }

  /// Shapes that are computed of the input's, whole numbers, and operators without one operation.
  @Test func whatIsNoSingleOperation() throws {
    var limits = ONNXTensorProto()
    (limits.name, limits.dims, limits.dataType, limits.int64Data) = ("limits", [1], 7, [-1])
    try expectAgreement(
      model(
        [
          node("Shape", ["x"], ["a"], ["end": [2]]),
          node("Concat", ["a", "limits"], ["b"], ["axis": [0]]),
          node("Reshape", ["x", "b"], ["c"]), node("LpNormalization", ["c"], ["d"]),
          node("HardSigmoid", ["d"], ["e"]), node("Dropout", ["e"], ["y", "mask"]),
          node("ArgMax", ["e"], ["which"], ["axis": [2]]),
        ], [limits], outputs: ["y", "which"]))
  }

  @Test func whatDependsOnNoInputIsComputedOnce() throws {
    let model = try model(
      [
        node("Add", ["w", "w"], ["a"]), node("Mul", ["a", "x"], ["y"]),
        node("Mul", ["x", "x"], ["nobody's"]),
      ], [tensor("w", [4, 1, 1], seed: 1)], outputs: ["y", "a"])
    try expectAgreement(model)
    var builder = try SessionBuilder(model)
    try builder.fold()
    #expect(builder.steps.map(\.outputs) == [["y"]])
  }

  // MARK: - What does not fit

  @Test func whatIsMissingIsNamed() throws {
    let model = try model(
      [node("Add", ["x", "other"], ["y"])], inputs: ["x", "other", "unused"], outputs: ["y"])
    let error = #expect(throws: ONNXError.self) {
      try ONNXSession(model).results(of: ["x": Tensor(1)])
    }
    #expect(error?.message == "no numbers are given for: other")
    let results = try ONNXSession(model).results(of: ["x": Tensor(1), "other": Tensor(2)])
    #expect(results == ["y": Tensor(3)])
  }

  @Test func whatIsComputedTwiceIsRefused() throws {
    let model = try model(
      [node("Relu", ["x"], ["y"]), node("Neg", ["x"], ["y"])], outputs: ["y"])
    let error = #expect(throws: ONNXError.self) { try ONNXSession(model) }
    #expect(error?.message == #"the node "a Neg" computes "y", which is there already"#)
  }

  @Test func whatNothingComputesIsNamed() throws {
    for nodes in [[node("Relu", ["z"], ["y"])], [node("Relu", ["x"], ["a"])]] {
      let error = #expect(throws: ONNXError.self) {
        try ONNXSession(model(nodes, outputs: ["y"]))
      }
      #expect(error?.message.hasSuffix("which nothing before it computes") == true)
    }
  }

  @Test func whatIsNotComputedIsNamed() throws {
    let model = try model([node("Bernoulli", ["x"], ["y"])], outputs: ["y"])
    let error = #expect(throws: ONNXError.self) {
      try ONNXSession(model).results(of: ["x": Tensor(1)])
    }
    #expect(error?.kind == .unsupported)
    #expect(error?.message == #"the node "a Bernoulli", "Bernoulli", is not computed"#)
  }

  @Test(arguments: ModelFixture.names) func everyChangeEnds(name: String) throws {
    let bytes = try ModelFixture(name).bytes
    var generator = SplitMix64(seed: 22)
    for _ in 0..<40 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: changed.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      guard let model = try? ONNXModel(changed), let session = try? ONNXSession(model) else {
        continue
      }
      var inputs: [String: Tensor<Double>] = [:]
      for input in model.inputs { inputs[input.name] = try? input.random(seed: 1) }
      _ = try? session.results(of: inputs)
    }
  }
}
