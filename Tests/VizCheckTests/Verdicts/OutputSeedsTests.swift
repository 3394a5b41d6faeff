import Testing
import VizAutodiff
import VizTensor
import VizTrace

@testable import VizCheck

/// Of several outputs the check finds whose gradients a file has.
@Suite struct OutputSeedsTests {
  /// y1 = tanh(w) and y2 = tanh(w) · v, with the gradients of a·y1 + b·y2.
  private func graph(_ a: Double, _ b: Double, stated: Bool = true) throws -> ComputationGraph {
    var graph = try ComputationGraph(of: "tanh(w) * u + tanh(w) * v", ["w": 0.4, "u": 2, "v": 3])
    let sum = try #require(graph.nodes.last)
    #expect(sum.op == "add")
    graph.nodes.removeLast()
    graph.outputs = sum.inputs
    let seeds = [sum.inputs[0]: a, sum.inputs[1]: b]
    for node in graph.nodes where node.op == "mul" {
      let seed = seeds[node.id] ?? 0
      let value = node.inputs.compactMap { id in graph.nodes.first { $0.id == id }?.value?.scalar }
      graph.setGradient(node.id, stated ? [seed] : nil)
      graph.setGradient(node.inputs[1], [seed * value[0]])
      let tanh = node.inputs[0]
      let sent = seed * value[1]
      let sharing = graph.nodes.filter { $0.op == "tanh" }.count == 1
      let before = sharing && node.id == sum.inputs[1] ? graph.gradient(tanh)[0] : 0
      graph.setGradient(tanh, [before + sent])
    }
    let total = graph.nodes.filter { $0.op == "tanh" }.reduce(0.0) { sum, node in
      let y = node.value?.scalar ?? .nan
      return sum + (graph.gradient(node.id)[0]) * (1 - y * y)
    }
    graph.setGradient("w", [total])
    return graph
  }

  @Test(arguments: [false, true])
  func areFound(_ isLeavesOnly: Bool) throws {
    let expected: [(Double, Double, String)] = [
      (1, 1, "those of the sum of the outputs"), (1, 0, "those of the first output, "),
      (0, 1, "those of the output, "), (0.5, 0.5, "those of the mean of the outputs"),
    ]
    for (a, b, words) in expected {
      var graph = try graph(a, b)
      if isLeavesOnly { graph.forgetGradients() }
      let check = try GraphCheck(graph)
      #expect(check.isOK, "\(check)")
      let remark = try #require(check.remarks.first { $0.kind == .outputs })
      #expect(remark.sentence.contains(words), "\(remark)")
    }
  }

  @Test func weightsAreReadOffTheOutputs() throws {
    let check = try GraphCheck(graph(2, -0.5))
    #expect(check.isOK)
    #expect(check.remarks.contains { $0.sentence.contains("2·") && $0.sentence.contains("-0.5·") })
  }

