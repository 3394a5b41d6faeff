import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct LineBreaksTests {
  private func choices(
    _ formula: String, _ values: KeyValuePairs<String, String>
  ) async throws -> (model: DiagramModel, ranks: [Int], cuts: [[Int]]) {
    let model = try DiagramModel(Graphs.formula(formula, values), options: DiagramOptions())
    let placement = try await Placement(model, options: DiagramOptions())
    let breaks = LineBreaks(placement, model, FlowAxes(direction: .lr))
    return (model, placement.ranks, breaks.choices(upTo: 6))
  }

  @Test func linesBecomeShorterTheMoreThereAre() async throws {
    let model = try DiagramModel(Graphs.chain(12), options: DiagramOptions())
    let placement = try await Placement(model, options: DiagramOptions())
    let cuts = LineBreaks(placement, model, FlowAxes(direction: .lr)).choices(upTo: 5)
    #expect(Set(cuts.map(\.count)).isSuperset(of: [1, 2, 3, 4]))
    let options = DiagramOptions()
    let widths = try cuts.map { try #require(placement.turned(at: $0, model, options)).size.width }
    #expect(widths.allSatisfy { $0 < placement.size.width * 0.75 })
  }

  /// What is wanted at the beginning of a line stands there, not at the end of the line before.
  @Test func leavesStandInTheLineOfWhatTakesThem() async throws {
    let options = DiagramOptions()
    let graph = try Graphs.formula("exp(exp(exp(x))) * w", ["x": "-1", "w": "2"])
    let model = try DiagramModel(graph, options: .with { $0.arrangement.isPinned = false })
    let strip = try await Placement(model, options: .with { $0.arrangement.isPinned = false })
    let product = try #require(model.cards.firstIndex { $0.symbol == "×" })
    let leaf = try #require(model.cards.firstIndex { $0.symbol == "w" })
    #expect(strip.ranks[leaf] == strip.ranks[product] - 1)
    let lines = try #require(strip.turned(at: [strip.ranks[product]], model, options))
    #expect(abs(lines.boxes[leaf].midY - lines.boxes[product].midY) < 80)
    #expect(lines.boxes[leaf].maxX <= lines.boxes[product].minX)
    let before = try #require(
      model.cards[product].arriving.map { model.wires[$0].from }
        .first { $0 != leaf })
    #expect(lines.boxes[before].maxY < lines.boxes[leaf].minY)
  }

  @Test func noGateIsParted() async throws {
    let it = try await choices("1 / (1 + exp(-(a*x + b)))", ["a": "2", "x": "-1", "b": "3"])
    let gate = try #require(it.model.brackets.first)
    let parts = gate.cards.map { it.ranks[$0] }
    let first = try #require(parts.min())
    #expect(!it.cuts.isEmpty)
    for cut in it.cuts.joined() { #expect(cut <= first || cut > (parts.max() ?? 0)) }
  }
}
