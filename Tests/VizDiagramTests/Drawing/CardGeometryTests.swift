import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct CardGeometryTests {
  private func geometry(
    _ graph: ComputationGraph, _ options: DiagramOptions = DiagramOptions()
  ) throws -> [CardGeometry] {
    let model = try DiagramModel(graph, options: options)
    return model.cards.map { CardGeometry($0, model: model, options: options) }
  }

  @Test func aCardHasRoomForItsWires() throws {
    let last = try #require(geometry(Graphs.fan(30), .with { $0.collapse = .none }).last)
    #expect(last.rows == 30 && last.card.height >= 29 * last.pitch)
  }

  @Test func aCardOfThousandsOfWiresStaysWithinGraphviz() throws {
    let options = DiagramOptions.with { $0.collapse = .none }
    let last = try #require(geometry(Graphs.fan(20_000), options).last)
    #expect(last.box(.lr).height < 65_000)
  }

  @Test func theChainRuleHasAStripOfItsOwn() throws {
    let graph = Graphs.chain(3)
    #expect(try geometry(graph).allSatisfy { $0.strip == 0 })
    let strips = try geometry(graph, .with { $0.show = .chain }).map(\.strip)
    #expect(strips == [0] + [Double](repeating: Metric.chainStrip.lr, count: 3))
  }

  /// No wire is longer than what stands on it.
  @Test(arguments: DiagramOptions.Direction.allCases)
  func aWireOfWhichNothingIsKnownIsShort(_ direction: DiagramOptions.Direction) throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", value: .scalar(1)), Node(id: "h", op: "exp", inputs: ["x"]),
        Node(id: "f", op: "log", inputs: ["h"]),
      ], outputs: ["f"])
    let options = DiagramOptions.with { $0.direction = direction }
    let stubs = try geometry(graph, options).map(\.numberStub)
    let usual = direction == .lr ? Metric.stub.lr : Metric.stub.tb
    #expect(stubs == [usual, Metric.bareStub, Metric.bareStub])
  }

  /// Where nothing leaves a card, and nothing is known of it, no wire ends in the open.
  @Test func aDeadEndHasNoWire() async throws {
    var graph = Graphs.chain(2)
    graph.nodes.append(Node(id: "mask", op: "dropout", inputs: [graph.nodes[1].id]))
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards.map(\.isDeadEnd) == [false, false, false, true])
    let ink = Ink(try await Diagram(graph).picture, theme: .light)
    let card = try #require(ink.texts.first { $0.string == "dropout" }?.rect)
    let right = ink.wires.filter { wire in
      wire.points.contains { $0.x > card.maxX + 40 && abs($0.y - card.midY) < 8 }
    }
    #expect(right.isEmpty)
  }

  /// In a frame a fold holds its numbers, as other cards do.
  @Test func aFoldHoldsItsNumbersWhereRoomIsShort() async throws {
    let options = DiagramOptions.with {
      $0.mostCards = 9
      $0.arrangement = Arrangement(isCompact: true, holdsParameters: true, isPinned: false)
    }
    let model = try DiagramModel(Graphs.fixture("lstm-five-steps"), options: options)
    let index = try #require(
      model.cards.firstIndex { if case .fold = $0.kind { true } else { false } })
    let geometry = CardGeometry(model.cards[index], model: model, options: options)
    #expect(geometry.holdsNumbers && geometry.numberStub == Metric.bareStub)
  }

  @Test(arguments: [
    ([Int](), TensorBody.Style.nothing), ([3], .matrix(rows: 3, columns: 1)),
    ([4, 4], .matrix(rows: 4, columns: 4)), ([5, 2], .heatmap(rows: 5, columns: 2, cell: 14)),
    ([64], .heatmap(rows: 1, columns: 64, cell: 2)), ([65], .histogram), ([2, 2, 2], .histogram),
    ([65, 1], .histogram), ([0], .nothing), ([3, 0], .nothing),
  ])
  func theThumbnailFollowsTheShape(shape: [Int], style: TensorBody.Style) throws {
    guard !shape.isEmpty else { return }
    let values = [Double](repeating: 1, count: shape.reduce(1, *))
    let node = Node(id: "x", op: "input", value: .elements(values, shape: shape))
    let model = try DiagramModel(
      ComputationGraph(nodes: [node], outputs: []), options: DiagramOptions())
    let card = try #require(model.cards.first)
    #expect(TensorBody(card).style == style)
  }

  @Test(arguments: [[3, 4, 5, 6, 7, 8], [Int](repeating: 1, count: 40)])
  func aLongShapeStandsBesideTheSymbol(shape: [Int]) async throws {
    let summary = TensorSummary(of: [Double](repeating: 1, count: shape.reduce(1, *)))
    let nodes = [
      Node(id: "x", op: "input", value: .scalar(1)),
      Node(id: "h", op: "matmul", inputs: ["x"], shape: shape, value: .summary(summary)),
    ]
    let graph = ComputationGraph(nodes: nodes, outputs: ["h"])
    #expect(Ink(try await Diagram(graph).picture, theme: .light).faults.isEmpty)
  }
}
