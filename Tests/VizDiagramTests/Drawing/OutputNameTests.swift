import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

/// The names of outputs from which wires lead on.
@Suite struct OutputNameTests {
  @Test(arguments: DiagramOptions.Direction.allCases, ["h", "the first output"])
  func anOutputThatOthersTakeIsNamedBesideItsWire(
    _ direction: DiagramOptions.Direction, _ name: String
  ) async throws {
    var graph = Graphs.chain(3)
    graph.nodes[1].label = name
    graph.outputs = [graph.nodes[1].id, graph.nodes[3].id]
    let picture = try await Diagram(graph, options: .with { $0.direction = direction }).picture
    let ink = Ink(picture, theme: .light)
    #expect(ink.texts.contains { $0.string == name })
    #expect(ink.faults.isEmpty, "\(ink.faults)")
  }
}
