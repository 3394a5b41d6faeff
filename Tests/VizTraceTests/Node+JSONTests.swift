import Testing
import VizBase

@testable import VizTrace

@Suite struct NodeJSONTests {
  @Test func unknownFieldsSurviveAsTheyWere() throws {
    let node = #"{"id": "a", "op": "input", "z": 0.10, "y": {"k": 1E+2}, "Value": [3]}"#
    let text = try ComputationGraph(jsonText: file(node)).jsonText()
    #expect(text.contains(node))
  }

  @Test func localEntriesAreNumbersTextsOrNothing() throws {
    let graph = try ComputationGraph(
      jsonText: file(
        #"{"id": "x", "op": "input", "local": []}"#,
        ##"{"id": "y", "op": "f", "inputs": ["x", "x", "x", "x"], "local": [1, "Infinity", "Wᵀ", null]}"##
      ))
    #expect(graph.nodes[0].local == [])
    #expect(graph.nodes[1].local == [.number(1), .number(.infinity), .text("Wᵀ"), nil])
  }

  @Test func extentsAreThoseThatAreKnown() {
    #expect(Node(id: "a", op: "x", shape: [2]).extents == [2])
    #expect(Node(id: "a", op: "x", gradient: .elements([1], shape: [1])).extents == [1])
    #expect(Node(id: "a", op: "x", value: .scalar(1)).extents == [])
    #expect(Node(id: "a", op: "x", value: .summary(TensorSummary(of: [1]))).extents == nil)
  }

  @Test func errorsNameTheNodeWhereverItsIdStands() {
    #expect(
      refusal(file(#"{"value": [true], "id": "late", "op": "x"}"#))?.description
        == #"2:12: node "late": "value" holds a boolean, which only a value of dtype bool may"#)
    #expect(refusal(file(#"{"value": [true], "op": "x"}"#))?.node == nil)
  }
}
