import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct LayoutGraphEncodingTests {
  private static var graph: LayoutGraph {
    var graph = LayoutGraph(direction: .tb)
    graph.panels = [
      LayoutGraph.Panel(title: Size(width: 40.25, height: 20), margin: 12),
      LayoutGraph.Panel(parent: 0, title: Size(width: 0, height: 0), margin: 0),
    ]
    graph.boxes = [
      LayoutGraph.Box(size: Size(width: 0.1 + 0.2, height: 30), rows: 0, first: true),
      LayoutGraph.Box(size: Size(width: 60, height: 45), rows: 2, panel: 1),
    ]
    graph.edges = [
      LayoutGraph.Edge(from: 0, to: 1, row: 0, weight: 4, length: 2),
      LayoutGraph.Edge(from: 0, to: 1, row: 1, isOmitted: true),
    ]
    return graph
  }

  @Test func readsWhatItWrote() {
    var graph = Self.graph
    #expect(LayoutGraph(encoded: graph.encoded) == graph)
    graph.stepsForEachPlace = 0.25
    graph.alignsRanks = true
    (graph.nodeSeparation, graph.rankSeparation) = (22.5, 1e-9)
    #expect(LayoutGraph(encoded: graph.encoded) == graph)
    graph = LayoutGraph(direction: .lr)
    #expect(LayoutGraph(encoded: graph.encoded) == graph)
  }

  @Test func theWholeTextIsNeeded() {
    let lines = Self.graph.encoded.split(separator: "\n")
    for count in lines.indices {
      #expect(LayoutGraph(encoded: lines[..<count].joined(separator: "\n")) == nil)
    }
    #expect(LayoutGraph(encoded: Self.graph.encoded + "box -1 1 1 0 0\n") == nil)
    #expect(LayoutGraph(encoded: Self.graph.encoded + Self.graph.encoded) == nil)
  }

  @Test(arguments: [
    "", "end", "graph lr 1 1 0 0", "graph up 1 1 0 0\nend", "graph lr 1 1 0\nend",
    "graph\nend", "graph lr 1 1 0 0\ngraph lr 1 1 0 0\nend",
    "graph lr 1 1 0 0\nbox 0 1 1 0 0\nend", "graph lr 1 1 0 0\nbox -1 1 1 -1 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 9999999 0\nend", "graph lr 1 1 0 0\nbox -1 nan 1 0 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 0.5 0\nend", "graph lr 1 1 0 0\nbox -1 1 1 1e300 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 0 0\nedge 0 1 0 1 1 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 0 0\nedge -1 0 0 1 1 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 0 0\nedge 0 0 -1 1 1 0\nend",
    "graph lr 1 1 0 0\nbox -1 1 1 0 0\nedge 0 0 0 1e15 1 0\nend",
    "graph lr 1 1 0 0\npanel 1 1 1 1\nend", "graph lr 1 1 0 0\nnonsense\nend",
    "digraph { n0 }\nend",
  ])
  func refusesGarbage(text: String) {
    #expect(LayoutGraph(encoded: text) == nil)
  }

  /// One after another, in whatever pieces they arrive.
  @Test func saysWhereAGraphEnds() {
    let graph = Array(Self.graph.encoded.utf8)
    let two = graph + graph
    for count in two.indices {
      #expect(
        LayoutGraph.length(in: Array(two[..<count])) == (count < graph.count ? nil : graph.count))
    }
    for text in ["hello\ngraph lr 1 1 0 0\nend\n", String(repeating: "1", count: 1000)] {
      #expect(LayoutGraph.length(in: Array(text.utf8)) == text.utf8.count)
    }
  }
}
