import Testing
import VizTrace

@testable import VizONNX

/// The modules that PyTorch's newer exporter writes beside each node are its scope.
@Suite struct ModuleNamesTests {
  private func drawn(scopes text: String) throws -> Node {
    var node = SmallModel.node("Relu", ["x"], ["y"])
    node.name = "node_relu_1"
    var entry = ONNXStringStringEntryProto()
    (entry.key, entry.value) = ("pkg.torch.onnx.name_scopes", text)
    node.metadataProps = [entry]
    let graph = try SmallModel(nodes: [node]).model.graph().graph
    return try #require(graph.nodes.first { $0.id == "node_relu_1" })
  }

  @Test func aNodeIsInTheModuleThatMadeIt() throws {
    let node = try drawn(scopes: "['', 'layer1', 'layer1.0', 'layer1.0.act', 'relu_1']")
    #expect(node.scope == "layer1/0/act" && node.label == "relu")
    let outside = try drawn(scopes: "['', 'relu_1']")
    #expect(outside.scope == nil && outside.label == "relu")
  }

  @Test(
    arguments: [
      "", "[", "[]", "['relu']", "['a', '']", "['a', '_1']", "'a', 'b'", "[a, b]",
      "['a\\'b', 'c\\'d']",
    ])
  func whatIsNoListOfNamesIsLeft(text: String) throws {
    let node = try drawn(scopes: text)
    #expect(node.scope == nil && node.label == nil)
  }

  /// A parameter is in the same scope as the node that takes it.
  @Test func nodesAndParametersAreInTheSameScopes() throws {
    let graph = try ModelFixture("networks/residual").drawn().graph
    let scopes = Dictionary(
      graph.nodes.map { ($0.id, $0.scope) }, uniquingKeysWith: { first, _ in first })
    let users = graph.nodes.filter { $0.inputs.contains("two.3.weight") }
    #expect(users.map(\.scope) == ["two/3"] && scopes["two.3.weight"] == "two/3")
  }
}
