import Testing
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct GraphNamesTests {
  private func roundTrip(_ graph: ComputationGraph) throws -> (ProtoGraph, ComputationGraph) {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    log.graph(graph)
    log.close()
    return (ProtoGraph(graph), try #require(try RunLog(folder: folder.path).graph()))
  }

  @Test func scopesArePathsAndIdsComeBack() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", scope: "net/layer 1", shape: [2, 3], dtype: .float32),
        Node(id: "net/w", op: "parameter", label: "W₁", scope: "net", role: .parameter),
        Node(id: "y", op: "matmul", inputs: ["x", "net/w", "x"], shape: []),
      ], outputs: ["y"])
    let (proto, read) = try roundTrip(graph)
    #expect(proto.node.map(\.name) == ["net/layer_1/x", "net/w", "y"])
    #expect(proto.node[2].input == ["net/layer_1/x", "net/w", "net/layer_1/x"])
    #expect(read.nodes.map(\.id) == ["x", "net/w", "y"])
    #expect(read.nodes.map(\.inputs) == graph.nodes.map(\.inputs))
    #expect(read.nodes.map(\.op) == graph.nodes.map(\.op))
    #expect(read.nodes.map(\.shape) == [[2, 3], nil, []])
    #expect(read.nodes.map(\.label) == [nil, "W₁", nil])
    #expect(read.nodes.map(\.role) == [nil, .parameter, nil])
    #expect(read.nodes[0].dtype == .float32)
    #expect(read.nodes[0].scope == "net/layer_1")
    #expect(read.outputs == ["y"])
  }

  /// Whatever the ids are, the names are TensorFlow's, each one is there once, and none is both a
  /// node and a scope.
  @Test func hostileNamesBecomeValidAndUnique() throws {
    let ids = [
      "a", "A", "a/b", "a_b", "a b", "", "^x", "_x", "x:0", "../../etc", "ünï", "✓", "a\u{0}", "-",
      "/", "//", "a/", String(repeating: "n", count: 500), "net",
    ]
    let graph = ComputationGraph(
      nodes: ids.enumerated().map { number, id in
        Node(
          id: id, op: "op", inputs: Array(ids[..<number]),
          scope: [nil, "", "a", "net/a", "/net//b c/", "Net"][number % 6])
      }, outputs: [])
    let proto = ProtoGraph(graph)
    let names = proto.node.map(\.name)
    #expect(Set(names.map { $0.lowercased() }).count == ids.count)
    let valid = /[A-Za-z0-9.][A-Za-z0-9_.\-\/]*/
    for name in names {
      #expect(try valid.wholeMatch(in: name) != nil, "\(name)")
      #expect(!names.contains { $0.lowercased().hasPrefix(name.lowercased() + "/") }, "\(name)")
    }
    for (number, node) in proto.node.enumerated() { #expect(node.input == Array(names[..<number])) }
    let (_, read) = try roundTrip(graph)
    #expect(read.nodes.map(\.id) == ids)
  }
}
