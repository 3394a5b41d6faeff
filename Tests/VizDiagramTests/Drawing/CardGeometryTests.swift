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
