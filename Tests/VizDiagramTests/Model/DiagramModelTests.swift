import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct DiagramModelTests {
  private func model(
    _ graph: ComputationGraph, _ options: DiagramOptions = DiagramOptions()
  ) throws -> DiagramModel {
    try DiagramModel(graph, options: options)
  }

  private func card(_ symbol: String, _ model: DiagramModel) throws -> DiagramModel.Card {
    try #require(model.cards.first { $0.symbol == symbol })
  }

  @Test func everyWireHasItsStepOfTheChainRule() throws {
    let model = try model(
      Graphs.formula("q = x + y; f = q * z", ["x": "-2", "y": "5", "z": "-4"]))
    #expect(model.wires.count == 4)
    let steps = model.wires.map { wire in
      let ends = "\(model.cards[wire.from].symbol)→\(model.cards[wire.to].symbol)"
      return
        "\(ends): \(wire.chain.map { "\($0.upstream) × \($0.local) = \($0.product)" } ?? "")"
    }
    #expect(
      steps == [
        "x→+: -4.0 × 1.0 = -4.0", "y→+: -4.0 × 1.0 = -4.0", "+→×: 1.0 × -4.0 = -4.0",
        "z→×: 1.0 × 3.0 = 3.0",
      ])
    #expect(model.wires.map(\.magnitude) == [4, 4, 4, 3])
  }

  @Test func contributionsOfAFanAddUpToItsGradient() throws {
    let model = try model(Graphs.formula("x1*x2 + sin(x1)", ["x1": "2", "x2": "5"]))
    let x = try card("x₁", model)
    #expect(x.leaving.count == 2)
    let sum = x.leaving.compactMap { model.wires[$0].chain?.product }.reduce(0, +)
    #expect(abs(sum - (x.gradient?.scalar ?? .nan)) < 1e-12)
  }

  @Test func aLabelThatSaysNothingIsNone() throws {
    let leaf = Node(id: "e", op: "input", label: " ", value: .scalar(5))
    #expect(try model(ComputationGraph(nodes: [leaf], outputs: ["e"])).cards.map(\.symbol) == ["e"])
  }

  @Test func aValueUsedTwiceByOneNodeHasTwoWires() throws {
    let model = try model(Graphs.formula("x * x", ["x": "3"]))
    #expect(model.wires.map(\.row) == [0, 1] && model.wires.allSatisfy { $0.from == 0 })
    #expect(model.cards.last?.locals == [3, 3])
  }

  @Test func forwardModeHasNoChainRule() throws {
    let model = try model(
      Graphs.formula("x1*x2 + sin(x1)", ["x1": "2", "x2": "5"], seed: "x1"))
    #expect(model.isForwardMode && model.wires.allSatisfy { $0.chain == nil })
  }

  /// Each wire's tangent × local is a part of the tangent of what takes it.
  @Test func inForwardModeTheChainRuleIsOfTangents() async throws {
    let graph = try Graphs.formula("x1*x2 + sin(x1)", ["x1": "2", "x2": "5"], seed: "x1")
    let options = DiagramOptions.with { $0.show = .chain }
    let model = try DiagramModel(graph, options: options)
    for card in model.cards where !card.arriving.isEmpty {
      let parts = card.arriving.compactMap { model.wires[$0].chain?.product }
      #expect(parts.count == card.arriving.count)
      #expect(abs(parts.reduce(0, +) - (card.gradient?.scalar ?? .nan)) < 1e-12)
    }
    for direction in DiagramOptions.Direction.allCases {
      var options = options
      options.direction = direction
      let ink = Ink(try await Diagram(graph, options: options).picture, theme: .light)
      #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
      let texts = ink.texts.map(\.string)
      #expect(texts.contains("tangent × local = contribution") && texts.contains("|tangent|"))
      // No tangent is a sum of what flows out, and none was computed before.
      #expect(
        !texts.contains { $0.hasPrefix("Σ") || $0 == "already computed" || $0.contains("gradient") }
      )
    }
  }

  @Test func aSpelledOutSigmoidHasABracketWithItsRule() throws {
    let model = try model(Graphs.formula("1 / (1 + exp(-x))", ["x": "1"]))
    let bracket = try #require(model.brackets.first)
    #expect(bracket.text == "σ(x): dσ/dx = (1 − σ)σ = (1 − 0.73)(0.73) = 0.20")
    #expect(bracket.cards.map { model.cards[$0].symbol } == ["×−1", "exp", "+1", "1/x"])
    #expect(model.brackets.count == 1)
  }

  @Test(arguments: [
    "(1 + exp(-x))^-1", "1 / (exp(-x) + 1)", "y = 2*x; 1 / (1 + exp(-y))", "c = 1; c/(c+exp(-x))",
  ])
  func aSigmoidIsFoundHoweverItIsSpelled(formula: String) throws {
    #expect(try model(Graphs.formula(formula, ["x": "1"])).brackets.count == 1, "\(formula)")
  }

  @Test(arguments: [
    "1 / (1 + exp(x))", "2 / (1 + exp(-x))", "1 / (2 + exp(-x))",
    "e = exp(-x); 1 / (1 + e) + e", "log(2 + exp(x))", "1 / (1 + sin(-x))",
  ])
  func whatIsNoGateHasNoBracket(formula: String) throws {
    #expect(try model(Graphs.formula(formula, ["x": "1"])).brackets.isEmpty, "\(formula)")
  }

  @Test func aSpelledOutSoftplusHasABracketWithItsRule() throws {
    let model = try model(Graphs.formula("log(1 + exp(x))", ["x": "0"]))
    #expect(
      model.brackets.map(\.text) == ["softplus(x): d/dx = σ(x) = 1 − exp(−softplus) = 0.5"])
  }

  @Test func aGateThatReachesAcrossScopesHasNoBracket() throws {
    var graph = try Graphs.formula("1 / (1 + exp(-x))", ["x": "1"])
    for index in graph.nodes.indices {
      graph.nodes[index].scope = graph.nodes[index].op == "exp" ? "a" : "b"
    }
    #expect(try model(graph).brackets.isEmpty)
    for index in graph.nodes.indices { graph.nodes[index].scope = "a" }
    let inside = try model(graph)
    #expect(inside.brackets.count == 1 && inside.panels[1].parent == 0)
  }

  @Test func outputsHaveNames() throws {
    #expect(try model(Graphs.formula("x + 1", ["x": "1"])).cards.last?.outputName == "f")
    let named = try model(Graphs.formula("J = x + 1", ["x": "1"])).cards.last
    #expect(named?.outputName == "J" && named?.name == nil)
    let two = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input"), Node(id: "exp1", op: "exp", inputs: ["x"]),
        Node(id: "sin1", op: "sin", inputs: ["x"]),
      ], outputs: ["sin1", "exp1"])
    #expect(try model(two).cards.map(\.outputName) == [nil, "exp1", "sin1"])
  }

  @Test func namesThatPeopleGaveAreShown() throws {
    let nodes = [
      Node(id: "x", op: "input", label: "pixel0"), Node(id: "add12", op: "add", inputs: ["x"]),
      Node(id: "n3", op: "exp", inputs: ["add12"]), Node(id: "z1", op: "exp", inputs: ["n3"]),
      Node(id: "a_very_long_name", op: "exp", inputs: ["z1"]),
      Node(id: "17", op: "exp", inputs: ["z1"], label: "sigma_1"),
    ]
    let model = try model(ComputationGraph(nodes: nodes, outputs: []))
    #expect(model.cards.map(\.name) == ["pixel0", nil, nil, "z₁", nil, "σ₁"])
  }

  @Test func constantsAreShownByTheirNumber() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "c", op: "constant", value: .scalar(0.25)),
        Node(id: "f", op: "exp", inputs: ["c"]),
      ], outputs: ["f"])
    let first = try #require(try model(graph).cards.first)
    #expect(first.symbol == "0.25" && first.role == .constant)
  }

  @Test func localDerivativesFollowTheRows() throws {
    let model = try model(Graphs.formula("2 * x / y", ["x": "3", "y": "4"]))
    #expect(model.cards.last?.locals == [0.25, -0.375])
    #expect(try card("×2", model).locals == [2])
  }

  @Test func aGraphThatIsNoneIsRefused() {
    #expect(throws: GraphError.self) {
      try model(ComputationGraph(nodes: [], outputs: []))
    }
    #expect(throws: GraphError.self) {
      try model(
        ComputationGraph(nodes: [Node(id: "a", op: "exp", inputs: ["a"])], outputs: ["a"]))
    }
  }

  @Test func theUpdateRatioOfAParameterIsShown() throws {
    let node = Node(
      id: "w", op: "parameter", value: .elements([1, 2], shape: [2]),
      attributes: ["update_ratio": .number("1e-3")])
    let card = try #require(
      try model(ComputationGraph(nodes: [node], outputs: [])).cards.first)
    #expect(card.updateRatio == 0.001 && card.role == .parameter)
  }
}
