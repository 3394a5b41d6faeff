import Testing
import VizTrace

@testable import VizDiagram

@Suite struct InlinedConstantsTests {
  private func inlined(
    _ nodes: [Node], outputs: [String] = []
  ) -> InlinedConstants {
    let graph = ComputationGraph(nodes: nodes, outputs: outputs)
    return InlinedConstants(graph, inputs: IndexLists(inputsOf: graph, NodeIndex(graph)))
  }

  private let x = Node(id: "x", op: "input")
  private let one = Node(id: "1", op: "constant", value: .scalar(1))

  @Test func aConstantStandsOnItsConsumer() {
    let result = inlined([x, one, Node(id: "f", op: "sub", inputs: ["x", "1"])])
    #expect(result.nodes == [1])
    #expect(result.constants == [2: InlinedConstants.Constant(value: 1, slot: 1)])
  }

  @Test func aSharedConstantStandsOnAllItsConsumers() {
    let result = inlined([
      x, one, Node(id: "a", op: "add", inputs: ["x", "1"]),
      Node(id: "f", op: "div", inputs: ["1", "a"]),
    ])
    #expect(result.nodes == [1])
    #expect(result.constants.mapValues(\.slot) == [2: 1, 3: 0])
  }

  @Test func aConstantThatOneConsumerCannotTakeKeepsItsCard() {
    let result = inlined([
      x, one, Node(id: "a", op: "add", inputs: ["x", "1"]),
      Node(id: "f", op: "exp", inputs: ["1"]),
    ])
    #expect(result.nodes.isEmpty && result.constants.isEmpty)
  }

  @Test func anOperationKeepsOneInput() {
    let two = inlined([one, Node(id: "f", op: "add", inputs: ["1", "1"])])
    #expect(two.nodes.isEmpty && two.constants.isEmpty)
    let other = inlined([
      one, Node(id: "2", op: "constant", value: .scalar(2)),
      Node(id: "f", op: "add", inputs: ["1", "2"]),
    ])
    #expect(other.nodes == [1] && other.constants.mapValues(\.slot) == [2: 1])
  }

  @Test func anOutputKeepsItsCard() {
    let result = inlined([x, one, Node(id: "f", op: "add", inputs: ["x", "1"])], outputs: ["1"])
    #expect(result.nodes.isEmpty && result.constants.isEmpty)
  }

  @Test func tensorsAndUnknownValuesKeepTheirCards() {
    let vector = Node(id: "c", op: "constant", value: .elements([1, 2], shape: [2]))
    let unknown = Node(id: "d", op: "constant")
    let result = inlined([
      x, vector, unknown, Node(id: "f", op: "add", inputs: ["x", "c"]),
      Node(id: "g", op: "add", inputs: ["f", "d"]),
    ])
    #expect(result.nodes.isEmpty && result.constants.isEmpty)
  }
}
