import Testing
import VizBase
import VizLectures
import VizTensor
import VizTrace

@testable import VizDiagram

/// What a score shows: its columns, their names, and how gradients come back.
@Suite struct ScoreModelTests {
  private func model(_ name: String) throws -> ScoreModel {
    if let example = WorkedExample.lectures.first(where: { $0.id == name }) {
      return try ScoreModel(example.graph())
    }
    return try ScoreModel(Graphs.fixture(name))
  }

  @Test func theTwoLayersAreTheLecturesColumns() throws {
    let model = try model("mlp-two-layers")
    #expect(
      model.columns.map(\.title) == [
        "x", "z₁ = W₁x + b₁", "a = tanh(z₁)", "z₂ = W₂a + b₂", "h = tanh(z₂)",
        "J = Σ((h − y)²) / 2",
      ])
    #expect(
      model.columns.map(\.local) == [
        "", "W₁ᵀδ", "⊙ (1 − a²)", "W₂ᵀδ", "⊙ (1 − h²)", "h − y",
      ])
    #expect(
      model.columns.map { $0.parameters.map(\.symbol) } == [
        [], ["W₁", "b₁"], [], ["W₂", "b₂"], [], ["y"],
      ])
    #expect(model.columns[0].gradientName == "∂J/∂x")
  }

  /// The rule in numbers is what takes one gradient to the next.
  @Test func theRulesNumbersAreThoseOfTheGradients() throws {
    let columns = try model("mlp-two-layers").columns
    for (before, after) in zip(columns, columns.dropFirst()) where !after.localNumbers.isEmpty {
      guard case .elements(let back, _)? = before.gradient,
        case .elements(let arrived, _)? = after.gradient
      else { continue }
      for (index, factor) in after.localNumbers.enumerated() {
        let upstream = arrived.count == 1 ? arrived[0] : arrived[index]
        #expect(abs(back[index] - factor * upstream) < 1e-12)
      }
    }
    #expect(columns.count { !$0.localNumbers.isEmpty } == 3)
  }

  /// Classes, and tensors that were given in whole numbers, are written so.
  @Test func whatIsGivenInWholeNumbersStaysSo() throws {
    let graph = try Graphs.formula(
      "h = tanh(W @ x); -log(dot(softmax(h), t))",
      ["W": "[[0.2, -0.3], [0.5, 0.1]]", "x": "[1, 2]", "t": "[0, 1]"])
    let model = try ScoreModel(graph)
    #expect(model.columns[0].isWhole && !model.columns[1].isWhole)
    #expect(model.numbers(isWhole: true).text(3) == "3" && model.valueNumbers.text(3) == "3.00")
    let parameters = model.columns.flatMap(\.parameters)
    #expect(parameters.first { $0.symbol == "t" }?.isWhole == true)
    #expect(parameters.first { $0.symbol == "W" }?.isWhole == false)
    let classes = try self.model("spiral-network").columns[6].parameters[0]
    #expect(classes.symbol == "y₆" && classes.isWhole)
  }

  @Test func layersOfOtherEnginesGetTheFieldsLetters() throws {
    let model = try model("spiral-network")
    #expect(
      model.columns.map(\.title) == [
        "x₆", "z₁ = x₆W₁ᵀ + b₁", "a₁ = tanh(z₁)", "z₂ = a₁W₂ᵀ + b₂", "a₂ = tanh(z₂)",
        "z₃ = a₂W₃ᵀ + b₃", "L = cross-entropy(z₃, y₆)",
      ])
    #expect(model.columns[1].parameters.map(\.name) == ["0.weight", "0.bias"])
    #expect(model.columns[6].local == "(softmax(z₃) − one-hot(y₆)) / 8")
    #expect(model.columns[6].parameters.map(\.hasGradient) == [false])
  }

  @Test func blocksThatRepeatAreShownOnce() throws {
    let model = try model("resnet")
    let times = try #require(model.repeats.first)
    #expect(model.repeats.count == 1 && times.count == 3 && times.norms.count == 3)
    let shown = model.columns[times.first...times.last]
    #expect(
      shown.map(\.title) == [
        "z₂ = conv(a₁, W₂, b₂)", "a₂ = ReLU(z₂)", "z₃ = conv(a₂, W₃, b₃)", "u₃ = z₃ + a₁",
        "a₃ = ReLU(u₃)",
      ])
    // What is used again says so, and what repeats is counted.
    #expect(shown.first { $0.title.hasPrefix("u₃") }?.skips == [times.first - 1])
    #expect(model.hidden == 10)
    let nodes = model.columns.indices.flatMap { model.nodes(of: $0, withParameters: false) }
    #expect(Set(nodes).count == 21)
  }

  @Test func twelveLayersAreOneWithACount() throws {
    let model = try ScoreModel(Graphs.chain(12))
    #expect(model.columns.count == 2 && model.repeats.map(\.count) == [12])
  }

  @Test func whatTheOutputDoesNotNeedIsSaid() throws {
    var graph = Graphs.chain(2)
    graph.nodes.append(Node(id: "accuracy", op: "mean", inputs: ["x"], value: .scalar(1)))
    let model = try ScoreModel(graph)
    #expect(model.remarks == ["not drawn, since f does not depend on it: accuracy"])
  }

  @Test(arguments: [
    ("siamese", "\"encoder#2.2.linear\" runs beside it and joins at \"sub\""),
    (
      "transformer-block",
      "\"attention.q.linear\" runs beside it and joins at \"attention.matmul\""
    ),
    ("lstm-five-steps", "\"chunk\" has several outputs"),
    ("sigmoid-neuron", "\"mul1\" runs beside it and joins at \"add1\""),
    ("product-plus-sine-forward", "the graph is of forward mode, which has no backward pass"),
  ])
  func whatIsNoChainIsRefused(_ name: String, _ reason: String) throws {
    let error = #expect(throws: DiagramError.self) { try self.model(name) }
    #expect(error?.kind == .unsuitable && error?.hint == nil)
    #expect(error?.message == "a score is written for one chain of operations: \(reason)")
  }

  @Test func withoutGradientsThereIsNoScore() throws {
    var graph = Graphs.chain(3)
    for index in graph.nodes.indices { graph.nodes[index].gradient = nil }
    #expect(throws: DiagramError.self) { try ScoreModel(graph) }
    let leaf = ComputationGraph(
      nodes: [Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(1))], outputs: ["x"])
    #expect(throws: DiagramError.self) { try ScoreModel(leaf) }
  }

  @Test func noiseBesideLargeNumbersIsZero() {
    #expect([1, -3e-17, 1e-13, 0.5].withoutNoise == [1, 0, 0, 0.5])
    #expect([1e-17, -2e-17].withoutNoise == [1e-17, -2e-17])
    #expect([.infinity, 1e-20].withoutNoise == [.infinity, 1e-20])
  }

  @Test(arguments: [
    ("W @ x + b", "Wx + b"), ("a @ W₁ᵀ", "aW₁ᵀ"), ("W₂ᵀ @ δ", "W₂ᵀδ"), ("x^2 + y^10", "x² + y¹⁰"),
    ("hidden @ W", "hidden W"), ("x^2.5", "x^2.5"), ("δ @ (W + V)ᵀ", "δ (W + V)ᵀ"),
  ])
  func formulasAreSetAsMathematics(_ formula: String, _ set: String) {
    #expect(ScoreNames.set(formula) == set)
  }
}
