import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// Random right graphs, and what people do to them.
@Suite struct VerdictPropertyTests {
  /// A random graph, of whose leaves no one consumer has all.
  private func graph(_ seed: UInt64) throws -> ComputationGraph {
    for attempt in 0..<50 as Range<UInt64> {
      let tape = try BlameTests.tape(seed &+ attempt &* 100_003, .nowhere)
      var graph = try ComputationGraph(capturing: tape.output)
      for number in graph.nodes.indices { graph.nodes[number].local = nil }
      let index = NodeIndex(graph)
      let leaves = graph.nodes.indices.filter { graph.nodes[$0].isMovingLeaf }
        .filter { graph.gradient(graph.nodes[$0].id).contains { abs($0) > 1e-3 } }
      let common = leaves.dropFirst().reduce(Set(index.consumers(of: leaves.first ?? 0))) {
        $0.intersection(index.consumers(of: $1))
      }
      if leaves.count > 2, common.isEmpty { return graph }
    }
    throw AutodiffError.missingRule(op: "no such graph for \(seed)", mode: nil)
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func gradientsOfSeveralPassesAreNobodysFault(_ seed: UInt64) throws {
    var graph = try graph(seed)
    let passes = Double(2 + seed % 4)
    graph.mapGradients(where: \.isMovingLeaf) { _, gradient in gradient.map { passes * $0 } }
    if seed.isMultiple(of: 2) { graph.forgetGradients() }
    let check = try GraphCheck(graph)
    #expect(check.suspects.isEmpty && !check.isOK, "\(check.suspects) \(graph.jsonText())")
    #expect(!check.kinds.isDisjoint(with: [.accumulated, .batchFactor]), "\(check.remarks)")
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func weightDecayIsNobodysFault(_ seed: UInt64) throws {
    var graph = try graph(seed)
    let factor = [0.3, 0.01, 1e-3][Int(seed % 3)]
    graph.mapGradients(where: \.isMovingLeaf) { node, gradient in
      zip(gradient, node.elements).map { $0 + factor * $1 }
    }
    let check = try GraphCheck(graph)
    #expect(check.suspects.isEmpty && !check.isOK, "\(check.suspects) \(graph.jsonText())")
    #expect(check.kinds.contains(.weightDecay), "\(check.remarks)")
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func zerosAreNobodysFault(_ seed: UInt64) throws {
    var graph = try graph(seed)
    graph.mapGradients(where: { _ in true }, { _, gradient in gradient.map { _ in 0 } })
    let check = try GraphCheck(graph)
    #expect(check.suspects.isEmpty && !check.isOK && check.kinds.contains(.noBackward))
  }

  /// Gradients at the leaves alone are enough.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func leavesAloneAreRight(_ seed: UInt64) throws {
    var graph = try graph(seed)
    graph.forgetGradients()
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty, "\(check.suspects) \(graph.jsonText())")
  }

  /// Numbers with many ties, zeros and infinities.
  private static let values: [Double] = [0, 0, 1, 1, -1, 2, .infinity, 0.5]

  private static let texts = [
    "max(a) * sum(b)", "sum(max(a, b) * a)", "sum(min(a, b) * max(b, a))", "sum(relu(a) + abs(b))",
    "sum(sqrt(a)) + sum(b)", "sum(log(a) * b)", "sum(a / b)", "sum(abs(a - b))",
    "norm(a) * norm(b)", "sum(softmax(a) * b)", "logsumexp(a) + min(b)", "sum(a ^ b)",
    "sum(relu(max(a, b)))", "max(relu(a)) + sum(sqrt(abs(b)))",
  ]

  /// What our own tape computes is right at every kink, tie and pole, also where the leaves' gradients
  /// alone are kept.
  @Test(arguments: 1...150 as ClosedRange<UInt64>)
  func rightFilesAreNeverBlamed(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = Self.texts[Int(seed) % Self.texts.count]
    func draw() -> Tensor<Double> {
      Tensor((0..<4).map { _ in Self.values.randomElement(using: &random) ?? 0 })
    }
    var graph = try ComputationGraph(of: text, ["a": draw(), "b": draw()])
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty, "\(text) \(check) \(graph.jsonText())")
    graph.forgetGradients()
    let bare = try GraphCheck(graph)
    #expect(bare.suspects.isEmpty && bare.wrong.isEmpty, "\(text) \(bare) \(graph.jsonText())")
  }
}
