import Testing
import VizTrace

@Suite("Changing a graph's nodes")
struct ChangeTests {
  @Test("A node is changed in place: the others are not copied for it")
  func inPlace() {
    var graph = ComputationGraph(
      nodes: (0..<100).map { Node(id: "n\($0)", op: "input", label: "old") }, outputs: ["n0"])
    let before = address(of: graph)
    for index in graph.nodes.indices { graph.nodes[index].label = "new" }
    #expect(address(of: graph) == before)
    #expect(graph.nodes.allSatisfy { $0.label == "new" })
  }

  @Test("What is known of a graph is found anew after a change")
  func foundAnew() throws {
    var graph = ComputationGraph(
      nodes: [Node(id: "a", op: "input"), Node(id: "b", op: "exp", inputs: ["a"])],
      outputs: ["b"])
    try graph.verify()
    graph.nodes[1].inputs = ["c"]
    #expect(throws: GraphError.self) { try graph.verify() }
  }

  private func address(of graph: ComputationGraph) -> Int {
    graph.nodes.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
  }
}