  /// Neither seeds nor the outputs' own gradients are there.
  @Test(
    arguments: [(2, -3), (1, -0.05), (0.5, 3), (1.0 / 3, 40)] as [(Double, Double)], [false, true])
  func weightsAreSolvedFor(_ weights: (Double, Double), _ isLeavesOnly: Bool) throws {
    var graph = try graph(weights.0, weights.1, stated: false)
    if isLeavesOnly { graph.forgetGradients() }
    let check = try GraphCheck(graph)
    let remark = try #require(check.remarks.first { $0.sentence.contains("·") }, "\(check)")
    for id in graph.outputs { #expect(remark.sentence.contains("·\(id)"), "\(remark)") }
    // A rule that is wrong by -0.05 leaves the same numbers as a weight.
    let isPlain = weights.0 != 1
    #expect(check.isOK == isPlain, "\(check)")
    #expect(remark.sentence.hasPrefix("The gradients are those of a weighted sum ") == isPlain)
  }

  @Test func aFaultBesideUnknownWeightsIsStillFound() throws {
    var graph = try graph(2, -3, stated: false)
    let tanh = try #require(graph.nodes.first { $0.op == "tanh" }).id
    graph.setGradient("w", [5])
    let check = try GraphCheck(graph)
    #expect(check.suspects.contains(tanh), "\(check)")
    #expect(Set(check.suspects).isDisjoint(with: graph.outputs), "\(check)")
    #expect(check.wrong == ["w"])
  }

  /// As many numbers as weights would fit anything: they are no finding, but may be what was meant.
  @Test func weightsAreNoFit() throws {
    var graph = try ComputationGraph(of: "sin(x) * exp(y)", ["x": 0.5, "y": 0.25])
    let product = graph.nodes.removeLast()
    graph.outputs = product.inputs
    for node in graph.nodes { graph.setGradient(node.id, nil) }
    graph.setGradient("x", [0.7])
    graph.setGradient("y", [-0.9])
    let check = try GraphCheck(graph)
    #expect(!check.isOK && check.suspects == graph.outputs)
    let remark = try #require(check.remarks.first { $0.sentence.contains("·") })
    let words = "Either one or more of the rules of sin1 (sin) and exp1 (exp) are at fault, or"
    #expect(remark.sentence.hasPrefix(words), "\(remark)")
  }

  /// Gradients of 2pq - 3(p + q), where p's is that of p + q alone: one number is wrong, or two weights
  /// are not 1.
  @Test(arguments: [1, 1.7, -0.4])
  func nobodyIsAccusedAlone(_ p: Double) throws {
    var graph = try ComputationGraph(of: "p*q - (p + q)", ["p": Tensor(p), "q": 2])
    graph.nodes.removeLast()
    graph.outputs = graph.nodes.filter { !$0.inputs.isEmpty }.map(\.id)
    for id in graph.outputs { graph.setGradient(id, nil) }
    graph.setGradient("p", [2 * 2 - 3])
    graph.setGradient("q", [2 * p - 3])
    let check = try GraphCheck(graph)
    let remark = try #require(check.remarks.first { $0.sentence.contains("·") }, "\(check)")
    let weights = graph.nodes.compactMap { ["mul": "2·\($0.id)", "add": "-3·\($0.id)"][$0.op] }
    #expect(weights.count == 2 && weights.allSatisfy(remark.sentence.contains), "\(remark)")
    #expect(check.isOK || remark.sentence.hasPrefix("Either "), "\(check) \(remark)")
  }

  /// Gradients of 2 sin(x) - 3 exp(sin(x)), of which the output that is used does not say its weight.
  @Test func aWeightedOutputThatIsUsed() throws {
    var graph = try ComputationGraph(of: "exp(sin(x))", ["x": 0.5])
    graph.outputs = ["sin1", "exp1"]
    graph.setGradient("exp1", [-3])
    let gradient = 2 - 3 * graph.gradient("sin1")[0]
    graph.setGradient("sin1", [gradient])
    graph.setGradient("x", [gradient * 0.877_582_561_890_372_7])
    let check = try GraphCheck(graph)
    #expect(check.isOK, "\(check)")
    #expect(
      check.remarks.map(\.sentence)
        == ["The gradients are those of a weighted sum of the outputs: 2·sin1 and -3·exp1."])
  }

  /// An output that another one is computed from.
  @Test(arguments: [(0.0, "first output, exp1 (exp), alone"), (1, "sum of the outputs")])
  func anOutputThatIsUsed(_ seed: Double, _ words: String) throws {
    var graph = try ComputationGraph(of: "exp(sin(x))", ["x": 0.5])
    graph.outputs = ["exp1", "sin1"]
    let gradient = graph.gradient("sin1")[0] + seed
    graph.setGradient("sin1", [gradient])
    graph.setGradient("x", [gradient * 0.877_582_561_890_372_7])
    let check = try GraphCheck(graph)
    #expect(check.isOK, "\(check)")
    #expect(check.remarks.contains { $0.kind == .outputs && $0.sentence.contains(words) })
  }

  @Test func aFaultBesideIsStillFound() throws {
    var graph = try graph(1, 1)
    let tanh = try #require(graph.nodes.first { $0.op == "tanh" }).id
    graph.setGradient("w", [5])
    #expect(try GraphCheck(graph).suspects.contains(tanh))
  }

  /// A tensor's gradients are those of the sum of its elements, and a loss may be scaled.
  @Test func whatIsNoSumOfOneIsSaid() throws {
    let vector = try GraphCheck(
      ComputationGraph(of: "W @ x", ["W": Tensor(rows: [[1, 2], [3, 4]]), "x": Tensor([1, 2])]))
    #expect(
      vector.remarks.map(\.sentence) == [
        "The output matmul1 (matmul) has 2 elements: the gradients are those of the sum of them."
      ])
    let scaled = try GraphCheck(ComputationGraph(of: "x * y", ["x": 2, "y": 3], seed: 128))
    #expect(scaled.isOK && scaled.kinds == [.scaled])
  }

  /// The output's own gradient alone was not kept.
  @Test func anOutputOfZeroIsWrongByItself() throws {
    var graph = try ComputationGraph(of: "exp(sin(x))", ["x": 0.5])
    graph.setGradient("exp1", [0])
    let check = try GraphCheck(graph)
    #expect(check.wrong == ["exp1"] && check.suspects.isEmpty && !check.isOK)
    #expect(check.reason("exp1") == "its own gradient is 0, and the others are those for 1")
  }
}
