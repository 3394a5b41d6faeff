import Testing
import VizTrace

@testable import VizReport

@Suite struct ReplayTests {
  /// q = x x + y, f = q x at x = 1.5, y = 2.
  static let graph = ComputationGraph(
    nodes: [
      Node(id: "x", op: "input", value: .scalar(1.5), gradient: .scalar(8.75)),
      Node(id: "y", op: "input", value: .scalar(2), gradient: .scalar(1.5)),
      Node(
        id: "mul1", op: "mul", inputs: ["x", "x"], value: .scalar(2.25), gradient: .scalar(1.5),
        local: [.number(1.5), .number(1.5)]),
      Node(
        id: "q", op: "add", inputs: ["mul1", "y"], value: .scalar(4.25), gradient: .scalar(1.5),
        local: [.number(1), .number(1)]),
      Node(
        id: "mul2", op: "mul", inputs: ["q", "x"], value: .scalar(6.375), gradient: .scalar(1),
        local: [.number(1.5), .number(4.25)]),
    ], outputs: ["mul2"])

  static func lines(_ replay: Replay) -> [String] {
    replay.steps.map { step in
      [step.formula, step.numbers, step.remark].filter { !$0.isEmpty }.joined(separator: " | ")
    }
  }

  @Test func tellsBothPassesEdgeByEdge() throws {
    let switches = "switches: each input gets the gradient times the other input"
    let distributes = "distributes: both inputs get the gradient unchanged"
    #expect(
      Self.lines(try Replay(Self.graph)) == [
        "mul1 = x × x | = 1.5 × 1.5 = 2.25",
        "q = mul1 + y | = 2.25 + 2 = 4.25",
        "f = q × x | = 4.25 × 1.5 = 6.375",
        "∂f/∂f | = 1 | the backward pass begins at the output",
        "∂f/∂f × ∂f/∂q | = 1 × 1.5 = 1.5 | ∂f/∂q = x; \(switches)",
        "∂f/∂f × ∂f/∂x | = 1 × 4.25 = 4.25 | ∂f/∂x = q; \(switches);"
          + " one of 3 ways, which add up",
        "∂f/∂q × ∂q/∂mul1 | = 1.5 × 1 = 1.5 | \(distributes)",
        "∂f/∂q × ∂q/∂y | = 1.5 × 1 = 1.5 | \(distributes)",
        "∂f/∂mul1 × ∂mul1/∂x | = 1.5 × 1.5 = 2.25 | ∂mul1/∂x = x; \(switches);"
          + " one of 3 ways, which add up",
        "∂f/∂mul1 × ∂mul1/∂x | = 1.5 × 1.5 = 2.25 | ∂mul1/∂x = x; \(switches);"
          + " the last of 3 ways, which add up: ∂f/∂x = 8.75",
      ])
  }

  @Test func aNodeIsCompleteWithItsLastContribution() throws {
    let steps = try Replay(Self.graph).steps.filter { $0.pass == .backward && $0.node == 0 }
    #expect(steps.map(\.completes) == [false, false, true])
  }

  @Test func hiddenNodesAreNotTold() throws {
    let replay = try Replay(Self.graph) { $0 != 2 }
    #expect(replay.steps.allSatisfy { $0.node != 2 || $0.pass == .backward })
    // What x gets through the hidden node still counts.
    #expect(!Self.lines(replay).contains { $0.contains("∂mul1/∂x") })
  }

  @Test func tangentsHaveNoBackwardPass() throws {
    var graph = Self.graph
    graph.unknownFields["mode"] = .string("forward")
    #expect(try Replay(graph).steps.allSatisfy { $0.pass == .forward })
  }

  @Test func tensorsAreToldByShapeAndNorm() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "W", op: "parameter", value: .elements([1, 2], shape: [1, 2]),
          gradient: .elements([3, 4], shape: [1, 2])),
        Node(id: "s", op: "sum", inputs: ["W"], value: .scalar(3), gradient: .scalar(1)),
      ], outputs: ["s"])
    #expect(
      Self.lines(try Replay(graph)) == [
        "s = Σ(W) | 3", "∂s/∂s | = 1 | the backward pass begins at the output",
        "∂s/∂W from Σ(W) | distributes: every element gets the gradient; 1×2, norm 5",
      ])
  }
}
