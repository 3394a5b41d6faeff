import Testing
import VizTrace

@testable import VizDiagram

/// What repeats where there are many inputs, or alike parts within what repeats.
@Suite struct FoldingRepeatsTests {
  private func read(
    _ graph: ComputationGraph
  ) throws -> (model: DiagramModel, folds: [DiagramModel.Fold]) {
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards.count <= Folding.readable, "\(model.cards.count) cards")
    let ranks = model.earliestRanks
    #expect(model.wires.allSatisfy { ranks[$0.from] < ranks[$0.to] })
    return (
      model, model.cards.compactMap { if case .fold(let fold) = $0.kind { fold } else { nil } }
    )
  }

  /// The inputs of time steps may stand outside of their scopes: they fold with the steps.
  @Test func whatOneStepAloneTakesFoldsWithIt() throws {
    var graph = FoldingStructureTests.recurrence(60, scoped: true)
    for index in graph.nodes.indices where graph.nodes[index].op == "input" {
      graph.nodes[index].scope = nil
    }
    let (model, folds) = try read(graph)
    let fold = try #require(folds.max { $0.repeats < $1.repeats })
    #expect(fold.title == "t=2 … t=60" && fold.repeats == 59, "\(folds.map(\.title))")
    #expect(model.cards.contains { $0.symbol == "tanh" })
  }

  /// The units of a layer are alike, and no chain: it is the layers that follow each other.
  @Test func layersOfAlikeUnitsAreOneFold() throws {
    var nodes = (0..<4).map { Node(id: "x\($0)", op: "input") }
    var last = nodes.map(\.id)
    for layer in 0..<20 {
      last = (0..<4).map { unit in
        let id = "l\(layer)u\(unit)"
        nodes += [
          Node(id: "\(id)w", op: "parameter", role: .parameter),
          Node(id: "\(id)p", op: "mul", inputs: [last[unit], "\(id)w"]),
          Node(id: "\(id)q", op: "mul", inputs: [last[(unit + 1) % 4], "\(id)w"]),
          Node(id: "\(id)s", op: "add", inputs: ["\(id)p", "\(id)q"]),
          Node(id: id, op: "tanh", inputs: ["\(id)s"]),
        ]
        return id
      }
    }
    let (_, folds) = try read(ComputationGraph(nodes: nodes, outputs: [last[0]]))
    let fold = try #require(folds.max { $0.repeats < $1.repeats })
    #expect(fold.repeats >= 17, "\(folds.map { "\($0.title) ×\($0.repeats)" })")
  }

  /// Two values pass everywhere but at the ends: one card would hide all of it.
  @Test func mostOfAGraphIsNoBlockOfIt() throws {
    var nodes = [Node(id: "n0", op: "input"), Node(id: "n1", op: "exp", inputs: ["n0"])]
    for index in 2..<300 {
      nodes.append(Node(id: "n\(index)", op: "add", inputs: ["n\(index - 1)", "n\(index - 2)"]))
    }
    nodes.append(Node(id: "f", op: "exp", inputs: ["n299"]))
    let (_, folds) = try read(ComputationGraph(nodes: nodes, outputs: ["f"]))
    #expect(folds.count >= 10 && folds.allSatisfy { $0.hidden < 150 }, "\(folds.map(\.hidden))")
  }
}
