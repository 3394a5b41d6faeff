import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct LayoutGraphTests {
  /// Ranks follow from the wires alone, so that they are asked for without sizes and ports.
  @Test func ranksAreThoseOfTheWholeLayout() async throws {
    for direction in DiagramOptions.Direction.allCases {
      var graph = LayoutGraph(direction: direction)
      graph.panels = [LayoutGraph.Panel(title: Size(width: 40, height: 20), margin: 12)]
      for box in 0..<12 {
        let size = Size(width: Double(30 + 7 * box), height: Double(90 - 5 * box))
        let panel = box % 3 == 0 ? 0 : nil
        graph.boxes.append(
          LayoutGraph.Box(size: size, rows: box < 3 ? 0 : 2, panel: panel, first: box < 2))
        guard box >= 3 else { continue }
        graph.edges.append(LayoutGraph.Edge(from: box - 1 - box % 3, to: box, row: 0, weight: 4))
        graph.edges.append(LayoutGraph.Edge(from: box / 2, to: box, row: 1, length: 1 + box % 2))
      }
      let whole = try await GraphvizEngine.layout(graph)
      graph.isRankedOnly = true
      #expect(try await GraphvizEngine.layout(graph).ranks == whole.ranks)
    }
  }

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
