import Testing
import VizTensor
import VizTrace

@testable import VizDiagram

/// Folding by what is alike, in graphs without scopes.
@Suite struct FoldingStructureTests {
  private func model(_ graph: ComputationGraph) throws -> DiagramModel {
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards.count <= Folding.readable, "\(model.cards.count) cards")
    var shown: Set<Int> = []
    for card in model.cards {
      for node in card.nodes { #expect(shown.insert(node).inserted) }
    }
    for node in graph.nodes.indices where !shown.contains(node) {
      #expect(graph.nodes[node].isConstant, "\(graph.nodes[node].id) is lost")
    }
    return model
  }

  private func folds(_ model: DiagramModel) -> [DiagramModel.Fold] {
    model.cards.compactMap { if case .fold(let fold) = $0.kind { fold } else { nil } }
  }

  /// Whether wires lead from cards to later ones alone.
  private func isAcyclic(_ model: DiagramModel) -> Bool {
    let ranks = model.earliestRanks
    return model.wires.allSatisfy { ranks[$0.from] < ranks[$0.to] }
  }

  /// A residual network as an ONNX file has it: flat, weights named after their block.
  static func resNet(_ stages: [Int]) -> ComputationGraph {
    var nodes = [Node(id: "data", op: "input", role: .data)]
    var last = "data"
    func add(_ op: String, _ inputs: [String], weight: String? = nil) -> String {
      var inputs = inputs
      if let weight {
        nodes.append(Node(id: weight, op: "parameter", role: .parameter))
        inputs.append(weight)
      }
      let id = "n\(nodes.count)"
      nodes.append(Node(id: id, op: op, inputs: inputs, shape: [1, 8, 4, 4]))
      return id
    }
    last = add("max_pool2d", [add("relu", [add("conv2d", [last], weight: "conv1_w")])])
    for (stage, count) in stages.enumerated() {
      for block in 0..<count {
        let name = "net/res\(stage + 2)_\(block)_branch"
        var way = last
        for part in ["2a", "2b"] {
          way = add("relu", [add("conv2d", [way], weight: name + part + "_w")])
        }
        way = add("conv2d", [way], weight: name + "2c_w")
        let other = block == 0 ? add("conv2d", [last], weight: name + "1_w") : last
        last = add("relu", [add("add", [way, other])])
      }
    }
    last = add("softmax", [add("mean", [last])])
    return ComputationGraph(nodes: nodes, outputs: [last])
  }

