import Foundation
import SwiftProtobuf
import Testing
import VizTensor
import VizTrace

@testable import VizONNX

/// Damaged models end in an error, never in a trap.
@Suite struct HostileModelTests {
  /// Reads and runs what may be no model; an error is an answer.
  private func run(_ bytes: [UInt8]) {
    guard let model = try? ONNXModel(bytes) else { return }
    var options = ONNXModel.Options()
    for input in model.inputs { options.inputs[input.name] = try? input.random(seed: 1) }
    _ = try? model.graph(options)
    _ = try? model.graph()
  }

  @Test(arguments: ModelFixture.names) func everyCutEnds(name: String) throws {
    let bytes = try ModelFixture(name).bytes
    // At every byte of the small ones.
    for count in stride(from: 0, to: bytes.count, by: bytes.count < 1000 ? 1 : bytes.count / 60) {
      run(Array(bytes[..<count]))
    }
  }

  @Test(arguments: ModelFixture.names) func everyChangeEnds(name: String) throws {
    let bytes = try ModelFixture(name).bytes
    var generator = SplitMix64(seed: 21)
    for _ in 0..<40 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: changed.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      run(changed)
    }
  }

  /// What once ended the process, or kept it busy without end.
  @Test func whatOnceFailedEnds() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fuzz/kept/onnx")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files { run([UInt8](try Data(contentsOf: file))) }
  }

  private func model(_ change: (inout ONNXModelProto) -> Void) throws -> ONNXModel {
    var proto = try ONNXModelProto(serializedBytes: ModelFixture("mlp").bytes)
    change(&proto)
    return try ONNXModel(proto.serializedBytes())
  }

  @Test func sizesThatNoMemoryHasAreRefused() throws {
    let model = try model { $0.graph.initializer[0].dims = [1 << 40, 1 << 20] }
    #expect(throws: ONNXError.self) { try model.graph() }
  }

  /// As many elements as a file brings are computed with, and not as many as it claims.
  @Test func claimedElementsAreNotMade() throws {
    let model = try model { $0.graph.initializer[0].dims = [1 << 14, 1 << 13] }
    let error = #expect(throws: ONNXError.self) { try model.graph() }
    #expect(error?.message.hasSuffix("at most 67108864 can be computed with") == true)
    var other = try ONNXModel(ModelFixture("mlp").bytes)
    #expect(other.mostElements(largest: 12, room: 1 << 28) == 1 << 27)
    #expect(other.mostElements(largest: 1 << 28, room: 7) == 1 << 28)
    #expect(other.mostElements(largest: 12, room: 7) == 12)
    other.mostNumbers = 1 << 30
    #expect(other.mostElements(largest: 12, room: 1 << 29) == 1 << 29)
  }

  /// Each element of a sequence takes room, however many of them are one tensor.
  @Test func sequencesHaveABound() throws {
    var model = try SmallModel(
      nodes: (0..<60).map { index in
        SmallModel.node(
          "SequenceConstruct", [String](repeating: "x", count: 100), ["\(index)"])
      }, outputs: ["59"]
    ).model
    model.mostNumbers = 10_000
    let run = try ModelRun(model, given: ["x": Tensor(1)])
    #expect(
      run.gaps["SequenceConstruct"]?.reason
        == "10000 numbers were computed before it, and no more are kept")
    #expect(10_000...11_000 ~= run.numbers.computed)
  }

  @Test func whatIsComputedHasABound() throws {
    var model = try ONNXModel(ModelFixture("mlp").bytes)
    let given = try ModelFixture("mlp").numbers.inputs.mapValues { try $0.tensor }
    #expect(try ModelRun(model, given: given).gaps.isEmpty)
    #expect(model.most(given: 1000) == (1 << 28) + 16_000)
    model.mostNumbers = 1
    let run = try ModelRun(model, given: given)
    // The first one is computed, and the others are drawn.
    #expect(
      run.gaps.values.compactMap(\.reason)
        == ["1 numbers were computed before it, and no more are kept"])
    let error = #expect(throws: ONNXError.self) {
      try ONNXSession(model).results(of: given)
    }
    #expect(error?.message.hasPrefix("1 numbers were computed before the node ") == true)
  }

  /// A file of a few lines that doubles a tensor again and again.
  @Test func whatGrowsEndsAtTheBound() throws {
    var model = try model { proto in
      proto.graph.node = (0..<60).map { index in
        var node = ONNXNodeProto()
        (node.opType, node.output) = ("Concat", ["\(index + 1)"])
        let input = index == 0 ? "x" : "\(index)"
        node.input = [input, input]
        var axis = ONNXAttributeProto()
        (axis.name, axis.type) = ("axis", 2)
        node.attribute = [axis]
        return node
      }
      proto.graph.output[0].name = "60"
    }
    model.mostNumbers = 100_000
    let given = ["x": Tensor<Double>.ones(try Shape([3, 4]))]
    let run = try ModelRun(model, given: given)
    // The last tensor is as large as all before it.
    #expect(100_000...200_100 ~= run.numbers.computed)
    #expect(run.gaps["Concat"]?.reason?.hasPrefix("100000 numbers were computed") == true)
    let error = #expect(throws: ONNXError.self) { try ONNXSession(model).results(of: given) }
    #expect(error?.message.hasPrefix("100000 numbers were computed before the node ") == true)
  }

  @Test func externalDataStayInTheFolder() throws {
    for location in ["../secret", "/etc/passwd", "a/../../b", ""] {
      let model = try model { proto in
        var entry = ONNXEntryProto()
        entry.key = "location"
        entry.value = location
        proto.graph.initializer[0].externalData = [entry]
        proto.graph.initializer[0].dataLocation = 1
        proto.graph.initializer[0].rawData = Data()
      }
      let error = #expect(throws: ONNXError.self) { try model.graph() }
      #expect(error?.message.contains("outside of the model's folder") == true)
    }
  }

  @Test func aCycleIsNamed() throws {
    let model = try model { $0.graph.node[0].input[0] = "y" }
    let error = #expect(throws: ONNXError.self) { try model.graph() }
    #expect(
      error?.message == #"the node "layer1/Gemm" uses "y", which nothing before it computes"#)
  }

  @Test func functionsThatCallThemselvesEnd() throws {
    let model = try model { proto in
      var function = ONNXFunctionProto()
      function.name = "Self"
      function.domain = "own"
      function.input = ["a"]
      function.output = ["b"]
      var node = ONNXNodeProto()
      node.opType = "Self"
      node.domain = "own"
      node.input = ["a"]
      node.output = ["b"]
      function.node = [node]
      proto.functions = [function]
      proto.graph.node[1].opType = "Self"
      proto.graph.node[1].domain = "own"
    }
    #expect(throws: ONNXError.self) { try model.graph() }
  }

  @Test func whatIsNotComputedIsNamedAndDrawn() throws {
    let fixture = try ModelFixture("mlp")
    let model = try model { $0.graph.node[1].opType = "Bernoulli" }
    var options = ONNXModel.Options()
    options.inputs = try fixture.numbers.inputs.mapValues { try $0.tensor }
    let drawn = try model.graph(options)
    #expect(drawn.remarks == ["not computed, and drawn without numbers: Bernoulli"])
    #expect(drawn.graph.nodes.first { $0.op == "bernoulli" }?.value == nil)
    #expect(drawn.graph.nodes.first { $0.id == "layer1/Gemm" }?.value != nil)
  }

  @Test func inputsThatDoNotFitAreNamed() throws {
    let fixture = try ModelFixture("mlp")
    var options = ONNXModel.Options()
    options.inputs = ["x": .zeros(try Shape([2, 9]))]
    let error = #expect(throws: ONNXError.self) {
      try ONNXModel(fixture.bytes).graph(options)
    }
    #expect(error?.message == #"the input "x" is [2, 9], and the model takes [3, 4]"#)
    options.inputs = ["z": .zeros(.scalar)]
    #expect(throws: ONNXError.self) { try ONNXModel(fixture.bytes).graph(options) }
  }
}
