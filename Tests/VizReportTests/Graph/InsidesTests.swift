import Testing
import VizDiagram
import VizTrace

@testable import VizReport

/// What opens in the place of a fold.
@Suite struct InsidesTests {
  /// Layers of four operations each, in scopes or without.
  private static func layers(_ count: Int, scoped: Bool) -> ComputationGraph {
    var nodes = [Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(2))]
    for layer in 1...count {
      for op in ["sin", "exp", "tanh", "neg"] {
        nodes.append(
          Node(
            id: "\(op)\(layer)", op: op, inputs: [nodes[nodes.count - 1].id],
            scope: scoped ? "net/layer\(layer)" : nil, value: .scalar(0.5),
            gradient: .scalar(0.25)))
      }
    }
    nodes.append(
      Node(
        id: "loss", op: "square", inputs: ["neg\(count)"], value: .scalar(1), gradient: .scalar(1))
    )
    return ComputationGraph(name: "net", nodes: nodes, outputs: ["loss"])
  }

  @Test(arguments: [false, true]) func theFirstOfAlikePartsIsDrawn(scoped: Bool) async throws {
    let section = try await GraphSection(Self.layers(30, scoped: scoped))
    let level = section.levels[0]
    let fold = try #require(level.cards.first { $0.repeats > 20 }, "\(level.cards.map(\.title))")
    let inside = try #require(level.insides.first { $0.card == "g0-" + fold.id })
    let shown = Set(inside.cards.flatMap(\.nodes))
    #expect(fold.first.count == 4 && shown.isSuperset(of: fold.first))
    // What the first layer takes stands before it.
    #expect(shown.count == 5 && inside.cards.count == 5)
    #expect(inside.svg.contains("the first of \(fold.repeats)"))
    // Gradients are those of the loss, and not of what leaves the part.
    #expect(inside.svg.contains("∂loss/∂·"))
  }

  /// Each fold of a graph without scopes opens, and those in it do, until every operation was seen or a
  /// page has enough.
  @Test func foldsInFoldsOpenToo() async throws {
    let section = try await GraphSection(Self.layers(200, scoped: false))
    let all = section.levels[0].insides
    #expect(!all.isEmpty && all.count <= 40)
    let inner = all.flatMap { one in one.cards.map { one.prefix + $0.id } }
    let ids = Set(section.levels[0].cards.map { "g0-" + $0.id } + inner)
    for inside in all {
      #expect(ids.contains(inside.card))
      #expect(inside.cards.allSatisfy { $0.nodes.count < 801 })
      #expect(inside.wires.allSatisfy { inside.cards.indices.contains($0.from) })
      #expect(inside.wires.allSatisfy { inside.cards.indices.contains($0.to) })
    }
  }

  @Test func thePageSaysWhereEachStands() async throws {
    let html = try await GraphSection(Self.layers(30, scoped: true)).html()
    let ids = html.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let folds = html.matches(
      of: #/class="insides" data-of="([^"]*)" data-joints="([0-9 ]+)" hidden/#)
    #expect(!folds.isEmpty)
    for fold in folds { #expect(ids.contains(String(fold.1))) }
    // A graph that is not folded has none.
    let small = try await GraphSection(Self.layers(2, scoped: true)).html()
    #expect(!small.contains("class=\"insides\"") && small.contains("data-joints=\"\""))
  }
}
