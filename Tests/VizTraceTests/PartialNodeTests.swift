import Testing
import VizBase

@testable import VizTrace

/// One node that cannot be understood is drawn without what is wrong with it.
@Suite struct PartialNodeTests {
  private func reading(
    _ node: String
  ) throws -> (graph: ComputationGraph, flaws: [GraphError]) {
    let text = Array(
      file(
        #"{"id": "x", "op": "input", "value": 1}"#, node,
        #"{"id": "y", "op": "exp", "inputs": ["x"], "value": 2}"#
      ).utf8)
    return try ComputationGraph.reading(isTolerant: true) { text }
  }

  @Test(arguments: [
    #""value": {"weird": 1}"#, #""value": "hello""#, #""value": null, "gradient": {"summary": 3}"#,
    #""shape": "abc""#, #""shape": [-1]"#, #""dtype": 5"#, #""attributes": [1]"#,
    #""local": "a""#, #""role": 7"#, #""role": "weight""#, #""label": 3"#, #""scope": []"#,
    #""value": [1, true]"#,
  ])
  func fieldsAreLeftOut(_ field: String) throws {
    let node = #"{"id": "q", "op": "neg", "inputs": ["x"], \#(field), "mine": 5}"#
    let (graph, flaws) = try reading(node)
    #expect(graph.nodes.map(\.id) == ["x", "q", "y"])
    var expected = Node(id: "q", op: "neg", inputs: ["x"])
    expected.unknownFields["mine"] = 5
    #expect(graph.nodes[1] == expected)
    #expect(flaws.count == 1 && flaws[0].nodes == ["q"] && flaws[0].location?.line == 3)
    #expect(flaws[0].message.hasPrefix("node \"q\": "))
    // A reader of numbers wants all of them.
    #expect(refusal(file(node, #"{"id": "x", "op": "input"}"#)) != nil)
  }

  @Test(arguments: [#""op": 7"#, #""op": """#, #""label": "q""#])
  func anOperationIsNotNeeded(_ field: String) throws {
    let (graph, flaws) = try reading(#"{"id": "q", "inputs": ["x"], "value": 3, \#(field)}"#)
    #expect(graph.nodes[1].op == "unknown" && graph.nodes[1].value == .scalar(3))
    #expect(flaws.count == 1)
  }

  /// What is wrong with the graph, or contradicts itself, is refused as ever.
  @Test(arguments: [
    #"{"id": "q", "op": "neg", "inputs": "x"}"#, #"{"id": "q", "op": "neg", "inputs": [3]}"#,
    #"{"id": "q", "op": "neg", "inputs": ["z"], "dtype": 5}"#, #"{"op": "neg"}"#, "5",
    #"{"id": "", "op": "neg"}"#, #"{"id": "q", "op": "neg", "inputs": ["x"], "value": [1, [2]]}"#,
    #"{"id": "q", "op": "neg", "inputs": ["x"], "dtype": 5, "value": [1], "shape": [2]}"#,
    #"{"id": "x", "op": "neg", "dtype": 5}"#, #"{"id": "q", "op": "neg", "dtype": 5, "dtype": 6}"#,
  ])
  func theRestIsToBeSound(_ node: String) {
    #expect(throws: GraphError.self) { try reading(node) }
  }

  @Test func mostNodesAreToBeUnderstood() throws {
    let flawed = #"{"id": "q", "op": "neg", "inputs": ["x"], "dtype": 5}"#
    let text = file(#"{"id": "x", "op": 7}"#, flawed, #"{"id": "y", "op": "input"}"#)
    #expect(throws: GraphError.self) {
      try ComputationGraph.reading(isTolerant: true) { Array(text.utf8) }
    }
  }

  /// The text is let go while the wires are looked at, and asked for again where they are at fault.
  @Test func theTextIsAskedForAgainWhereItIsWanted() throws {
    let text = file(#"{"id": "x", "op": "exp", "inputs": ["x"]}"#)
    let expected = try readingError(of: text)
    var count = 0
    #expect(throws: expected) {
      try ComputationGraph.reading(isTolerant: true) {
        count += 1
        return Array(text.utf8)
      }
    }
    #expect(count == 2)
  }

  /// What reading text says that is held meanwhile.
  private func readingError(of text: String) throws -> GraphError {
    try #require(throws: GraphError.self) { try ComputationGraph(jsonText: text) }
  }
}
