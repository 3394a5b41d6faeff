import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct FoldingTests {
  /// Of two scopes the larger one stands open where there is room for it, else the smaller one.
  @Test func scopesFoldOneByOneInAFrame() throws {
    let graph = try Graphs.fixture("transformer-block")
    let cases: [(Int, [String])] = [
      (19, []), (18, ["mlp"]), (12, ["attention"]), (9, ["attention", "mlp"]),
    ]
    for (most, folded) in cases {
      let model = try DiagramModel(
        graph,
        options: .with {
          $0.holdsParameters = true
          $0.mostCards = most
        })
      let titles = model.cards.compactMap { card in
        if case .fold(let fold) = card.kind { fold.title } else { nil }
      }
      #expect(titles == folded && model.cards.count <= most, "\(most): \(titles)")
    }
  }

  private func model(
    _ graph: ComputationGraph, _ collapse: DiagramOptions.Collapse = .automatic
  ) throws -> DiagramModel {
    let model = try DiagramModel(graph, options: .with { $0.collapse = collapse })
    try checkHonesty(model, graph)
    return model
  }

  /// Every node is on a card, on its consumer's card, or counted by the fold that hides it.
  private func checkHonesty(_ model: DiagramModel, _ graph: ComputationGraph) throws {
    var shown: Set<Int> = []
    var hidden = 0
    for card in model.cards {
      for node in card.nodes { #expect(shown.insert(node).inserted, "node \(node) is shown twice") }
      if case .fold(let fold) = card.kind {
        #expect(fold.hidden == card.nodes.count)
        hidden += fold.hidden
      }
    }
    #expect(model.hidden == hidden)
    for node in graph.nodes.indices where !shown.contains(node) {
      #expect(graph.nodes[node].op == "constant", "node \(graph.nodes[node].id) is lost")
    }
    for wire in model.wires {
      #expect(wire.from != wire.to)
      guard case .fold = model.cards[wire.to].kind else { continue }
      let alike = model.cards[wire.to].arriving.count { model.wires[$0].from == wire.from }
      #expect(alike == 1, "wires between folds are drawn once")
    }
  }

  private func folds(_ model: DiagramModel) -> [DiagramModel.Fold] {
    model.cards.compactMap { if case .fold(let fold) = $0.kind { fold } else { nil } }
  }

  @Test func nothingFoldsWhereNothingShall() throws {
    let model = try model(Graphs.scoped(layers: 12, operations: 5), .none)
    #expect(model.cards.count == 61 && model.hidden == 0)
  }

  @Test func aSmallGraphIsNotFolded() throws {
    #expect(try model(Graphs.chain(30)).hidden == 0)
  }

  @Test func scopesFoldByDepth() throws {
    let graph = Graphs.scoped(layers: 3, operations: 4)
    let one = try model(graph, .depth(0))
    // All but the output.
    #expect(folds(one).map(\.title) == ["encoder"] && one.cards.count == 3 && one.hidden == 11)
    let two = try model(graph, .depth(1))
    #expect(folds(two).map(\.title) == ["layer0", "layer1", "layer2"])
    #expect(two.cards.count == 5 && two.wires.count == 4)
    // The output stays in sight, and with it the panel that it is in.
    #expect(two.panels.map(\.title) == ["encoder", "layer2"])
    #expect(try model(graph, .depth(2)).hidden == 0)
    #expect(try model(graph, .depth(.max)).hidden == 0)
    #expect(try model(graph, .depth(-1)).hidden == 0)
  }

  @Test func alikeLayersFoldIntoOne() throws {
    let model = try model(Graphs.scoped(layers: 60, operations: 5))
    let fold = try #require(folds(model).first)
    #expect(model.cards.count <= Folding.readable)
    // But for the first of them, and the output.
    #expect(fold.repeats == 59 && fold.hidden == 294)
  }

  @Test func ofTwelveAlikeLayersOneIsOpen() throws {
    let model = try model(Graphs.scoped(layers: 12, operations: 5))
    let fold = try #require(folds(model).first)
    // The output is a part of the last, and in sight.
    #expect(fold.repeats == 11 && fold.hidden == 54)
    #expect(fold.title == "layer1 … layer11")
    // One norm a layer, that of what leaves it.
    #expect(fold.gradientNorms == (2...12).map(Double.init))
    #expect(model.panels.map(\.title) == ["encoder", "layer0", "layer11"])
    #expect(model.cards.count == 8 && model.cards.last?.outputName != nil)
  }

  @Test func whereThereIsNoRoomForOneAllAreFolded() throws {
    let model = try DiagramModel(
      Graphs.scoped(layers: 12, operations: 5), options: .with { $0.mostCards = 7 })
    let fold = try #require(folds(model).first)
    #expect(fold.repeats == 12 && fold.hidden == 59 && fold.title == "layer0 … layer11")
    #expect(model.cards.count == 3)
  }

  /// A block that is opened has its own scopes folded as far as there is room.
  @Test func scopesInTheFirstAreFolded() throws {
    var graph = Graphs.scoped(layers: 12, operations: 5)
    for index in graph.nodes.indices.dropFirst() where index % 5 != 0 {
      graph.nodes[index].scope? += "/inner"
    }
    let model = try DiagramModel(graph, options: .with { $0.mostCards = 6 })
    #expect(folds(model).map(\.title) == ["inner", "layer1 … layer11"])
    #expect(model.cards.count == 5 && model.panels.map(\.title).contains("layer0"))
  }

  @Test func aLongRunFoldsButNotTheOutput() throws {
    let model = try model(Graphs.chain(200))
    #expect(folds(model).map(\.title) == ["199 × sin"])
    #expect(model.cards.count == 3 && model.cards.last?.outputName != nil)
  }

  /// What is said of a fold is read aloud: signs are words, and layers come before the arithmetic.
  @Test func titlesSayWhatIsHiddenInWords() throws {
    let ops = ["batch_norm", "mul", "add", "relu", "conv2d"]
    var nodes = [Node(id: "x", op: "input"), Node(id: "w", op: "input")]
    for index in 0..<10 {
      nodes.append(
        Node(
          id: "n\(index)", op: ops[index % 5], inputs: [index == 0 ? "x" : "n\(index - 1)", "w"]))
    }
    let graph = ComputationGraph(nodes: nodes, outputs: ["n9"])
    let folding = try GraphReading(graph).unfolded
    func contents(_ nodes: Range<Int>) -> String { folding.contents(of: Array(nodes), graph) }
    #expect(contents(2..<12) == "2 batch norm, 2 ReLU, 2 conv, …")
    #expect(contents(2..<5) == "batch norm, product, addition")
    #expect(contents(3..<4) == "product" && contents(5..<6) == "ReLU")
    #expect(contents(0..<2) == "2 inputs")
    #expect(folding.contents(of: [3, 8], graph) == "2 products")
    #expect(folding.contents(of: [2, 7], graph) == "2 × batch norm")
    #expect(folding.ends(of: Array(2..<12), graph) == "batch norm … conv")
    #expect(folding.ends(of: [0, 3, 4], graph) == "product … addition")
    #expect(folding.ends(of: [2, 3, 7], graph) == nil && folding.ends(of: [0, 1], graph) == nil)
  }

  /// A list that would be cut gives way to what a fold begins and ends with.
  @Test func aTitleThatIsTooLongSaysTheEnds() {
    func title(_ title: String, _ ends: String?, _ width: Double) -> String {
      DiagramPainter.title(
        DiagramModel.Fold(
          title: title, ends: ends, path: [], repeats: 1, first: [], hidden: 9, gradientNorms: []),
        width: width)
    }
    let counts = "2 batch norm, 2 ReLU, 2 conv"
    #expect(title(counts, "batch norm … conv", 400) == counts)
    #expect(title(counts, "batch norm … conv", 150) == "batch norm … conv")
    #expect(title(counts + ", …", "batch norm … conv", 400) == "batch norm … conv")
    #expect(title(counts, nil, 150) == "2 batch norm, …")
  }

  private func folding(
    _ graph: ComputationGraph, _ body: (inout Folding, [Int], IndexLists) -> Void
  ) throws -> [Folding.Part] {
    let reading = try GraphReading(graph)
    var folding = reading.unfolded
    body(&folding, reading.order, reading.inputs)
    return folding.parts.filter { !$0.nodes.isEmpty }
  }

  /// A long run of several kinds of operations is shown as stretches, one of a single kind as one card, also
  /// in a graph that is too large to be compared with itself.
  @Test(arguments: [false, true]) func aVeryLongRunIsParted(hasWeights: Bool) throws {
    func run(_ count: Int, of ops: [String]) -> ComputationGraph {
      var nodes = [Node(id: "n0", op: "input")]
      for index in 1...count {
        if hasWeights { nodes.append(Node(id: "w\(index)", op: "parameter")) }
        nodes.append(
          Node(
            id: "n\(index)", op: ops[index * index % 7 % ops.count],
            inputs: ["n\(index - 1)"] + (hasWeights ? ["w\(index)"] : [])))
      }
      return ComputationGraph(nodes: nodes, outputs: ["n\(count)"])
    }
    for (count, ops, stretches) in [
      (30_000, ["add", "mul", "sub"], 20), (2_500, ["add", "mul"], 3), (30_000, ["add"], 1),
      (900, ["add", "mul"], 1),
    ] {
      let graph = run(count, of: ops)
      let parts = try folding(graph) { folding, order, inputs in
        folding.foldRuns(graph, order: order, inputs: inputs, withLeaves: hasWeights)
      }
      let sizes = parts.map(\.nodes.count)
      #expect(sizes.count == stretches, "\(sizes)")
      #expect((sizes.max() ?? .max) <= (sizes.min() ?? 0) + 4, "\(sizes)")
    }
  }

  /// What an operation alone takes stands with the fold of the operation, and takes no card from the others.
  @Test func neighboursAreManyWhereFoldsHaveLeavesOfTheirOwn() throws {
    var nodes = [Node(id: "s0", op: "input")]
    for branch in 1...60 {
      nodes.append(Node(id: "x\(branch)", op: "parameter"))
      for step in 1...6 {
        nodes.append(
          Node(
            id: "u\(branch).\(step)", op: "tanh",
            inputs: [step == 1 ? "x\(branch)" : "u\(branch).\(step - 1)"]))
      }
      nodes.append(
        Node(id: "s\(branch)", op: "add", inputs: ["s\(branch - 1)", "u\(branch).6"]))
    }
    let graph = ComputationGraph(nodes: nodes, outputs: ["s60"])
    let parts = try folding(graph) { folding, order, inputs in
      folding.foldRuns(graph, order: order, inputs: inputs)
      folding.foldNeighbours(graph, order: order, inputs: inputs, most: Folding.readable)
    }
    #expect((15...Folding.readable).contains(parts.count), "\(parts.map(\.title))")
  }

  @Test func aLargeGraphWithoutScopesFoldsIntoBlocks() throws {
    let model = try model(Graphs.layers(20, width: 50))
    #expect(model.cards.count <= Folding.readable)
    #expect(
      folds(model).allSatisfy { $0.title.hasSuffix(" additions") || $0.title.hasSuffix(" inputs") })
  }

  @Test func aWideNodeTakesOneWireFromEachFold() throws {
    let model = try model(Graphs.fan(5000))
    #expect(model.cards.count == 21 && model.wires.count == 20)
  }

  @Test func constantsOfAFoldAreHiddenAndCountedWithIt() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input"), Node(id: "c", op: "constant", value: .scalar(1)),
        Node(id: "a", op: "add", inputs: ["x", "c"], scope: "s"),
        Node(id: "b", op: "mul", inputs: ["a", "c"], scope: "s"),
        Node(id: "f", op: "neg", inputs: ["b"]),
      ], outputs: ["f"])
    let model = try model(graph, .depth(0))
    #expect(model.cards.count == 3 && model.hidden == 3)
    #expect(model.cards.contains { $0.nodes == [1, 2, 3] })
  }

  @Test func aConstantThatAFoldSharesIsShown() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input"), Node(id: "c", op: "constant", value: .scalar(1)),
        Node(id: "a", op: "add", inputs: ["x", "c"], scope: "s"),
        Node(id: "b", op: "exp", inputs: ["a"], scope: "s"),
        Node(id: "f", op: "pow", inputs: ["c", "b"]),
      ], outputs: ["f"])
    let model = try model(graph, .depth(0))
    #expect(model.hidden == 2)
    #expect(model.cards.contains { $0.symbol == "1^x" } && model.cards.count == 3)
  }

  /// Each is entered twice: folded into one card, they would close a cycle.
  @Test func scopesThatFeedEachOtherBothWaysAreDrawn() async throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input"), Node(id: "a", op: "exp", inputs: ["x"], scope: "s"),
        Node(id: "b", op: "sin", inputs: ["a"], scope: "t"),
        Node(id: "c", op: "sin", inputs: ["b"], scope: "s"),
        Node(id: "d", op: "sin", inputs: ["c"], scope: "t"),
      ], outputs: ["d"])
    let model = try model(graph, .depth(0))
    #expect(model.cards.count == 5 && model.wires.count == 4)
    #expect(
      try await Diagram(graph, options: .with { $0.collapse = .depth(0) }).picture.size.width > 0)
  }

  @Test func aScopeOfOneNodeIsNoFold() throws {
    let graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input"), Node(id: "y", op: "exp", inputs: ["x"], scope: "s")],
      outputs: ["y"])
    let model = try model(graph, .depth(0))
    #expect(model.hidden == 0 && model.panels.map(\.title) == ["s"])
  }

  @Test func deepScopesAreCut() async throws {
    let scope = (0..<10_000).map { "s\($0)" }.joined(separator: "/")
    let graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input", scope: scope)], outputs: ["x"])
    #expect(try model(graph, .none).panels.count == Folding.deepestPanel)
    #expect(try await Diagram(graph).picture.size.width > 0)
  }

  @Test func emptyNamesOfScopesAreNone() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", scope: "//"), Node(id: "y", op: "input", scope: "/a//b/"),
      ],
      outputs: [])
    #expect(try model(graph, .none).panels.map(\.title) == ["a", "b"])
  }

  @Test func aHundredThousandNodesFold() throws {
    for graph in [
      Graphs.chain(100_000), Graphs.layers(1000, width: 100),
      Graphs.scoped(layers: 10_000, operations: 10), Graphs.fan(100_000),
    ] {
      #expect(try model(graph).cards.count <= Folding.readable)
    }
  }
}
