import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

/// The chain rule on wires on which tensors flow.
@Suite struct TensorChainTests {
  private static let layer: KeyValuePairs<String, String> = [
    "W": "[[0.5, -1], [2, 0.25]]", "x": "[1, -0.5]", "b": "[0.1, 0.2]",
  ]

  private func chains(
    _ graph: ComputationGraph
  ) throws -> [String: DiagramModel.TensorChain] {
    let model = try DiagramModel(graph, options: .with { $0.show = .chain })
    return Dictionary(
      model.wires.compactMap { wire in
        wire.tensorChain.map {
          ("\(model.cards[wire.from].symbol)→\(model.cards[wire.to].symbol) \(wire.row)", $0)
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func everyWireShowsTheRuleThatItsGradientFlowsBy() throws {
    let chains = try chains(
      Graphs.formula("a = tanh(W @ x + b); sum(a * a)", Self.layer))
    #expect(
      chains.mapValues { $0.rules.first ?? "" } == [
        "W→matmul 0": "δxᵀ", "x→matmul 1": "Wᵀδ", "matmul→+ 0": "δ, unchanged",
        "b→+ 1": "δ, unchanged", "+→tanh 0": "⊙ (1 − a²)", "tanh→× 0": "⊙ a", "tanh→× 1": "⊙ a",
        "×→Σ 0": "δ, for every element",
      ])
  }

  @Test func theContributionsOfAFanAddUpToItsGradient() throws {
    let graph = try Graphs.formula("a = tanh(W @ x + b); sum(a * a)", Self.layer)
    let chains = try chains(graph)
    let total = try #require(graph.nodes.first { $0.id == "a" }?.gradient)
    let parts = try ["tanh→× 0", "tanh→× 1"].map {
      try #require(chains[$0]?.contribution?.summary.magnitude)
    }
    #expect(abs(parts.reduce(0, +) - total.magnitude) < 1e-12)
    // What is used once contributes all.
    #expect(chains["x→matmul 1"]?.contribution == graph.nodes.first { $0.id == "x" }?.gradient)
  }

  @Test func aStatedContributionIsTheEnginesOwn() throws {
    let part = TensorData.elements([3, 4], shape: [2])
    let nodes = [
      Node(id: "x", op: "input", value: part, gradient: part),
      Node(
        id: "p", op: "softmax", inputs: ["x"], value: part,
        gradient: .elements([1, 1], shape: [2]),
        unknownFields: ["contributions": .array([.array([.number("3"), .number("4")])])]),
      Node(id: "q", op: "gelu", inputs: ["x"], value: part, gradient: part),
    ]
    let chains = try chains(ComputationGraph(nodes: nodes, outputs: ["p", "q"]))
    #expect(chains["x→softmax 0"]?.contribution == part)
    // No formula says what flows back along the other wire.
    #expect(chains["x→GELU 0"]?.contribution == nil)
    #expect(
      chains["x→GELU 0"]?.rules == ["passes most of the gradient where its input is above 0"])
  }

  @Test func inForwardModeTheRuleIsThatOfTangents() throws {
    let tangent = TensorData.elements([1, 0], shape: [2])
    var graph = try Graphs.formula("a = tanh(W @ x + b); sum(a)", Self.layer)
    graph.isForwardMode = true
    for index in graph.nodes.indices {
      let isMoving = !["W", "b"].contains(graph.nodes[index].id)
      let isScalar = graph.nodes[index].extents == []
      graph.nodes[index].gradient =
        isMoving ? (isScalar ? .elements([1], shape: []) : tangent) : nil
    }
    let chains = try chains(graph)
    #expect(
      chains.mapValues { $0.rules.first ?? "" } == [
        "x→matmul 1": "Wτ", "matmul→+ 0": "τ, unchanged", "+→tanh 0": "⊙ (1 − a²)",
        "tanh→Σ 0": "Σ(τ)",
      ])
    // Nothing else moves what takes it.
    #expect(chains.values.allSatisfy { $0.contribution?.magnitude == 1 })
  }

  @Test func whereNothingFlowsNothingIsAdded() throws {
    var graph = try Graphs.formula("sum(W @ x)", ["W": "[[0.5, -1], [2, 0.25]]", "x": "[1, -0.5]"])
    graph.isForwardMode = true
    for index in graph.nodes.indices {
      let extents = graph.nodes[index].extents ?? []
      let tangent = graph.nodes[index].id == "W" ? 0.0 : 1
      graph.nodes[index].gradient = .elements(
        Array(repeating: tangent, count: extents.reduce(1, *)), shape: extents)
    }
    #expect(try chains(graph)["W→matmul 0"]?.contribution?.scalar == 0)
  }

  @Test func whatHasNoNameIsInOrOut() throws {
    let chains = try chains(
      Graphs.formula(
        "sum(relu(exp(W @ x)))", ["W": "[[0.5, -1], [2, 0.25]]", "x": "[1, -0.5]"]))
    #expect(chains["matmul→exp 0"]?.rules.first == "⊙ out")
    #expect(chains["exp→ReLU 0"]?.rules.first == "⊙ [in > 0]")
  }

  /// Rule and numbers stand free, in both directions and in frames.
  @Test(arguments: DiagramOptions.Direction.allCases, [nil, Frame.slide])
  func rulesAndNumbersStandFree(
    _ direction: DiagramOptions.Direction, _ frame: Frame?
  ) async throws {
    let graph = try Graphs.formula("a = tanh(W @ x + b); sum(a * a)", Self.layer)
    let options = DiagramOptions.with {
      $0.show = .chain
      $0.direction = direction
      $0.keepsDirection = true
      $0.fit = frame
      $0.form = .graph
    }
    let ink = Ink(try await Diagram(graph, options: options).picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let texts = Set(ink.texts.map(\.string))
    #expect(texts.isSuperset(of: ["Wᵀδ", "δxᵀ", "δ, for every element"]))
    // A slide that is read downwards has no room for each operation.
    #expect(texts.contains("⊙ (1 − a²)") == (direction == .lr || frame == nil))
    #expect(texts.contains("δ, upstream → contribution, by the rule"))
  }
}
