import Testing
import VizBase
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
    let replay = try Replay(Self.graph, isShown: { $0 != 2 })
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
        "s = Σ(W) | = 3", "∂s/∂s | = 1 | the backward pass begins at the output",
        "∂s/∂W = ∂s/∂s, for every element of W | norm 5"
          + " | 1×2; distributes: every element gets the gradient",
      ])
  }

  /// z = x W + b, a = relu(z), L = mean(a), of tensors that are known by their statistics.
  static let layer: ComputationGraph = {
    func tensor(_ norm: Double, _ shape: [Int]) -> TensorData {
      .summary(
        TensorSummary(
          count: shape.reduce(1, *), mean: 0, std: 1, min: -1, max: 1, norm: norm))
    }
    func node(
      _ id: String, _ op: String, _ inputs: [String], _ shape: [Int], _ norm: Double,
      _ gradient: Double?, _ role: Role? = nil
    ) -> Node {
      Node(
        id: id, op: op, inputs: inputs, shape: shape, value: tensor(norm, shape),
        gradient: gradient.map { tensor($0, shape) }, role: role)
    }
    var graph = ComputationGraph(
      nodes: [
        node("x", "input", [], [8, 2], 4, nil),
        node("dense/W", "parameter", [], [2, 3], 2, 0.5, .parameter),
        node("p", "matmul", ["x", "dense/W"], [8, 3], 6, 0.25),
        node("b", "parameter", [], [3], 1, 0.125, .parameter),
        node("z", "add", ["p", "b"], [8, 3], 7, 0.25),
        node("a", "relu", ["z"], [8, 3], 5, 0.75),
        Node(id: "L", op: "mean", inputs: ["a"], value: .scalar(0.5), gradient: .scalar(1)),
      ], outputs: ["L"])
    graph.nodes[1].attributes = ["update_ratio": JSONValue(0.01), "distance": JSONValue(1.5)]
    return graph
  }()

  /// The norm of what is finite would read as if a gradient had vanished.
  @Test func normsOfBrokenTensorsAreNotNumbers() throws {
    var graph = Self.layer
    for index in graph.nodes.indices {
      guard case .summary(var summary)? = graph.nodes[index].gradient else { continue }
      summary.norm = 0
      if graph.nodes[index].id == "dense/W" { summary.inf = 2 } else { summary.nan = 3 }
      graph.nodes[index].gradient = .summary(summary)
    }
    let update = Update(UpdateRule(.sgd, rate: 0.01, clipNorm: 1), step: 4)
    let lines = Self.lines(try Replay(graph, update: update))
    #expect(lines.contains { $0.contains("| norm NaN → NaN, 3 not finite") })
    #expect(lines.contains { $0.contains("| norm NaN → ∞, 2 not finite") })
    #expect(lines.contains { $0.contains("‖∂L/∂(dense/W)‖ = ∞") })
    #expect(!lines.contains { $0.contains("norm 0") })
    #expect(update.words(for: graph).contains("have the norm NaN, which"))
  }

  @Test func tensorsFlowBackByTheirRules() throws {
    let adam = UpdateRule.Method.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    let update = Update(UpdateRule(adam, rate: 0.01), step: 4)
    #expect(
      Self.lines(try Replay(Self.layer, update: update)) == [
        "p = x @ dense/W | norm 6 | 8×3", "z = p + b | norm 7 | 8×3",
        "a = ReLU(z) | norm 5 | 8×3; what is below 0 becomes 0", "L = mean(a) | = 0.5",
        "∂L/∂L | = 1 | the backward pass begins at the output",
        "∂L/∂a = ∂L/∂L / n, for every one of the n elements of a | norm 0.75"
          + " | 8×3; distributes: every element gets an equal share of the gradient",
        "∂L/∂z = ∂L/∂a ⊙ [z > 0] | norm 0.75 → 0.25 | 8×3; a gate: passes the gradient where its"
          + " input is above 0 and blocks it elsewhere",
        "∂L/∂p = ∂L/∂z | norm 0.25 → 0.25 | 8×3; distributes: both inputs get the gradient"
          + " unchanged",
        "∂L/∂b = Σ over the 8 rows of ∂L/∂z | norm 0.25 → 0.125 | 3; distributes",
        "∂L/∂(dense/W) = xᵀ @ ∂L/∂p | norm 0.25 → 0.5 | 2×3; switches: each factor gets the"
          + " gradient times the other one, transposed",
        "dense/W ← dense/W − η m̂ / (√ŝ + ε) | ‖Δ‖ = 0.02 | update ratio 0.01 × norm 2;"
          + " ‖∂L/∂(dense/W)‖ = 0.5; now 1.5 away from where it started",
        "b ← b − η m̂ / (√ŝ + ε) | ‖∂L/∂b‖ = 0.125",
      ])
  }
}
