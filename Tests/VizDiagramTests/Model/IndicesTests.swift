import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct IndicesTests {
  /// Classes are whole numbers beside scores that are none, and have no norm.
  private static func graph(_ target: Node) -> ComputationGraph {
    ComputationGraph(
      nodes: [
        Node(
          id: "z", op: "input", shape: [2, 3],
          value: .elements([0.5, 1.25, -2, 0.75, 0.1, 0.2], shape: [2, 3])),
        target,
        Node(id: "L", op: "cross_entropy", inputs: ["z", target.id], value: .scalar(1.3)),
      ], outputs: ["L"])
  }

  @Test func targetsOfClassesAndWholeTypesAreIndices() {
    func isIndex(_ node: Node) -> Bool {
      let graph = Self.graph(node)
      return graph.indices(inputs: IndexLists(inputsOf: graph, NodeIndex(graph))).contains(1)
    }
    let whole = TensorData.elements([0, 2], shape: [2])
    #expect(isIndex(Node(id: "y", op: "input", shape: [2], value: whole)))
    #expect(isIndex(Node(id: "y", op: "input", shape: [2], dtype: .int64)))
    #expect(
      !isIndex(Node(id: "y", op: "input", value: .elements([0.5, 2], shape: [2]))))
    // As many as there are scores: probabilities.
    let hot = TensorData.elements([1, 0, 0, 0, 0, 1], shape: [2, 3])
    #expect(!isIndex(Node(id: "y", op: "input", value: hot)))
  }

  @Test(arguments: [Arrangement(), Arrangement(isCompact: true)])
  func aPictureSaysWhichThereAre(_ arrangement: Arrangement) async throws {
    let values = [0.0, 1, 2, 2, 1, 0, 2, 2]
    let target = Node(
      id: "y", op: "input", shape: [8], dtype: .int64, value: .elements(values, shape: [8]))
    let options = DiagramOptions.with { $0.arrangement = arrangement }
    let ink = Ink(try await Diagram(Self.graph(target), options: options).picture, theme: .light)
    #expect(ink.texts.contains { $0.string == "0 … 2" })
    #expect(!ink.texts.contains { $0.string.contains("3.74") || $0.string.contains("4.24") })
  }

  @Test func oneClassIsAWholeNumber() async throws {
    let target = Node(id: "y", op: "input", shape: [], dtype: .int64, value: .scalar(2))
    let ink = Ink(try await Diagram(Self.graph(target)).picture, theme: .light)
    #expect(ink.texts.contains { $0.string == "2" } && !ink.texts.contains { $0.string == "2.00" })
  }
}
