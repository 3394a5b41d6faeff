import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

/// The words beside cards: what a gate really does, and what a leaf is called.
@Suite struct RoleTests {
  private func gates(_ formula: String) throws -> [String?] {
    let graph = try Graphs.formula(formula, ["x": "2", "y": "3"])
    return try DiagramModel(graph, options: DiagramOptions()).cards.filter { $0.family != .leaf }
      .map(\.gate)
  }

  @Test func whatHasOneInputSwitchesNothing() throws {
    #expect(try gates("-x * y") == [nil, "switcher"])
    #expect(try gates("2 * (x * y)") == ["switcher", nil])
    #expect(try gates("x * y + 1") == ["switcher", "distributes to one"])
    #expect(try gates("x + y") == ["distributor"])
  }

  /// Tangents are neither switched nor distributed, nor is what never comes back.
  @Test func whereNothingComesBackThereAreNoRoles() async throws {
    var graph = try Graphs.formula("x * y + max(x, y)", ["x": "2", "y": "3"])
    let words: Set = ["switcher", "distributor", "router"]
    func shown() async throws -> Set<String> {
      let texts = try await Diagram(graph).picture.commands.compactMap { command -> String? in
        if case .text(let string, _, _, _, _) = command { string } else { nil }
      }
      return words.intersection(texts)
    }
    #expect(try await shown() == words)
    graph.isForwardMode = true
    #expect(try await shown().isEmpty)
    graph.isForwardMode = false
    for node in graph.nodes.indices { graph.nodes[node].gradient = nil }
    #expect(try await shown().isEmpty)
  }

  @Test func aLeafIsCalledWhatItsPanelDoesNotSay() throws {
    let names = ["encoder.0.weight", "encoder/0/bias", "other.weight", "encoder.0"]
    let leaves = names.map {
      Node(id: $0, op: "parameter", scope: "encoder/0", value: .scalar(1))
    }
    let graph = ComputationGraph(
      nodes: leaves + [Node(id: "f", op: "sum", inputs: names)], outputs: ["f"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards.prefix(4).map(\.name) == ["weight", "bias", "other.weight", "encoder.0"])
  }

  /// Names that differ only at the end are told apart.
  @Test func longNamesAreCutInTheMiddle() throws {
    let names = ["q", "k", "v"].map { "encoder.layers.0.self_attn.\($0)_proj.weight" }
    let leaves = names.map { Node(id: $0, op: "parameter", value: .scalar(1)) }
    let graph = ComputationGraph(
      nodes: leaves + [Node(id: "f", op: "sum", inputs: names)], outputs: ["f"])
    let shown = try DiagramModel(graph, options: DiagramOptions()).cards.prefix(3)
      .map(\.shownSymbol)
    #expect(Set(shown).count == 3)
    #expect(shown.allSatisfy { $0.hasPrefix("enc") && $0.hasSuffix("_proj.weight") })
  }

  /// Nor does an operation's name say again what its panel says.
  @Test func anOperationIsCalledWhatItsPanelDoesNotSay() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", value: .scalar(1)),
        Node(id: "block.h", op: "exp", inputs: ["x"], scope: "block", value: .scalar(1)),
        Node(id: "block.y", op: "sin", inputs: ["block.h"], scope: "block", value: .scalar(1)),
      ], outputs: ["block.y"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards[1].name == "h")
  }
}
