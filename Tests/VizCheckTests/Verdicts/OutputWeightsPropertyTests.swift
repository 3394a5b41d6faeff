import Testing
import VizAutodiff
import VizTensor
import VizTrace

@testable import VizCheck

/// Weighted outputs and faulty rules are told apart, where the numbers tell them apart.
@Suite struct OutputWeightsPropertyTests {
  private static func weights(_ seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed &* 7_919)
    return (0..<2 + Int(seed / 2 % 2)).map { _ in
      Double.random(in: 0.2...4, using: &random) * (Bool.random(using: &random) ? 1 : -1)
    }
  }

  /// The weights that a remark names, by output.
  private static func named(_ check: GraphCheck) -> [Node.ID: Double] {
    let sentence = check.remarks.first { $0.sentence.contains("·") }?.sentence ?? ""
    var weights: [Node.ID: Double] = [:]
    for match in sentence.matches(of: /(-?[0-9.]+(?:e-?[0-9]+)?)·(out[0-9])/) {
      weights[String(match.2)] = Double(match.1)
    }
    return weights
  }

  private static func claims(_ check: GraphCheck) -> Bool {
    check.remarks.contains { $0.sentence.hasPrefix("The gradients are those of a weighted sum") }
  }

  /// Where the numbers are more than the weights, no rule is suspected; where they are not, none is
  /// suspected alone. The weights are said to 10⁻⁶.
  @Test(arguments: 1...200 as ClosedRange<UInt64>, [false, true])
  func weightsAreNobodysFault(_ seed: UInt64, _ isLeavesOnly: Bool) throws {
    let weights = Self.weights(seed)
    var graph = try SeveralOutputs(seed: seed, weights: weights).graph
    if isLeavesOnly { graph.forgetGradients() }
    guard let found = try OutputWeights(GraphReplay(graph)) else { return }
    let check = try GraphCheck(graph)
    let story = Comment(rawValue: "\(weights) \(check) \(check.remarks) \(graph.jsonText())")
    let named = Self.named(check)
    // As few numbers may be those of the sum, or of one output, by chance.
    if !found.isFinding, check.isOK, named.isEmpty { return }
    if found.isFinding { #expect(check.isOK && check.suspects.isEmpty, story) }
    for (output, weight) in zip(graph.outputs, weights) {
      guard let index = graph.index(of: output), !found.undetermined.contains(index)
      else { continue }
      #expect(named[output].map { ($0 - weight).magnitude <= 1e-6 } == true, story)
    }
  }

  /// Most of the graphs have more numbers than weights.
  @Test func mostWeightsAreFindings() throws {
    var count = 0
    for seed in 1...100 as ClosedRange<UInt64> {
      let graph = try SeveralOutputs(seed: seed, weights: Self.weights(seed)).graph
      if try OutputWeights(GraphReplay(graph))?.isFinding == true { count += 1 }
    }
    #expect(count >= 60, "\(count)")
  }

  private static let faults: [SeveralOutputs.Fault] = [
    .scaled(2), .scaled(0.37), .scaled(-1.7), .negated, .forgotten(0), .forgotten(1),
  ]

  @Test(arguments: 1...200 as ClosedRange<UInt64>, [false, true])
  func oneFaultyRuleIsNamed(_ seed: UInt64, _ isLeavesOnly: Bool) throws {
    let ones = Self.weights(seed).map { _ in 1.0 }
    let right = try SeveralOutputs(seed: seed, weights: ones)
    let rules = right.inner + right.outputs
    let faulty = rules[Int(seed / 3) % rules.count]
    let fault = Self.faults[Int(seed) % Self.faults.count]
    let wrong = try SeveralOutputs(seed: seed, weights: ones, fault: fault, of: faulty)
    // What the fault does not show in, or leaves as the gradients of one output alone.
    var others = [right]
    for output in ones.indices {
      let one = ones.indices.map { $0 == output ? 1.0 : 0 }
      others.append(try SeveralOutputs(seed: seed, weights: one))
    }
    guard !others.contains(where: { wrong.agrees(with: $0) }) else { return }
    var graph = wrong.graph
    if isLeavesOnly { graph.forgetGradients() }
    let check = try GraphCheck(graph)
    let story = Comment(
      rawValue: "\(faulty) \(fault) \(check) \(check.remarks) \(graph.jsonText())")
    guard right.inner.contains(faulty) || !isLeavesOnly else {
      // An output's rule that is scaled leaves the same numbers at the leaves as its weight.
      #expect(!check.suspects.isEmpty || Self.claims(check), story)
      return
    }
    #expect(!Self.claims(check), story)
    // The leaves alone may be explained as plainly by another rule.
    #expect(isLeavesOnly ? !check.isOK : check.suspects.contains(faulty), story)
    // An output's rule that is scaled leaves the same numbers as its weight.
    if !isLeavesOnly, right.inner.contains(faulty) {
      #expect(Self.named(check).isEmpty, story)
    }
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>, [false, true])
  func likelyWeightsAreTakenForGranted(_ seed: UInt64, _ isLeavesOnly: Bool) throws {
    let ones = Self.weights(seed).map { _ in 1.0 }
    let sum = try SeveralOutputs(seed: seed, weights: ones)
    let first = try SeveralOutputs(
      seed: seed, weights: ones.indices.map { $0 == 0 ? 1 : 0 })
    for (right, words) in [
      (sum, "those of the sum of the outputs"), (first, "those of the first output"),
    ] {
      var graph = right.graph
      if isLeavesOnly { graph.forgetGradients() }
      let check = try GraphCheck(graph)
      #expect(check.isOK && check.suspects.isEmpty, "\(seed) \(check) \(graph.jsonText())")
      // Where the leaves say no more, it may be either.
      if isLeavesOnly, sum.agrees(with: first, atLeaves: true) { continue }
      #expect(check.remarks.contains { $0.sentence.contains(words) }, "\(check.remarks)")
    }
  }

  /// One weight that is not 1 leaves the same numbers as a rule that is wrong by it: both are said.
  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func whatCannotBeToldIsSaid(_ seed: UInt64) throws {
    let weights = Self.weights(seed)
    for (odd, weight) in weights.enumerated() {
      let one = weights.indices.map { $0 == odd ? weight : 1 }
      let made = try SeveralOutputs(seed: seed, weights: one)
      let output = made.outputs[odd]
      let isFinding = try OutputWeights(GraphReplay(made.graph))?.isFinding == true
      guard !made.isUsed(output), isFinding else { continue }
      let check = try GraphCheck(made.graph)
      let story = Comment(
        rawValue: "\(one) \(check) \(check.remarks) \(made.graph.jsonText())")
      #expect(check.suspects.contains(output), story)
      #expect(!Self.claims(check), story)
      #expect(Self.named(check)[output].map { ($0 - weight).magnitude <= 1e-6 } == true, story)
    }
  }
}
