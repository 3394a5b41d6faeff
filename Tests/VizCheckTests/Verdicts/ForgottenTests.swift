import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// What people forget is recognised as such, and no rule is blamed for it.
@Suite struct ForgottenTests {
  /// A network of two layers; data have no gradients.
  private func network(batch: Int = 8, seed: UInt64 = 3) throws -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    let tape = Tape<Double>()
    let x = tape.input(.random(try Shape([batch, 3]), using: &random), named: "x")
    let target = tape.input(.random(try Shape([batch, 2]), using: &random), named: "t")
    let w1 = tape.parameter(.random(try Shape([3, 5]), using: &random), named: "W1")
    let b1 = tape.parameter(.random(.vector(5), using: &random), named: "b1")
    let w2 = tape.parameter(.random(try Shape([5, 2]), using: &random), named: "W2")
    let h = try tanh(matmul(x, w1) + b1)
    var graph = try ComputationGraph(capturing: mse(matmul(h, w2), target))
    for index in graph.nodes.indices {
      graph.nodes[index].local = nil
      if ["x", "t"].contains(graph.nodes[index].id) { graph.nodes[index].gradient = nil }
    }
    return graph
  }

  private static let parameters: Set<String> = ["W1", "b1", "W2"]

  private func expectNoSuspect(
    _ graph: ComputationGraph, _ kind: GraphCheck.Remark.Kind, wrong: Set<String>? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let check = try GraphCheck(graph)
    #expect(check.suspects.isEmpty && !check.isOK, "\(check)", sourceLocation: location)
    #expect(check.kinds.contains(kind), "\(check.remarks)", sourceLocation: location)
    if let wrong { #expect(Set(check.wrong) == wrong, sourceLocation: location) }
  }

  /// Zeros everywhere, also at the output, whose own gradient would be 1: whatever its rule is.
  @Test func zerosBehindAnUnknownOp() throws {
    let graph = try ComputationGraph(
      nodesText: """
        {"id": "x", "op": "input", "value": 2, "gradient": 0},
        {"id": "h", "op": "sin", "inputs": ["x"], "value": 0.9092974268256817, "gradient": 0},
        {"id": "f", "op": "frobnicate", "inputs": ["h"], "value": 3, "gradient": 0}
        """)
    try expectNoSuspect(graph, .noBackward, wrong: ["f"])
  }

  @Test(arguments: [2.0, 3, 10], [false, true])
  func accumulatedGradients(_ passes: Double, _ isLeavesOnly: Bool) throws {
    var graph = try network()
    graph.mapGradients(where: \.inputs.isEmpty) { _, gradient in gradient.map { passes * $0 } }
    if isLeavesOnly { graph.forgetGradients() }
    try expectNoSuspect(graph, .accumulated, wrong: Self.parameters)
  }

  @Test(arguments: [8.0, 16, 1.0 / 8], [false, true])
  func aSumInPlaceOfAMean(_ factor: Double, _ isLeavesOnly: Bool) throws {
    var graph = try network()
    graph.mapGradients(where: \.inputs.isEmpty) { _, gradient in gradient.map { factor * $0 } }
    if isLeavesOnly { graph.forgetGradients() }
    try expectNoSuspect(graph, .batchFactor, wrong: Self.parameters)
  }

  /// The loss's own rule is at fault where the gradients between show it.
  @Test func aSumInPlaceOfAMeanOnTheWay() throws {
    var graph = try network()
    graph.mapGradients(where: { $0.op != "mse" }, { _, gradient in gradient.map { 16 * $0 } })
    #expect(try GraphCheck(graph).suspects == ["mse1"])
  }

  @Test(arguments: [0.5, 1e-3], [Set(["W1", "b1", "W2"]), ["W1", "W2"], ["W1"]])
  func weightDecay(_ factor: Double, _ decayed: Set<String>) throws {
    var graph = try network()
    graph.mapGradients(
      where: { decayed.contains($0.id) },
      { node, gradient in
        zip(gradient, node.elements).map { $0 + factor * $1 }
      })
    try expectNoSuspect(graph, .weightDecay, wrong: decayed)
    graph.forgetGradients()
    try expectNoSuspect(graph, .weightDecay, wrong: decayed)
  }

  @Test func noBackwardPass() throws {
    var graph = try network()
    graph.mapGradients(where: { $0.op != "mse" }, { _, gradient in gradient.map { _ in 0 } })
    try expectNoSuspect(graph, .noBackward)
    graph.mapGradients(where: { _ in true }, { _, gradient in gradient.map { _ in 0 } })
    try expectNoSuspect(graph, .noBackward)
    graph.forgetGradients()
    try expectNoSuspect(graph, .noBackward, wrong: Self.parameters)
    graph.forgetGradients { _ in false }
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.kinds == [.noBackward])
  }

  /// Zeroed after the pass, as before the next one: the nodes between keep what they had.
  @Test(arguments: [false, true])
  func clearedGradients(_ isOfData: Bool) throws {
    var graph = try network()
    graph.mapGradients(
      where: { Self.parameters.contains($0.id) }, { _, gradient in gradient.map { _ in 0 } })
    if isOfData { graph.setGradient("t", [Double](repeating: 0, count: 16)) }
    try expectNoSuspect(graph, .noBackward)
  }

  /// The seed alone says that no pass was run from it.
  @Test(arguments: [0.0, 1])
  func theOutputsOwnGradientAlone(_ seed: Double) throws {
    var graph = try network()
    graph.forgetGradients { $0.op == "mse" }
    graph.setGradient("mse1", [seed])
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.kinds == [.noBackward], "\(check.remarks)")
    #expect(
      check.remarks.first?.sentence
        == "The file has no gradients but the outputs' own: no backward pass has been run yet.")
  }

  /// An engine whose nodes all keep their gradients from pass to pass.
  @Test(arguments: [2, 3])
  func everyNodeAccumulates(_ passes: Int) throws {
    var graph = try ComputationGraph(
      of: "tanh((a * b + c) * 0.05)", ["a": 2, "b": -3, "c": 10])
    let replay = try GraphReplay(graph)
    let seeds = [try #require(graph.index(of: "tanh1")): Tensor<Double>(1)]
    var gradients = replay.backpropagated(seeds)
    for _ in 1..<passes { gradients = replay.backpropagated(seeds, adding: gradients) }
    for (index, gradient) in gradients.enumerated() where graph.nodes[index].gradient != nil {
      graph.setGradient(graph.nodes[index].id, gradient?.elements)
    }
    try expectNoSuspect(graph, .accumulated)
  }

  @Test func clippedGradients() throws {
    var graph = try network()
    let norm = Self.parameters.reduce(0.0) { sum, id in
      graph.gradient(id).reduce(sum) { $0 + $1 * $1 }
    }.squareRoot()
    graph.mapGradients(where: \.inputs.isEmpty) { _, gradient in gradient.map { $0 * 0.1 / norm } }
    try expectNoSuspect(graph, .scaled)
    #expect(try GraphCheck(graph).remarks.contains { $0.sentence.contains("a norm of 0.1") })
  }
}
