import Foundation
import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTensor
import VizTrace

@testable import VizDiagram

@Suite struct GraphvizEngineTests {
  private func message(_ request: LayoutRequest) async throws -> String {
    do {
      _ = try await GraphvizEngine.layout(request)
      return "no error"
    } catch let error as DiagramError {
      return error.message
    }
  }

  private func request(
    boxes: Int, edges: Int = 0, panels: Int = 0, _ dot: String
  ) -> LayoutRequest {
    var request = LayoutWorkerTests.request
    (request.boxes, request.edges, request.panels, request.dot) = (boxes, edges, panels, dot)
    return request
  }

  @Test func aGraphThatGraphvizRefusesIsAnError() async throws {
    let prefix = "Graphviz could not lay out the graph: "
    for dot in ["", "digraph {", "digraph { n0 -> ", "\u{0}", "no graph at all", "digraph { \" }"] {
      let message = try await message(request(boxes: 1, dot))
      #expect(message.hasPrefix(prefix + "it refused the graph"), "\(message)")
      #expect(message.split(whereSeparator: \.isNewline).count == 1)
    }
  }

  @Test func aLayoutThatLacksABoxOrAPanelIsAnError() async throws {
    let words = "Graphviz could not lay out the graph: its layout is incomplete"
    #expect(try await message(request(boxes: 2, "digraph { n0 }")).hasPrefix(words))
    #expect(try await message(request(boxes: 1, panels: 1, "digraph { n0 }")).hasPrefix(words))
  }

  @Test func whatIsNotAskedForIsLeftOut() async throws {
    let layout = try await GraphvizEngine.layout(
      request(boxes: 1, edges: 1, "digraph { edge[number=9]; n0 -> n7; x -> n0; n-3 }"))
    #expect(layout.centers.count == 1 && layout.routes == [[]] && layout.panels.isEmpty)
  }

  @Test func anEarlierFailureDoesNotTaintALaterLayout() async throws {
    _ = try await message(request(boxes: 1, "digraph {"))
    let first = try await GraphvizEngine.layout(LayoutWorkerTests.request)
    #expect(try await GraphvizEngine.layout(LayoutWorkerTests.request) == first)
    #expect(
      try await message(request(boxes: 2, "digraph { n0 }"))
        == "Graphviz could not lay out the graph: its layout is incomplete")
  }

  @Test func loopsAreLaidOut() async throws {
    var graph = LayoutGraph(direction: .lr)
    graph.boxes = (0..<3).map { _ in
      LayoutGraph.Box(size: Size(width: 30, height: 20), rows: 2)
    }
    graph.edges = [(0, 1), (1, 2), (2, 0), (1, 1)].map {
      LayoutGraph.Edge(from: $0.0, to: $0.1, row: 0)
    }
    let layout = try await GraphvizEngine.layout(LayoutRequest(graph))
    #expect(layout.centers.count == 3 && layout.routes.count == 4)
  }

  @Test func manyTasksAtOnceGetTheSameLayout() async throws {
    let request = LayoutWorkerTests.request
    let expected = try await GraphvizEngine.layout(request)
    try await withThrowingTaskGroup(of: Layout.self) { group in
      for _ in 0..<64 { group.addTask { try await GraphvizEngine.layout(request) } }
      for try await layout in group { #expect(layout == expected) }
    }
  }

  @Test func aCancelledTaskDoesNotBegin() async throws {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await GraphvizEngine.layout(LayoutWorkerTests.request)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// Graphviz numbers its searches with one byte; when it came around, it read freed memory. Whether
  /// that crashes is chance, so `LayoutGraphTests` holds that what provokes it is not asked for.
  @Test func aThousandLayoutsLeaveGraphvizSound() async throws {
    // The chain has leaves of its first rank and others, which is what it took.
    let chain = try #require(WorkedExample.lectures.first { $0.id == "mlp-scalar-chain" })
    let requests = try [chain.graph(), Graphs.scoped(layers: 3, operations: 2)]
      .map { graph in
        let options = DiagramOptions.with { $0.collapse = .none }
        let model = try DiagramModel(graph, options: options)
        let geometry = model.cards.map { CardGeometry($0, model: model, options: options) }
        return LayoutRequest(Placement.graph(model, geometry: geometry, options: options))
      }
    var expected: [Layout] = []
    for request in requests { expected.append(try await GraphvizEngine.layout(request)) }
    for round in 0..<1000 {
      let index = round % 7 == 3 ? 1 : 0
      #expect(try await GraphvizEngine.layout(requests[index]) == expected[index])
    }
  }

  /// Ranks alone are those of the whole layout, panels or not, for which they are asked first.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func ranksAreKnownBeforePlaces(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    for graph in [
      Graphs.random(seed: seed, numbers: &numbers), Graphs.scoped(layers: 4, operations: 3),
    ] {
      for direction in DiagramOptions.Direction.allCases {
        let options = DiagramOptions.with { $0.direction = direction }
        let model = try DiagramModel(graph, options: options)
        let geometry = model.cards.map { CardGeometry($0, model: model, options: options) }
        var layout = Placement.graph(model, geometry: geometry, options: options)
        let whole = try await GraphvizEngine.layout(LayoutRequest(layout))
        layout.isRankedOnly = true
        #expect(try await GraphvizEngine.layout(LayoutRequest(layout)).ranks == whole.ranks)
      }
    }
  }
}
