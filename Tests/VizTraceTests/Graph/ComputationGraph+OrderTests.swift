import Testing

@testable import VizTrace

@Suite struct ComputationGraphOrderTests {
  private func graph(_ wires: [(String, [String])]) -> ComputationGraph {
    ComputationGraph(
      nodes: wires.map { Node(id: $0.0, op: "op", inputs: $0.1) }, outputs: [])
  }

  @Test func listsInOrderKeepIt() throws {
    let diamond = graph([("x", []), ("a", ["x"]), ("b", ["x", "x"]), ("f", ["a", "b", "a"])])
    #expect(try diamond.topologicalOrder() == [0, 1, 2, 3])
  }

  @Test func theFirstThatIsFreeComesNext() throws {
    let order = try graph([("f", ["q", "z"]), ("q", ["x", "y"]), ("z", []), ("y", []), ("x", [])])
      .topologicalOrder()
    #expect(order == [2, 3, 4, 1, 0])
  }

  @Test func randomGraphsAreOrdered() throws {
    for seed in 0..<100 as Range<UInt64> {
      var random = RandomGraph(seed: seed)
      let graph = random.graph()
      let order = try graph.topologicalOrder()
      #expect(order.sorted() == Array(graph.nodes.indices))
      let index = NodeIndex(graph)
      var ranks = [Int](repeating: 0, count: order.count)
      for (rank, node) in order.enumerated() { ranks[node] = rank }
      for node in graph.nodes.indices {
        #expect(index.inputs(of: node).allSatisfy { ranks[$0] < ranks[node] })
      }
    }
  }

  @Test(arguments: [100_000, 1_000_000]) func longChainsAreOrdered(length: Int) throws {
    let nodes = (0..<length).map {
      Node(id: "\($0)", op: "neg", inputs: $0 == 0 ? [] : ["\($0 - 1)"])
    }
    #expect(try ComputationGraph(nodes: nodes, outputs: []).topologicalOrder() == Array(0..<length))
  }

  @Test func aLongCycleIsNamedInShort() throws {
    let nodes = (0..<100_000).map {
      Node(id: "n\($0)", op: "neg", inputs: ["n\(($0 + 99_999) % 100_000)"])
    }
    let error = try #require(fault(ComputationGraph(nodes: nodes, outputs: [])))
    #expect(error.nodes.count == 100_000)
    #expect(
      error.message == #"the nodes form a cycle: "n0" → "n1" → "n2" → "n3" → "n4" → "n5" → "#
        + #""n6" → "n7" → "n8" → "n9" → … (99990 more) → "n0""#)
  }

  @Test func manyInputsAndConsumersAreOrdered() throws {
    let leaves = (0..<50_000).map { ("\($0)", [String]()) }
    let wide = graph(
      [("all", leaves.map(\.0) + leaves.map(\.0))] + leaves
        + (0..<50_000).map { ("f\($0)", ["0"]) })
    let order = try wide.topologicalOrder()
    #expect(order.firstIndex(of: 0) == 50_000)
  }
}
