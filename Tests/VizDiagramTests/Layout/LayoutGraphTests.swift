import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct LayoutGraphTests {
  @Test func aSmallGraphIsWrittenForGraphviz() {
    var graph = LayoutGraph(direction: .lr)
    graph.panels = [LayoutGraph.Panel(title: Size(width: 40, height: 20), margin: 12)]
    graph.boxes = [
      LayoutGraph.Box(size: Size(width: 50.5, height: 30), rows: 0, first: true),
      LayoutGraph.Box(size: Size(width: 60, height: 45), rows: 2, panel: 0),
    ]
    graph.edges = [
      LayoutGraph.Edge(from: 0, to: 1, row: 0, weight: 4, length: 2),
      LayoutGraph.Edge(from: 0, to: 1, row: 1),
    ]
    let table = #"<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">"#
    func cell(_ what: String, _ width: Int, _ height: Int) -> String {
      "<TD \(what)FIXEDSIZE=\"TRUE\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\"></TD>"
    }
    let title = table + "<TR>" + cell("", 40, 20) + "</TR></TABLE>"
    let leaf = table + "<TR>" + cell(#"PORT="o" "#, 51, 30) + "</TR></TABLE>"
    let ports =
      table + "<TR>" + cell(#"PORT="i0" "#, 12, 22) + "</TR><TR>"
      + cell(#"PORT="i1" "#, 12, 23) + "</TR></TABLE>"
    let sum =
      table + "<TR><TD>" + ports + "</TD>" + cell(#"PORT="o" "#, 48, 45) + "</TR></TABLE>"
    #expect(
      graph.dot == """
        digraph g {
        rankdir=LR;nodesep=0.19444444444444445;ranksep=0.5555555555555556;\
        node[shape=plain];edge[arrowhead=none,number=-1];
        subgraph cluster_0 {number=0;margin=12;label=<\(title)>;n1;}
        n0[label=<\(leaf)>];
        n1[label=<\(sum)>];
        {rank=same;n0;}
        n0:o:e->n1:i0:w[number=0,weight=4,minlen=2];
        n0:o:e->n1:i1:w[number=1,weight=1,minlen=1];
        }

        """)
    graph.isRankedOnly = true
    #expect(
      graph.dot == """
        digraph g {
        rankdir=LR;nodesep=0.19444444444444445;ranksep=0.5555555555555556;\
        phase=1;node[shape=plain,label=""];edge[arrowhead=none,number=-1];
        subgraph cluster_0 {number=0;margin=12;n1;}
        n0;
        n1;
        {rank=same;n0;}
        n0->n1[weight=4,minlen=2];
        n0->n1[weight=1,minlen=1];
        }

        """)
  }

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
      let whole = try await GraphvizEngine.layout(LayoutRequest(graph))
      graph.isRankedOnly = true
      #expect(try await GraphvizEngine.layout(LayoutRequest(graph)).ranks == whole.ranks)
    }
  }

  @Test func panelsNestWithoutRecursion() async throws {
    var graph = LayoutGraph(direction: .tb)
    graph.panels = (0..<20_000).map {
      LayoutGraph.Panel(
        parent: $0 == 0 ? nil : $0 - 1, title: Size(width: 0, height: 0), margin: 1)
    }
    graph.boxes = [LayoutGraph.Box(size: Size(width: 10, height: 10), rows: 0, panel: 19_999)]
    let dot = graph.dot
    #expect(dot.split(separator: "{").count == dot.split(separator: "}").count)
    #expect(dot.contains("cluster_19999 {number=19999;margin=1;n0;}"))
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
    let dot = Placement.graph(
      model, geometry: model.cards.map { CardGeometry($0, model: model, options: .init()) },
      options: DiagramOptions()
    ).dot
    #expect(!dot.contains("system") && !dot.contains("amp"))
    #expect(try await Diagram(graph).picture.size.width > 0)
  }
}
