import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct StubsTests {
  /// A recurrence: each step takes the one before, and one weight.
  private static func recurrence(_ steps: Int) -> ComputationGraph {
    var nodes = [
      Node(id: "h0", op: "input", value: .scalar(1), gradient: .scalar(2)),
      Node(id: "w", op: "parameter", value: .scalar(1), gradient: .scalar(3)),
    ]
    for step in 1...steps {
      nodes.append(
        Node(
          id: "h\(step)", op: "mul", inputs: ["h\(step - 1)", "w"], value: .scalar(1),
          gradient: .scalar(2), local: [.number(1), .number(1)]))
    }
    return ComputationGraph(nodes: nodes, outputs: ["h\(steps)"])
  }

  @Test func farWiresOfWhatManyTakeBeginWithItsName() throws {
    let model = try DiagramModel(Self.recurrence(6), options: DiagramOptions())
    let ranks = model.ranks
    for wire in model.wires {
      let isFar = ranks[wire.to] - ranks[wire.from] > 2
      #expect(wire.stub == (isFar ? "w" : nil))
    }
    #expect(model.wires.count { $0.stub != nil } >= 3)
    let few = try DiagramModel(Self.recurrence(3), options: DiagramOptions())
    #expect(few.wires.allSatisfy { $0.stub == nil })
  }

  @Test(arguments: DiagramOptions.Direction.allCases)
  func theirNamesStandBeforeTheArrows(_ direction: DiagramOptions.Direction) async throws {
    let options = DiagramOptions.with { $0.direction = direction }
    let graph = Self.recurrence(7)
    let model = try DiagramModel(graph, options: options)
    let ink = Ink(try await Diagram(graph, options: options).picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let names = ink.texts.count { $0.string == "w" }
    #expect(names == 1 + model.wires.count { $0.stub != nil })
    let placement = try await Placement(model, options: options)
    #expect(placement.faults(model, options).isEmpty)
  }

  @Test func pathsThatStandOutAreWhole() throws {
    let emphasis = Emphasis([.init(from: "w", to: "h6"): 1], words: "the path")
    let model = try DiagramModel(Self.recurrence(6), options: .with { $0.emphasis = emphasis })
    #expect(model.wires.allSatisfy { $0.stub == nil })
    let chain = try DiagramModel(Self.recurrence(6), options: .with { $0.show = .chain })
    #expect(chain.wires.allSatisfy { $0.stub == nil })
  }
}
