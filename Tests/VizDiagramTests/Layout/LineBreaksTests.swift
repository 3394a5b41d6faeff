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

  @Test func noGateIsParted() async throws {
    let it = try await choices("1 / (1 + exp(-(a*x + b)))", ["a": "2", "x": "-1", "b": "3"])
    let gate = try #require(it.model.brackets.first)
    let parts = gate.cards.map { it.ranks[$0] }
    let first = try #require(parts.min())
    #expect(!it.cuts.isEmpty)
    for cut in it.cuts.joined() { #expect(cut <= first || cut > (parts.max() ?? 0)) }
  }
}
