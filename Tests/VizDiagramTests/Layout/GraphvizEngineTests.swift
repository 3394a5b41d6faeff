import Foundation
import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTensor
import VizTrace

@testable import VizDiagram

@Suite struct GraphvizEngineTests {
  /// Boxes are as large as they were asked to be, to the next whole point, and stand apart.
  @Test(arguments: DiagramOptions.Direction.allCases)
  func boxesHaveTheRoomThatTheyAskFor(direction: DiagramOptions.Direction) async throws {
    var graph = LayoutGraph(direction: direction)
    graph.boxes = [(40.0, 30.0, 0), (25.5, 80.0, 3), (200.0, 12.0, 1)].map {
      LayoutGraph.Box(size: Size(width: $0.0, height: $0.1), rows: $0.2)
    }
    graph.edges = [(0, 1, 2), (1, 2, 0), (0, 2, 0)].map {
      LayoutGraph.Edge(from: $0.0, to: $0.1, row: $0.2)
    }
    let layout = try await GraphvizEngine.layout(graph)
    #expect(layout.ranks == [0, 1, 2] && layout.panels.isEmpty)
    let flow = layout.centers.map { direction == .lr ? $0.x : $0.y }
    let depths = graph.boxes.map { direction == .lr ? $0.size.width : $0.size.height }
    for rank in 0..<2 {
      let gap = flow[rank + 1] - flow[rank] - (depths[rank] + depths[rank + 1]) / 2
      #expect(gap > graph.rankSeparation - 1)
    }
    // The wire ends at the row that it was asked to enter: the last of three.
    let (end, box) = (try #require(layout.routes[0].last), layout.centers[1])
    let (across, breadth) =
      direction == .lr ? (end.y - box.y, 80.0) : (end.x - box.x, 26.0)
    #expect(abs(across - breadth / 3) < 1)
  }

  /// A panel without a title of its own keeps no room for its parent's.
  @Test func whatIsNotSaidIsNotInherited() async throws {
    func height(titled: Bool) async throws -> Double {
      var graph = LayoutGraph(direction: .lr)
      graph.panels = [
        LayoutGraph.Panel(title: Size(width: titled ? 60 : 0, height: 20), margin: 5),
        LayoutGraph.Panel(parent: 0, title: Size(width: 0, height: 0), margin: 3),
      ]
      graph.boxes = [LayoutGraph.Box(size: Size(width: 90, height: 30), rows: 0, panel: 1)]
      return try await GraphvizEngine.layout(graph).panels[1].height
    }
    #expect(try await height(titled: true) == height(titled: false))
  }

  @Test func aPanelWithoutABoxAndAWireThatIsOmittedHaveTheirPlaces() async throws {
    var graph = LayoutWorkerTests.graph
    graph.edges[0].isOmitted = true
    let layout = try await GraphvizEngine.layout(graph)
    #expect(layout.centers.count == 2 && layout.routes == [[]] && layout.ranks == [0, 0])
  }

  /// Two panels that are each other's parents are in no layout.
  @Test func whatGraphvizDoesNotPlaceIsAnError() async throws {
    var graph = LayoutWorkerTests.graph
    graph.panels = [1, 0].map {
      LayoutGraph.Panel(parent: $0, title: Size(width: 0, height: 0), margin: 1)
    }
    let first = try await GraphvizEngine.layout(LayoutWorkerTests.graph)
    let error = await #expect(throws: DiagramError.self) {
      try await GraphvizEngine.layout(graph)
    }
    #expect(
      error?.message == "Graphviz could not lay out the graph: its layout is incomplete")
    #expect(try await GraphvizEngine.layout(LayoutWorkerTests.graph) == first)
  }

  @Test func loopsAreLaidOut() async throws {
    var graph = LayoutGraph(direction: .lr)
    graph.boxes = (0..<3).map { _ in
      LayoutGraph.Box(size: Size(width: 30, height: 20), rows: 2)
    }
    graph.edges = [(0, 1), (1, 2), (2, 0), (1, 1)].map {
      LayoutGraph.Edge(from: $0.0, to: $0.1, row: 0)
    }
    let layout = try await GraphvizEngine.layout(graph)
    #expect(layout.centers.count == 3 && layout.routes.count == 4)
  }

  @Test func manyTasksAtOnceGetTheSameLayout() async throws {
    let request = LayoutWorkerTests.graph
    let expected = try await GraphvizEngine.layout(request)
    try await withThrowingTaskGroup(of: Layout.self) { group in
      for _ in 0..<64 { group.addTask { try await GraphvizEngine.layout(request) } }
      for try await layout in group { #expect(layout == expected) }
    }
  }

  @Test func aCancelledTaskDoesNotBegin() async throws {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await GraphvizEngine.layout(LayoutWorkerTests.graph)
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
        return Placement.graph(model, geometry: geometry, options: options)
      }
    var expected: [Layout] = []
    for request in requests { expected.append(try await GraphvizEngine.layout(request)) }
    for round in 0..<1000 {
      let index = round % 7 == 3 ? 1 : 0
      #expect(try await GraphvizEngine.layout(requests[index]) == expected[index])
    }
  }

  /// Ranks do not depend on sizes, for which they are asked first: aligned boxes stand in the same ranks,
  /// and a graph whose boxes had those sizes from the start is laid out alike.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func alignedBoxesKeepTheirRanks(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    for graph in [
      Graphs.random(seed: seed, numbers: &numbers), Graphs.scoped(layers: 4, operations: 3),
    ] {
      for direction in DiagramOptions.Direction.allCases {
        let options = DiagramOptions.with { $0.direction = direction }
        let model = try DiagramModel(graph, options: options)
        let geometry = model.cards.map { CardGeometry($0, model: model, options: options) }
        var asked = Placement.graph(model, geometry: geometry, options: options)
        let whole = try await GraphvizEngine.layout(asked)
        asked.alignsRanks = true
        let aligned = try await GraphvizEngine.layout(asked)
        #expect(aligned.ranks == whole.ranks)
        asked.alignsRanks = false
        asked.alignRanks(whole.ranks)
        #expect(try await GraphvizEngine.layout(asked) == aligned)
      }
    }
  }
}
