import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct LayoutGraphTests {
  @Test func panelsNestWithoutRecursion() async throws {
    var graph = LayoutGraph(direction: .tb)
    graph.panels = (0..<20_000).map {
      LayoutGraph.Panel(
        parent: $0 == 0 ? nil : $0 - 1, title: Size(width: 0, height: 0), margin: 1)
    }
    graph.boxes = [LayoutGraph.Box(size: Size(width: 10, height: 10), rows: 0, panel: 19_999)]
    let layout = try await GraphvizEngine.layout(graph)
    #expect(layout.panels.count == 20_000)
    #expect(layout.panels[0].width > layout.panels[19_999].width)
  }

  /// What a person wrote cannot reach Graphviz's parser.
  @Test func noTextOfAUserIsInIt() async throws {
    let evil = "\"];system;<b>&amp;\\ {}"
    let graph = ComputationGraph(
      name: evil,
      nodes: [
        Node(id: evil, op: evil, label: evil, scope: "\(evil)/\(evil)"),
        Node(id: "b", op: evil, inputs: [evil], label: evil, scope: evil),
      ], outputs: ["b"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    let asked = Placement.graph(
      model, geometry: model.cards.map { CardGeometry($0, model: model, options: .init()) },
      options: DiagramOptions()
    ).encoded
    #expect(!asked.contains("system") && !asked.contains("amp"))
    #expect(try await Diagram(graph).picture.size.width > 0)
  }
}
