import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct HeadingTests {
  private func heading(_ graph: ComputationGraph) throws -> Heading {
    let model = try DiagramModel(graph, options: DiagramOptions())
    return Heading(graph, model: model, options: DiagramOptions())
  }

  @Test func aGraphWithoutANameHasATitle() throws {
    var graph = Graphs.chain(2)
    graph.name = nil
    #expect(try heading(graph).title == "Computational graph")
    graph.name = ""
    #expect(try heading(graph).title == "Computational graph")
  }

  @Test func aLongNameIsCut() throws {
    var graph = Graphs.chain(2)
    graph.name = String(repeating: "name ", count: 10_000)
    let heading = try heading(graph)
    #expect(heading.title.hasSuffix("…") && heading.width <= 900)
  }

  @Test func manyGradientsAreNotAllRead() throws {
    #expect(try heading(Graphs.fan(30)).summary.hasSuffix(", …."))
  }
}

@Suite struct LegendTests {
  private func entries(
    _ graph: ComputationGraph, _ options: DiagramOptions = DiagramOptions()
  ) throws -> [Legend.Entry] {
    Legend([try DiagramModel(graph, options: options)], options: options).entries
  }

  @Test func halosAreExplained() async throws {
    let keys = [HighlightKey(from: 0, "odd"), HighlightKey(from: 1, "at fault")]
    let options = DiagramOptions.with {
      $0.highlights = ["sin1": 1]
      $0.highlightKeys = keys
    }
    let graph = Graphs.chain(2)
    #expect(try entries(graph, options).last == .highlight("at fault", alarm: 1))
    #expect(try entries(graph).count + 1 == entries(graph, options).count)
    let picture = try await Diagram(graph, options: options).picture
    #expect(picture.summary.contains(" Marked, at fault: sin"))
    #expect(Ink(picture, theme: .light).faults.isEmpty)
  }

  @Test func onlyWhatIsShownIsExplained() throws {
    let bare = ComputationGraph(nodes: [Node(id: "x", op: "input")], outputs: [])
    #expect(try entries(bare).isEmpty)
    let plain = try entries(Graphs.chain(2))
    #expect(plain.contains(.widths) && !plain.contains(.blocked) && !plain.contains(.broken))
    #expect(!plain.contains(.chain))
    #expect(try entries(Graphs.chain(2), .with { $0.show = .chain }).contains(.chain))
  }

  @Test func blockedAndBrokenWiresAreExplained() throws {
    var graph = Graphs.chain(2)
    graph.nodes[1].local = [.number(0)]
    #expect(try entries(graph).contains(.blocked))
    graph.nodes[0].value = .scalar(.nan)
    #expect(try entries(graph).contains(.broken))
  }
}