  @Test func aFlatResNetShowsItsStages() throws {
    let model = try model(Self.resNet([3, 4, 6, 3]))
    let titles = folds(model).map { $0.repeats > 1 ? "\($0.title) ×\($0.repeats)" : $0.title }
    #expect(
      titles == [
        "res2_0", "res2_1 … res2_2 ×2", "res3_0", "res3_1 … res3_3 ×3", "res4_0",
        "res4_2 … res4_5 ×4", "res5_0", "res5_1 … res5_2 ×2",
      ])
    // Of the blocks that recur most often one is open.
    #expect(model.cards.count { $0.symbol == "conv" } == 4)
    #expect(isAcyclic(model))
  }

  /// Where there is less room, what is small joins its neighbour, and the stages keep their names.
  @Test func aFlatResNetKeepsItsStagesOnFewCards() throws {
    let model = try DiagramModel(Self.resNet([3, 4, 6, 3]), options: .with { $0.mostCards = 12 })
    let titles = folds(model).map { $0.repeats > 1 ? "\($0.title) ×\($0.repeats)" : $0.title }
    #expect(model.cards.count <= 12)
    #expect(
      titles.filter { $0.hasPrefix("res") } == [
        "res2_0", "res2_1 … res2_2 ×2", "res3_0", "res3_1 … res3_3 ×3", "res4_0",
        "res4_1 … res4_5 ×5", "res5_0", "res5_1 … res5_2 ×2",
      ])
    let fewer = try DiagramModel(Self.resNet([3, 4, 6, 3]), options: .with { $0.mostCards = 6 })
    #expect(fewer.cards.count <= 6)
    // No fold is called by the prefix that all names have.
    #expect(folds(fewer).allSatisfy { $0.title != "net" }, "\(folds(fewer).map(\.title))")
    #expect(folds(fewer).contains { $0.title.contains("res4") }, "\(folds(fewer).map(\.title))")
  }

  /// Modules of a squeezing convolution and two expanding ones: cut where the names change.
  @Test func repeatsAreCutWhereTheirNamesChange() throws {
    var nodes = [Node(id: "data", op: "input", role: .data)]
    func add(_ op: String, _ inputs: [String], weight: String? = nil) -> String {
      if let weight { nodes.append(Node(id: weight, op: "parameter", role: .parameter)) }
      let id = "n\(nodes.count)"
      nodes.append(
        Node(id: id, op: op, inputs: inputs + [weight].compactMap(\.self), shape: [1, 8, 4, 4]))
      return id
    }
    var last = add("relu", [add("conv2d", ["data"], weight: "stem_w")])
    for module in 2...9 {
      let squeezed = add("relu", [add("conv2d", [last], weight: "fire\(module)/squeeze_w")])
      let ways = ["1x1", "3x3"].map {
        add("relu", [add("conv2d", [squeezed], weight: "fire\(module)/expand\($0)_w")])
      }
      last = add("concat", ways)
    }
    last = add("softmax", [add("mean", [last])])
    let model = try model(ComputationGraph(nodes: nodes, outputs: [last]))
    #expect(folds(model).filter { $0.repeats > 1 }.map(\.title) == ["fire3 … fire9"])
  }

  /// What leads nowhere, as the mask of a dropout that nothing takes, folds with what feeds it.
  @Test func aDeadEndFoldsWithItsSource() throws {
    var graph = Self.resNet([3, 4, 6, 3])
    let last = try #require(graph.nodes.last { $0.op == "mean" }?.inputs.first)
    graph.nodes.append(Node(id: "mask", op: "dropout", inputs: [last]))
    let model = try DiagramModel(graph, options: .with { $0.mostCards = 9 })
    #expect(!model.cards.contains { $0.symbol == "dropout" })
    #expect(isAcyclic(model))
  }

  /// A recurrence of some steps, each of which takes the same weights.
  static func recurrence(_ steps: Int, scoped: Bool) -> ComputationGraph {
    var nodes = ["W", "U", "b"].map { Node(id: $0, op: "parameter", role: .parameter) }
    nodes.append(Node(id: "h0", op: "input", role: .data))
    var state = "h0"
    for step in 1...steps {
      let scope = scoped ? "t=\(step)" : nil
      func add(_ id: String, _ op: String, _ inputs: [String]) {
        nodes.append(
          Node(
            id: "\(id)\(step)", op: op, inputs: inputs, scope: scope, value: .scalar(1),
            gradient: .scalar(Double(step))))
      }
      add("x", "input", [])
      add("p", "matmul", ["W", state])
      add("q", "matmul", ["U", "x\(step)"])
      add("s", "add", ["p\(step)", "q\(step)"])
      add("z", "add", ["s\(step)", "b"])
      add("h", "tanh", ["z\(step)"])
      state = "h\(step)"
    }
    nodes.append(Node(id: "loss", op: "sum", inputs: [state]))
    return ComputationGraph(nodes: nodes, outputs: ["loss"])
  }

  @Test func stepsOfARecurrenceAreCountedAndTheCellIsShownOnce() throws {
    for scoped in [false, true] {
      let model = try model(Self.recurrence(60, scoped: scoped))
      let fold = try #require(folds(model).max { $0.repeats < $1.repeats })
      #expect(fold.repeats >= 58, "\(fold.title) ×\(fold.repeats)")
      #expect(fold.title.hasPrefix(scoped ? "t=2 … t=60" : "t = 2 …"), "\(fold.title)")
      // The cell: its operations at the first step stand open.
      #expect(model.cards.contains { $0.symbol == "tanh" })
      #expect(isAcyclic(model))
    }
  }

  /// Where each step has an answer, what the answers cost is added up: that is one fold, too.
  @Test(arguments: [false, true]) func whatTheStepsGiveIsAddedUpInOneFold(scoped: Bool) throws {
    var graph = Self.recurrence(60, scoped: scoped)
    graph.nodes.removeLast()
    var sum = "h1"
    for step in 2...60 {
      graph.nodes.append(Node(id: "sum\(step)", op: "add", inputs: [sum, "h\(step)"]))
      sum = "sum\(step)"
    }
    graph.outputs = [sum]
    let model = try model(graph)
    #expect(model.cards.count < 20, "\(model.cards.count)")
    let chain = folds(model).first { $0.title == "58 additions" }
    #expect(chain?.hidden == 58, "\(folds(model).map(\.title))")
    #expect(folds(model).contains { $0.repeats >= 58 })
    #expect(model.cards.contains { $0.symbol == "tanh" } && isAcyclic(model))
  }

  /// A cell may hand on two values, as an LSTM's does, begins with zeros, and is where the data are.
  @Test func theCellOfAnLSTMIsShownOnce() throws {
    let graph = try Graphs.fixture("lstm-five-steps")
    let model = try model(graph)
    let fold = try #require(folds(model).first)
    #expect(folds(model).count == 1 && fold.title == "t = 2 … 5" && fold.repeats == 4)
    #expect(fold.hidden == 4 * 14)
    #expect(model.cards.count { $0.symbol == "σ" } == 3)
    #expect(model.cards.count { $0.symbol == "tanh" } == 2)
    #expect(isAcyclic(model))
  }

  /// A mask that all layers take makes no recurrence of them.
  @Test func layersWithAMaskAreNoSteps() throws {
    var graph = Self.layers(12, scoped: false)
    graph.nodes.insert(
      Node(
        id: "mask", op: "constant", shape: [4, 4],
        value: .elements([Double](repeating: 0, count: 16), shape: [4, 4])), at: 0)
    for index in graph.nodes.indices where graph.nodes[index].op == "softmax" {
      graph.nodes[index].op = "add"
      graph.nodes[index].inputs.append("mask")
    }
    #expect(folds(try model(graph)).allSatisfy { !$0.title.hasPrefix("t =") })
  }

  /// A transformer's layers, without scopes.
  static func layers(_ count: Int, scoped: Bool) -> ComputationGraph {
    var nodes = [Node(id: "x", op: "input", role: .data)]
    var last = "x"
    for layer in 0..<count {
      func add(_ op: String, _ inputs: [String], weight: String? = nil) -> String {
        let scope = scoped ? "layer\(layer)" : nil
        var inputs = inputs
        if let weight {
          nodes.append(
            Node(id: "h.\(layer).\(weight)", op: "parameter", scope: scope, role: .parameter))
          inputs.append("h.\(layer).\(weight)")
        }
        nodes.append(Node(id: "n\(nodes.count)", op: op, inputs: inputs, scope: scope))
        return nodes[nodes.count - 1].id
      }
      let normed = add("layer_norm", [last], weight: "ln1.w")
      let heads = ["q", "k", "v"].map { add("matmul", [normed], weight: "\($0).w") }
      let scores = add("softmax", [add("matmul", [heads[0], heads[1]])])
      let attended = add("matmul", [add("matmul", [scores, heads[2]])], weight: "o.w")
      last = add("add", [last, attended])
      let hidden = add(
        "relu", [add("matmul", [add("layer_norm", [last], weight: "ln2.w")], weight: "up.w")])
      last = add("add", [last, add("matmul", [hidden], weight: "down.w")])
    }
    nodes.append(Node(id: "loss", op: "mean", inputs: [last]))
    return ComputationGraph(nodes: nodes, outputs: ["loss"])
  }

  @Test func eightyLayersAreOneFoldWithTheirCount() throws {
    for scoped in [false, true] {
      let model = try model(Self.layers(80, scoped: scoped))
      let fold = try #require(folds(model).max { $0.repeats < $1.repeats })
      // One of them is open.
      #expect(fold.repeats >= 78, "\(fold.title) ×\(fold.repeats)")
      #expect(fold.title.contains(scoped ? "layer" : " … "), "\(fold.title)")
      #expect(isAcyclic(model))
    }
  }

  /// A random graph: each node takes some of the last, some of any.
  static func random(_ count: Int, seed: UInt64) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    let reach = [8, 200, 100_000].randomElement(using: &random) ?? 8
    let ops = ["add", "mul", "exp", "tanh", "concat", "relu"]
    var nodes: [Node] = []
    for index in 0..<count {
      let isLeaf = index == 0 || Int.random(in: 0..<10, using: &random) < 2
      let arity = Int.random(in: 1...3, using: &random)
      let inputs =
        isLeaf
        ? []
        : (0..<arity).map { _ in
          "v\(Int.random(in: max(0, index - reach)..<index, using: &random))"
        }
      nodes.append(
        Node(
          id: "v\(index)",
          op: isLeaf
            ? ["input", "parameter", "constant"].randomElement(using: &random) ?? "input"
            : ops.randomElement(using: &random) ?? "add", inputs: inputs,
          gradient: .scalar(1)))
    }
    return ComputationGraph(nodes: nodes, outputs: ["v\(count - 1)"])
  }

  @Test(arguments: [45, 120, 299, 1_000, 3_000, 10_000], 1...4 as ClosedRange<UInt64>)
  func randomGraphsHaveAtMostFortyCards(_ count: Int, _ seed: UInt64) throws {
    let graph = Self.random(count, seed: seed)
    let model = try model(graph)
    #expect(isAcyclic(model))
    // The loss, which is the seed of all gradients, is in sight.
    let output = model.cards.first { $0.nodes == [count - 1] }
    #expect(output?.outputName != nil || graph.nodes[count - 1].inputs.isEmpty)
  }

  @Test func aHundredThousandNodesAreFolded() throws {
    _ = try model(Self.random(100_000, seed: 1))
  }

  /// Weights are no activations: a fold's curve is of one kind.
  @Test func theNormsOfAFoldAreThoseOfWhatPassesThroughIt() throws {
    var graph = Self.layers(3, scoped: true)
    for index in graph.nodes.indices {
      let isWeight = graph.nodes[index].role == .parameter
      graph.nodes[index].gradient = .scalar(isWeight ? 1000 : 1)
    }
    let model = try DiagramModel(graph, options: .with { $0.collapse = .depth(0) })
    #expect(folds(model).count == 3)
    for fold in folds(model) {
      #expect(fold.gradientNorms.count > 5 && fold.gradientNorms.allSatisfy { $0 == 1 })
    }
  }
}
