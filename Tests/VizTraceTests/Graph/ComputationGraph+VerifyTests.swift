import Testing
import VizBase

@testable import VizTrace

@Suite struct ComputationGraphVerifyTests {
  private func refused(_ nodes: Node..., outputs: [String] = []) -> String? {
    fault(ComputationGraph(nodes: nodes, outputs: outputs))?.description
  }

  @Test func aSoundGraphPasses() {
    let nodes = [
      Node(id: "y", op: "mul", inputs: ["x", "x"], value: .scalar(4), local: [.number(2), nil]),
      Node(id: "x", op: "input", shape: [], value: .scalar(2), gradient: .scalar(4)),
    ]
    #expect(fault(ComputationGraph(nodes: nodes, outputs: ["y"])) == nil)
  }

  @Test func wiresMustHold() {
    #expect(fault(ComputationGraph(nodes: [], outputs: []))?.message == "the graph has no nodes")
    #expect(refused(Node(id: "", op: "input")) == "node 1 has an empty id")
    #expect(refused(Node(id: "x", op: "")) == #"node "x": "op" is empty"#)
    #expect(
      refused(Node(id: "x", op: "input"), Node(id: "x", op: "exp"))
        == #"node "x": node 1 of the list has the same id"#)
    #expect(
      refused(Node(id: "y", op: "exp", inputs: ["x"]))
        == #"node "y": the input "x" is no node of the graph"#)
    #expect(
      refused(Node(id: "x", op: "input"), outputs: ["y"])
        == #"the output "y" is no node of the graph"#)
    #expect(
      refused(Node(id: "x", op: "exp", inputs: ["y"]), Node(id: "y", op: "exp", inputs: ["x"]))
        == #"the nodes form a cycle: "x" → "y" → "x""#)
  }

  @Test func whatWasReadIsVerifiedAnewWhenItChanges() throws {
    let read = try ComputationGraph(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "outputs": ["y"], "nodes": [
          {"id": "x", "op": "input", "value": 2}, {"id": "y", "op": "exp", "inputs": ["x"]}]}
        """)
    #expect(fault(read) == nil)
    #expect(read == ComputationGraph(nodes: read.nodes, outputs: read.outputs))
    #expect(try read.topologicalOrder() == [0, 1])
    var graph = read
    graph.nodes[1].inputs = ["z"]
    #expect(fault(graph)?.kind == .unknownInput)
    graph = read
    graph.nodes.append(Node(id: "x", op: "input"))
    #expect(fault(graph)?.kind == .duplicateID)
    graph = read
    graph.outputs = ["z"]
    #expect(fault(graph)?.kind == .unknownOutput)
    graph = read
    graph.seeds = [.scalar(1), nil]
    #expect(fault(graph)?.kind == .seedCount)
    graph = read
    graph.unknownFields = ["a": .number("0x1F")]
    #expect(fault(graph)?.kind == .invalidNumberText)
    graph = read
    graph.nodes.swapAt(0, 1)
    #expect(NodeIndex(graph)["x"] == 1)
    #expect(try graph.topologicalOrder() == [1, 0])
  }

  @Test func idsThatDifferInNormalizationAloneAreOne() {
    #expect(
      fault(
        ComputationGraph(
          nodes: [Node(id: "\u{E9}", op: "input"), Node(id: "e\u{301}", op: "input")], outputs: [])
      )?.kind == .duplicateID)
  }

  @Test func shapesMustBeCountable() {
    #expect(
      refused(Node(id: "x", op: "input", shape: [2, -1]))
        == #"node "x": "shape" [2, -1] has a negative extent or too many elements"#)
    #expect(
      refused(Node(id: "x", op: "input", shape: [1 << 40, 1 << 40]))
        == #"node "x": "shape" [1099511627776, 1099511627776] has a negative extent or too many "#
        + "elements")
    #expect(refused(Node(id: "x", op: "input", shape: [1 << 40, 0, 1 << 40])) == nil)
  }

  @Test func whatANodeCarriesMustFit() {
    #expect(
      refused(Node(id: "x", op: "input", value: .elements([1, 2, 3], shape: [2, 2])))
        == #"node "x": "value" has 3 elements, which do not fill the shape [2, 2]"#)
    #expect(
      refused(Node(id: "x", op: "input", shape: [], value: .elements([1], shape: [1])))
        == #"node "x": "value" is an array of shape [1], not a single number as "shape" says"#)
    #expect(
      refused(Node(id: "x", op: "input", value: .scalar(1), gradient: .elements([1], shape: [1])))
        == #"node "x": "gradient" is an array of shape [1], not a single number as the value has"#)
    #expect(
      refused(
        Node(id: "x", op: "input", shape: [3], gradient: .summary(TensorSummary(of: [1, 2]))))
        == #"node "x": "gradient" summarizes 2 elements, not 3 as "shape" says"#)
    #expect(
      refused(Node(id: "x", op: "input", local: [nil]))
        == #"node "x": "local" has 1 entry for 0 inputs"#)
    #expect(
      refused(Node(id: "x", op: "input", dtype: .int64, value: .scalar(0x1p63)))
        == #"node "x": "value" holds 9.223372036854776e+18, which is no int64"#)
    #expect(
      refused(Node(id: "x", op: "input", dtype: .bool, value: .scalar(.nan)))
        == #"node "x": "value" holds NaN, which is no boolean"#)
  }

  @Test func summariesMustAddUp() {
    var summary = TensorSummary(of: [0, 1, .nan])
    summary.zeros = 3
    #expect(
      refused(Node(id: "x", op: "input", value: .summary(summary)))
        == #"node "x": the summary counts more zeros, NaNs and infinities than elements"#)
    summary = TensorSummary(of: [1])
    for (histogram, words) in [
      (Histogram(edges: [], counts: []), "a histogram of 0 edges must have 0 counts, not 0"),
      (
        Histogram(edges: [0, .nan], counts: [1]),
        "the histogram's edges do not ascend: edge 2 is NaN, after 0"
      ),
      (Histogram(edges: [.nan], counts: []), "an edge of the histogram is NaN"),
      (Histogram(edges: [0, 1], counts: [-1]), "a count of the histogram is negative"),
    ] {
      summary.histogram = histogram
      #expect(
        refused(Node(id: "x", op: "input", value: .summary(summary))) == "node \"x\": \(words)")
    }
  }

  @Test func numbersOfUnknownFieldsMustBeJSON() {
    let odd = JSONValue.array([.object(["k": .number("0x1F")])])
    #expect(
      refused(Node(id: "x", op: "input", attributes: ["a": odd]))
        == #"node "x": a field holds the number "0x1F", which is none"#)
    let graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input")], outputs: [], unknownFields: ["a": odd])
    #expect(fault(graph)?.message == #"a field holds the number "0x1F", which is none"#)
    #expect(graph.jsonText().contains(#""a": [{"k": "0x1F"}]"#))
  }
}
