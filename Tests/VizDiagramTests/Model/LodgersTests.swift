import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct LodgersTests {
  private static func layer(
    bias: Node = Node(id: "layer.bias", op: "parameter", scope: "layer", shape: [2]),
    gradient: TensorData? = nil
  ) -> ComputationGraph {
    ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", shape: [2]),
        Node(
          id: "layer.weight", op: "parameter", scope: "layer", shape: [2, 2],
          value: .elements([1, 2, 3, 4], shape: [2, 2]), gradient: gradient),
        bias,
        Node(
          id: "layer.linear", op: "linear", inputs: ["x", "layer.weight", bias.id],
          scope: "layer", shape: [2]),
        Node(id: "f", op: "sum", inputs: ["layer.linear"], shape: []),
      ], outputs: ["f"])
  }

  private static let holding = DiagramOptions.with { $0.holdsParameters = true }

  private func names(_ graph: ComputationGraph, _ options: DiagramOptions) throws -> [[String]] {
    try DiagramModel(graph, options: options).cards.map { card in
      [card.symbol] + card.lodgers.map(\.name)
    }
  }

  @Test func parametersStandInTheCardOfTheirOperationWhereAskedFor() throws {
    let graph = Self.layer()
    #expect(
      try names(graph, Self.holding) == [["x"], ["linear", "weight", "bias"], ["Σ"]])
    #expect(
      try names(graph, DiagramOptions()) == [["x"], ["weight"], ["bias"], ["linear"], ["Σ"]])
    let model = try DiagramModel(graph, options: Self.holding)
    #expect(model.wires.map(\.uses.count) == [1, 1] && model.hidden == 0)
    // The card is all of its scope, and has its name.
    #expect(model.panels.isEmpty && model.cards[1].name == "layer")
  }

  @Test func constantsAlwaysDo() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", shape: [4]),
        Node(id: "shape", op: "constant", shape: [2], value: .elements([2, 2], shape: [2])),
        Node(id: "f", op: "reshape", inputs: ["x", "shape"], shape: [2, 2]),
      ], outputs: ["f"])
    #expect(try names(graph, DiagramOptions()) == [["x"], ["reshape", "shape"]])
    let row = try #require(
      try DiagramModel(graph, options: DiagramOptions()).cards[1].lodgers.first)
    #expect(LodgerRow(row, Arrangement()).beside == "2, 2")
  }

  /// Two layers of the same weights: the numbers stand in the first card, names in the other.
  private static func twins() -> ComputationGraph {
    var graph = layer(gradient: .elements([0, 3, 0, 4], shape: [2, 2]))
    graph.nodes[4] = Node(
      id: "twin.linear", op: "linear", inputs: ["layer.linear", "layer.weight", "layer.bias"],
      scope: "twin", shape: [2])
    graph.outputs = ["twin.linear"]
    return graph
  }

  @Test func whatSeveralShareStandsInAllOfTheirCards() async throws {
    let graph = Self.twins()
    #expect(
      try names(graph, Self.holding) == [
        ["x"], ["linear", "weight", "bias"], ["linear", "weight", "bias"],
      ])
    let model = try DiagramModel(graph, options: Self.holding)
    #expect(model.wires.count == 2)
    #expect(model.cards[1].lodgers.map(\.home) == [nil, nil])
    #expect(model.cards[2].lodgers.map(\.home) == ["of layer", "of layer"])
    let diagram = try await Diagram(graph, options: Self.holding)
    // Each node belongs to one card.
    #expect(diagram.cards.map(\.nodes.count) == [1, 3, 1])
    let ink = Ink(diagram.picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let texts = ink.texts.map(\.string)
    #expect(texts.count { $0 == "of layer" } == 2 && texts.count { $0 == "5" } == 1)
    // What flows to it from both is a sum.
    #expect(texts.contains("Σ "))
  }

  @Test func aFoldSaysWhatItSharesWithACard() async throws {
    let graph = try Graphs.fixture("lstm-five-steps")
    let model = try DiagramModel(graph, options: Self.holding)
    let fold = try #require(
      model.cards.first { if case .fold = $0.kind { true } else { false } })
    #expect(fold.taken == ["wx", "wh"])
    let ink = Ink(try await Diagram(graph, options: Self.holding).picture, theme: .light)
    #expect(ink.texts.contains { $0.string == "shares wx, wh" })
  }

  private func foldOfTheSteps(_ graph: ComputationGraph, most: Int) throws -> DiagramModel.Card {
    let model = try DiagramModel(
      graph,
      options: .with {
        $0.holdsParameters = true
        $0.mostCards = most
      })
    return try #require(
      model.cards.first { if case .fold = $0.kind { true } else { false } })
  }

  /// The weights of a recurrence, all of whose steps are folded, stand in the card of the fold.
  @Test func weightsThatFoldedOperationsAloneTakeStandInTheFoldsCard() async throws {
    let graph = try Graphs.fixture("lstm-five-steps")
    let fold = try foldOfTheSteps(graph, most: 9)
    #expect(fold.lodgers.map(\.name) == ["wx.weight", "wx.bias", "wh.weight"])
    #expect(fold.lodgers.allSatisfy { $0.home == nil && $0.isShared } && fold.taken.isEmpty)
    let options = DiagramOptions.with {
      $0.holdsParameters = true
      $0.mostCards = 9
    }
    let diagram = try await Diagram(graph, options: options)
    let ink = Ink(diagram.picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    for text in ["wx.weight", "wx.bias", "wh.weight"] {
      #expect(ink.texts.count { $0.string == text } == 1)
    }
  }

  /// A fold takes all of more weights than its card has room for with it, and says how many it hides.
  @Test(arguments: [6, 9])
  func ofManyWeightsAFoldHidesAll(_ layers: Int) throws {
    var nodes = [Node(id: "x", op: "input", shape: [2])]
    for layer in 0..<layers {
      let below = layer == 0 ? "x" : "h\(layer - 1)"
      nodes.append(Node(id: "w\(layer)", op: "parameter", shape: [2, 2]))
      nodes.append(
        Node(
          id: "h\(layer)", op: "matmul", inputs: ["w\(layer)", below], scope: "body", shape: [2]))
    }
    nodes.append(Node(id: "f", op: "sum", inputs: ["h\(layers - 1)"]))
    let options = DiagramOptions.with {
      $0.holdsParameters = true
      $0.collapse = .depth(0)
    }
    let model = try DiagramModel(ComputationGraph(nodes: nodes, outputs: ["f"]), options: options)
    #expect(model.cards.count == 3)
    guard case .fold(let fold) = model.cards[1].kind else { return }
    let isFew = layers <= Lodgers.most
    #expect(model.cards[1].lodgers.count == (isFew ? layers : 0))
    #expect(fold.hidden == (isFew ? layers : 2 * layers))
  }

  @Test func whatIsAWireToOneOrIsMarkedKeepsItsCard() throws {
    // A wire to one of those that share it is a card for all.
    var shared = Self.layer()
    shared.nodes[4] = Node(id: "f", op: "transpose", inputs: ["layer.weight"])
    #expect(try names(shared, Self.holding).contains(["weight"]))
    for options in [
      DiagramOptions.with {
        $0.holdsParameters = true
        $0.highlights = ["layer.weight": 1]
      },
      .with {
        $0.holdsParameters = true
        $0.focus = .init(on: "layer.weight", radius: 3)
      },
      .with {
        $0.holdsParameters = true
        $0.emphasis = Emphasis([.init(from: "layer.weight", to: "layer.linear"): 1], words: "")
      },
    ] {
      #expect(try names(Self.layer(), options).contains(["weight"]))
    }
    // The gradient of one number is a product that its wire shows.
    let number = Node(
      id: "layer.bias", op: "parameter", scope: "layer", shape: [], value: .scalar(1),
      gradient: .scalar(2))
    #expect(try names(Self.layer(bias: number), Self.holding).contains(["bias"]))
  }

  @Test func anOperationKeepsAnInput() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "v", op: "parameter", shape: [2]), Node(id: "w", op: "parameter", shape: [2]),
        Node(id: "f", op: "dot", inputs: ["v", "w"], shape: []),
      ], outputs: ["f"])
    #expect(try names(graph, Self.holding) == [["v"], ["dot", "w"]])
  }

  @Test func aLayerIsNoFoldOfItsOwnWeights() throws {
    let graph = Self.layer(gradient: .elements([0, 1, 0, 1], shape: [2, 2]))
    var options = Self.holding
    options.collapse = .depth(0)
    #expect(try names(graph, options) == [["x"], ["linear", "weight", "bias"], ["Σ"]])
    options.holdsParameters = false
    #expect(try names(graph, options) == [["x"], ["layer"], ["Σ"]])
  }

  @Test(arguments: [true, false])
  func aPictureSaysThatParametersAloneAreKnown(_ hasWeights: Bool) async throws {
    var graph = Self.layer()
    if !hasWeights { graph.nodes[1].value = nil }
    let ink = Ink(try await Diagram(graph, options: Self.holding).picture, theme: .light)
    let words = "no values are known but the parameters’"
    #expect(ink.texts.contains { $0.string == words } == hasWeights)
  }

  @Test func inALineTheNumbersStandBesideTheName() async throws {
    let graph = Self.layer(gradient: .elements([0, 3, 0, 4], shape: [2, 2]))
    var options = Self.holding
    options.arrangement = Arrangement(
      isCompact: true, isTerse: true, isSlim: true, holdsParameters: true, isPinned: false)
    let ink = Ink(try await Diagram(graph, options: options).picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let line = ink.texts.filter { ["weight", "5.48", "5"].contains($0.string) }
    let heights = line.map(\.rect.midY)
    // One baseline, and letters of two sizes.
    #expect(line.count == 3 && (heights.max() ?? 9) - (heights.min() ?? 0) < 2, "\(heights)")
    #expect(ink.texts.contains { $0.string.hasSuffix("of tensors their norms") } == false)
  }

  /// In one line a card's name stands before its numbers, in both directions, and costs no room beside it.
  @Test(arguments: DiagramOptions.Direction.allCases)
  func inALineTheCardsNameStandsBeforeItsNumbers(_ direction: DiagramOptions.Direction) async throws
  {
    var graph = Self.layer(gradient: .elements([0, 3, 0, 4], shape: [2, 2]))
    graph.nodes[3].value = .elements([6, 8], shape: [2])
    graph.nodes[3].gradient = .elements([1, 1], shape: [2])
    let options = DiagramOptions.with {
      $0.direction = direction
      $0.arrangement = Arrangement(
        isCompact: true, isTerse: true, isSlim: true, holdsParameters: true, isPinned: false)
    }
    let model = try DiagramModel(graph, options: options)
    let geometry = CardGeometry(model.cards[1], model: model, options: options)
    #expect(geometry.body?.name == "layer" && geometry.beside == 0)
    let ink = Ink(try await Diagram(graph, options: options).picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let name = try #require(ink.texts.first { $0.string == "layer" }?.rect)
    let value = try #require(ink.texts.first { $0.string == "10" }?.rect)
    #expect(abs(name.midY - value.midY) < 3 && name.maxX < value.minX)
    // The numbers stand above those of the parameters.
    let weight = try #require(ink.texts.first { $0.string == "5.48" }?.rect)
    #expect(abs(weight.maxX - value.maxX) < 0.5 && weight.minY > value.maxY)
  }

  @Test func theirNumbersStandInTheCard() async throws {
    let graph = Self.layer(gradient: .elements([0, 3, 0, 4], shape: [2, 2]))
    let diagram = try await Diagram(graph, options: Self.holding)
    #expect(diagram.cards[1].nodes == ["layer.linear", "layer.weight", "layer.bias"])
    let ink = Ink(diagram.picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    let texts = ink.texts.map(\.string)
    for text in ["weight", "2×2", "5.48", "5", "bias", "layer"] { #expect(texts.contains(text)) }
  }

  @Test func nothingOfThemIsGivenAwayBeforeItIsKnown() async throws {
    let graph = Self.layer(gradient: .elements([0, 3, 0, 4], shape: [2, 2]))
    let series = try await DiagramSeries(graph, options: Self.holding) { _, _ in
      try PassSteps(
        graph, forward: 1,
        steps: [
          .init(node: 3, words: "forward"),
          .init(node: 1, use: Use(consumer: 3, argument: 1), words: "backward"),
        ])
    }
    let texts = series.pictures.map { Ink($0, theme: .light).texts.map(\.string) }
    #expect(texts[0].contains("5.48") && !texts[0].contains("5") && texts[1].contains("5"))
  }

  /// Classes are no amounts: in the card of a loss they have no norm either.
  @Test func classesHaveNoNorm() async throws {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "z", op: "input", shape: [6, 3],
          value: .elements([Double](repeating: 0.5, count: 18), shape: [6, 3]),
          gradient: .elements([Double](repeating: 0.5, count: 18), shape: [6, 3])),
        Node(
          id: "labels", op: "constant", shape: [6],
          value: .elements([0, 1, 2, 0, 1, 2], shape: [6])),
        Node(
          id: "loss", op: "cross_entropy", inputs: ["z", "labels"], value: .scalar(1),
          gradient: .scalar(1)),
      ], outputs: ["loss"])
    for isSlim in [false, true] {
      let options = DiagramOptions.with {
        $0.arrangement = Arrangement(isCompact: true, isTerse: isSlim, isSlim: isSlim)
      }
      let model = try DiagramModel(graph, options: options)
      #expect(model.cards.last?.lodgers.map(\.isIndex) == [true])
      let picture = try await Diagram(graph, options: options).picture
      let texts = Ink(picture, theme: .light).texts.map(\.string)
      #expect(texts.contains("0 … 2") && !texts.contains("3.16"), "\(texts)")
    }
  }
}
