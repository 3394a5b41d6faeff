import Foundation
import Testing
import VizBase
import VizCheck
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizONNX

/// What `Tests/Oracles/onnx_models.py` wrote, and `onnx_networks.py` of networks that PyTorch exported: models,
/// and what PyTorch computes of them.
struct ModelFixture {
  struct Array: Decodable {
    var shape: [Int]
    var elements: [Double]

    var tensor: Tensor<Double> {
      get throws { try Tensor(elements, shape: Shape(shape)) }
    }
  }

  struct Numbers: Decodable {
    var inputs, outputs, gradients: [String: Array]
  }

  static let names = ["mlp", "convnet", "lstm", "transformer", "loop"]
  /// Exported by torch, in single precision.
  static let networks = [
    "residual", "residual-folded", "mobile", "unet", "words", "both-ways", "encoder", "causal",
    "patches", "twins", "shuffled",
  ].map { "networks/\($0)" }

  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  }

  let bytes: [UInt8]
  let numbers: Numbers
  /// How far a number may lie from PyTorch's, relative to itself or to 1.
  let tolerance: Double

  init(_ name: String) throws {
    tolerance = Self.networks.contains(name) ? 1e-4 : 1e-10
    bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).onnx")))
    numbers = try JSONDecoder().decode(
      Numbers.self, from: Data(contentsOf: Self.folder.appending(path: "\(name).json")))
  }

  func drawn() throws -> ONNXModel.Drawn {
    var options = ONNXModel.Options()
    options.inputs = try numbers.inputs.mapValues { try $0.tensor }
    return try ONNXModel(bytes).graph(options)
  }
}

@Suite struct ModelOracleTests {
  @Test(arguments: ModelFixture.names + ModelFixture.networks)
  func valuesAndGradientsAreThoseOfPyTorch(name: String) throws {
    let fixture = try ModelFixture(name)
    let drawn = try fixture.drawn()
    try drawn.graph.verify()
    #expect(!drawn.remarks.contains { $0.hasPrefix("not computed") })
    let outputs = drawn.graph.outputs
    #expect(outputs.count == fixture.numbers.outputs.count)
    let model = try ONNXModel(fixture.bytes)
    for (id, output) in zip(outputs, model.outputs) {
      let expected = try #require(fixture.numbers.outputs[output])
      fixture.expectEqual(port(id, of: drawn.graph)?.value, expected, "\(name): \(output)")
    }
    for (leaf, expected) in fixture.numbers.gradients {
      let node = drawn.graph.nodes.first { $0.id == leaf }
      fixture.expectEqual(node?.gradient, expected, "\(name): the gradient of \(leaf)")
    }
  }

  @Test(arguments: ModelFixture.names + ModelFixture.networks)
  func resultsAreThoseOfPyTorch(name: String) throws {
    let fixture = try ModelFixture(name)
    let results = try ONNXModel(fixture.bytes).results(
      of: fixture.numbers.inputs.mapValues { try $0.tensor })
    #expect(Set(results.keys) == Set(fixture.numbers.outputs.keys))
    for (output, expected) in fixture.numbers.outputs {
      let result = try #require(results[output])
      fixture.expectEqual(
        .elements(result.elements, shape: result.shape.extents), expected, "\(name): \(output)")
    }
  }

  @Test func resultsWithoutInputsNameThem() throws {
    let model = try ONNXModel(ModelFixture("mlp").bytes)
    let names = model.inputs.map(\.name).joined(separator: ", ")
    #expect {
      try model.results(of: [:])
    } throws: { error in
      (error as? ONNXError)?.message == "no numbers are given for: \(names)"
    }
  }

  /// The nodes that are operations of vizbp's say them with their attributes: the check computes
  /// them again, and finds nothing wrong.
  @Test(arguments: ["mlp", "convnet", "transformer"])
  func whatIsKnownCanBeChecked(name: String) throws {
    let graph = try ModelFixture(name).drawn().graph
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty)
    let checked = check.nodes.filter { $0.status == .ok }.count
    #expect(checked * 2 > graph.nodes.count, "\(checked) of \(graph.nodes.count)")
  }

  @Test(arguments: ModelFixture.names) func withoutInputsItIsDrawn(name: String) throws {
    let fixture = try ModelFixture(name)
    let drawn = try ONNXModel(fixture.bytes).graph()
    try drawn.graph.verify()
    #expect(drawn.graph.nodes.contains { $0.op == "input" && $0.value == nil })
    #expect(drawn.graph.nodes.contains { $0.role == .parameter && $0.value != nil })
  }

  @Test func aLossIsItsCrossEntropy() throws {
    let fixture = try ModelFixture("mlp")
    var options = ONNXModel.Options()
    options.inputs = try fixture.numbers.inputs.mapValues { try $0.tensor }
    options.labels = [1, 0, 1]
    let graph = try ONNXModel(fixture.bytes).graph(options).graph
    let loss = try #require(graph.nodes.first { $0.id == graph.outputs.first })
    let scores = try #require(fixture.numbers.outputs["y"]).elements
    let expected =
      zip([1, 0, 1], [0, 2, 4]).map { label, start in
        log(exp(scores[start]) + exp(scores[start + 1])) - scores[start + label]
      }.reduce(0, +) / 3
    #expect(loss.op == "cross_entropy")
    #expect(abs((loss.value?.scalar ?? .nan) - expected) < 1e-12)
  }

  private func port(_ id: Node.ID, of graph: ComputationGraph) -> VizTrace.Port? {
    let name = id.card
    guard let node = graph.nodes.first(where: { $0.id == name }) else { return nil }
    return node.output(at: name == id ? nil : Int(id.dropFirst(name.count + 1)))
  }
}

extension ModelFixture {
  fileprivate func expectEqual(_ data: TensorData?, _ expected: Array, _ comment: String) {
    guard case .elements(let elements, let shape)? = data else {
      Issue.record("\(comment): there are no numbers")
      return
    }
    #expect(shape == expected.shape, "\(comment)")
    for (a, b) in zip(elements, expected.elements) {
      #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(comment)")
    }
  }
}
