import Testing
import VizBase
import VizTestSupport
import VizTrace

/// Reading and changing a graph takes work in proportion to its size: counted and not timed.
@Suite(.enabled(if: Allocations.areCounted)) struct GraphGrowthTests {
  @Test(arguments: ["a chain", "inputs of one node", "unknown fields", "a value"])
  func readingIsProportional(kind: String) throws {
    let growth = try Allocations.growth(at: 8_000) { size in
      let nodes =
        switch kind {
        case "a chain":
          [#"{"id": "n0", "op": "input"}"#]
            + (1...size).map { #"{"id": "n\#($0)", "op": "neg", "inputs": ["n\#($0 - 1)"]}"# }
        case "inputs of one node":
          [
            #"{"id": "x", "op": "input"}"#,
            #"{"id": "y", "op": "sum", "inputs": \#(Array(repeating: "x", count: size))}"#,
          ]
        case "unknown fields":
          [
            #"{"id": "x", "op": "input", "#
              + (0..<size).map { #""f\#($0)": 1"# }.joined(separator: ", ") + "}"
          ]
        default:
          [#"{"id": "x", "op": "input", "value": \#(Array(repeating: 0.5, count: size))}"#]
        }
      return Array(
        #"{"format": "vizbp.graph", "version": 1, "nodes": [\#(nodes.joined(separator: ","))]}"#
          .utf8)
    } of: {
      try ComputationGraph(jsonData: $0).nodes.count
    }
    #expect(growth < 16, "\(kind): \(growth)")
  }

  /// As other modules do it: node by node, in place.
  @Test func changingIsProportional() {
    let growth = Allocations.growth(at: 8_000) { size in
      ComputationGraph(
        nodes: (0..<size).map { Node(id: "n\($0)", op: "input") }, outputs: ["n0"])
    } of: { graph in
      var graph = graph
      for index in graph.nodes.indices {
        graph.nodes[index].value = .scalar(1)
        graph.nodes[index].attributes["step"] = 3
      }
      return graph.nodes.count
    }
    #expect(growth < 16, "\(growth)")
  }
}
