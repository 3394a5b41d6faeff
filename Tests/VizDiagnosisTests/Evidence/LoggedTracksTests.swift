import Foundation
import Testing
import VizEvents
import VizStatistics
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizDiagnosis

/// What histograms of anybody's log tell.
@Suite struct LoggedTracksTests {
  /// A log of scalars and histograms, as `SummaryWriter` of PyTorch leaves one.
  private func findings(
    records: Int = 20, loss: (Int) -> Double, _ histograms: (Int) -> [(tag: String, [Double])]
  ) throws -> [Finding] {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    for step in 0..<records {
      log.scalar("loss", loss(step), step: step)
      for (tag, values) in histograms(step) {
        log.histogram(tag, Self.histogram(values), step: step)
      }
    }
    log.close()
    return try withExtendedLifetime(folder) {
      Finding.all(in: try RunHistory(RunDirectory(folder.path)))
    }
  }

  /// TensorBoard's bins: exponential on either side of 0, with a narrow one for zeros.
  private static func histogram(_ values: [Double]) -> Histogram {
    var edges = [1e-12]
    while let last = edges.last, last < 1e3 { edges.append(last * 1.1) }
    edges = edges.reversed().map { -$0 } + [0] + edges
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for value in values {
      let index = edges.lastIndex { $0 <= value } ?? 0
      counts[min(index, counts.count - 1)] += 1
    }
    // The ends are those of the values.
    guard let first = counts.firstIndex(where: { $0 > 0 }), let low = values.min(),
      let last = counts.lastIndex(where: { $0 > 0 }), let high = values.max()
    else { return Histogram(edges: [], counts: []) }
    edges = Array(edges[first...last + 1])
    edges[0] = low
    edges[edges.count - 1] = high
    return Histogram(edges: edges, counts: Array(counts[first...last]))
  }

  private static func normal(_ deviation: Double, _ seed: Int, count: Int = 200) -> [Double] {
    var generator = SplitMix64(seed: UInt64(seed))
    return (0..<count).map { _ in
      deviation
        * (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
    }
  }

  private static func flat(_: Int) -> Double { 2.3 }

  @Test func namesAreReadAsPeopleWriteThem() {
    typealias Name = LoggedTracks.Name
    for tag in ["gradients/fc1.weight", "fc1.weight.grad", "grad/fc1/weight", "fc1/weight_grad"] {
      #expect(Name(tag)?.key == "fc1.weight", "\(tag)")
      #expect(Name(tag)?.isGradient == true)
      #expect(Name(tag)?.function == nil)
    }
    for tag in ["weights/fc1.weight", "fc1.weight", "params/fc1/weight"] {
      #expect(Name(tag)?.key == "fc1.weight", "\(tag)")
      #expect(Name(tag)?.isGradient == false)
    }
    #expect(Name("activations/relu1")?.function == "relu")
    #expect(Name("activations/layer2")?.function == "")
    #expect(Name("predictions")?.key == nil)
    #expect(Name("")?.key == nil)
  }

  @Test func statisticsAreThoseOfTheValues() {
    let values = Self.normal(0.3, 1, count: 2000) + Array(repeating: 0, count: 500)
    let (found, truth) = (
      Statistics(estimatedBy: Self.histogram(values)), Statistics(of: values)
    )
    #expect(found.count == 2500)
    #expect(found.zeros == 500)
    #expect(found.min == truth.min && found.max == truth.max)
    #expect(abs(found.norm / truth.norm - 1) < 0.05)
    #expect(abs(found.std / truth.std - 1) < 0.05)
    #expect(abs(found.mean - truth.mean) < 0.01)
    #expect(Statistics(estimatedBy: Histogram(edges: [], counts: [])).count == 0)
    #expect(Statistics(estimatedBy: Histogram(edges: [2, 2], counts: [7])).mean == 2)
  }

  /// Three layers whose gradients shrink to a thousandth, and a twin whose do not.
  @Test func vanishingGradientsAreSeen() throws {
    func found(_ shares: [Double]) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        shares.enumerated().flatMap { layer, share in
          [
            ("weights/fc\(layer).weight", Self.normal(0.5 + 0.001 * Double(step), layer)),
            ("gradients/fc\(layer).weight", Self.normal(0.05 * share, 7 * step + layer)),
          ]
        }
      }
    }
    let vanishing = try #require(try found([1e-3, 0.03, 1]).first)
    #expect(vanishing.rule == .vanishingGradients)
    #expect(vanishing.nodes == ["fc0.weight"])
    #expect(vanishing.consequences.map(\.rule) == [.noProgress])
    #expect(try !found([0.5, 0.7, 1]).contains { $0.rule == .vanishingGradients })
  }

  /// A norm that grows so fast bounds the updates from below, which nobody logged.
  @Test func stepsThatLeaveNothingOfTheWeightsAreSeen() throws {
    func found(_ growth: Double) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        [("weights/fc1.weight", Self.normal(0.1 + growth * Double(min(step, 3)), 1))]
      }
    }
    let high = try #require(try found(2).first)
    #expect(high.rule == .learningRate && high.step == 0)
    #expect(high.consequences.map(\.rule).contains(.noProgress))
    #expect(try !found(0.02).contains { $0.rule == .learningRate })
  }

  /// A gradient that is too faint to move anything is no fault of the optimiser's list.
  @Test func whatGradientsAreTooFaintToMoveIsNotFrozen() throws {
    let found = try findings(loss: Self.flat) { step in
      (0..<4).flatMap { layer -> [(String, [Double])] in
        let share = [1e-9, 1e-6, 1e-3, 1][layer]
        let size = layer == 0 ? 0.5 : 0.5 + 1e-3 * Double(step)
        return [
          ("weights/fc\(layer).weight", Self.normal(size, layer)),
          ("gradients/fc\(layer).weight", Self.normal(0.05 * share, 7 * step + layer)),
        ]
      }
    }
    #expect(found.map(\.rule) == [.vanishingGradients])
  }

  @Test func unitsThatGiveZerosAreSeen() throws {
    func found(_ zeros: Int) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        let given = Self.normal(1, step).map { max(0, $0) }
        let dead = step < 5 ? 100 : zeros
        return [("activations/relu1", given.prefix(200 - dead) + Array(repeating: 0, count: dead))]
      }
    }
    let dead = try #require(try found(200).first)
    #expect(dead.rule == .deadUnits && dead.severity == .problem && dead.step == 5)
    #expect(try !found(110).contains { $0.rule == .deadUnits })
  }

  /// The outermost bin of what a tanh gives is wide, and what is in it lies at its end.
  @Test func aBinAtTheEndOfATanhIsTheEnd() {
    let values = Self.normal(8, 3, count: 4000).map(tanh)
    let found = Statistics(estimatedBy: Self.histogram(values))
    #expect(abs(found.norm / Statistics(of: values).norm - 1) < 0.005)
  }

  @Test func saturationIsSeenByTheValues() throws {
    func found(_ reach: Double) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        [("activations/hidden1", Self.normal(reach, step).map { max(-1, min(1, $0)) })]
      }
    }
    #expect(try found(100).first?.rule == .saturation)
    #expect(try !found(0.4).contains { $0.rule == .saturation })
  }

  /// A layer that the optimiser was not given, and one behind a `detach()`.
  @Test func whatDoesNotMoveIsSeen() throws {
    func found(_ isStill: Bool, hasGradient: Bool) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        [
          ("fc1.weight", Self.normal(isStill ? 0.5 : 0.5 + 0.01 * Double(step), 1)),
          ("fc2.weight", Self.normal(0.5 + 0.01 * Double(step), 2)),
          ("fc2.weight.grad", Self.normal(0.05, step)),
        ] + (hasGradient ? [("fc1.weight.grad", Self.normal(0.05, step + 100))] : [])
      }
    }
    let frozen = try #require(try found(true, hasGradient: true).first)
    #expect(frozen.rule == .frozen && frozen.nodes == ["fc1.weight"])
    #expect(frozen.sentence.contains("a gradient arrives"))
    let detached = try #require(try found(true, hasGradient: false).first)
    #expect(detached.rule == .frozen && detached.sentence.contains("no gradient was logged"))
    #expect(try !found(false, hasGradient: true).contains { $0.rule == .frozen })
  }

  /// What the optimiser does not have is not set back by it: that is one cause.
  @Test func gradientsOfWhatDoesNotMoveMayAddUp() throws {
    let found = try findings(records: 40, loss: Self.flat) { step in
      [
        ("fc1.weight", Self.normal(0.5, 1)), ("fc2.weight", Self.normal(0.5, 2)),
        ("fc1.weight.grad", Self.normal(0.01 * Double(1 + step), step)),
        ("fc2.weight.grad", Self.normal(0.01 * Double(1 + step), step + 100)),
      ]
    }
    #expect(found.map(\.rule) == [.frozen], "\(found.map(\.sentence))")
    #expect(found.first?.consequences.map(\.rule).contains(.accumulation) == true)
  }

  /// The first weights of a log, whose layers follow from the elements of weights and biases.
  @Test func firstWeightsAreSeen() throws {
    func found(_ deviation: Double, isConstant: Bool = false) throws -> [Finding] {
      try findings(loss: Self.flat) { step in
        (0..<5).flatMap { layer -> [(String, [Double])] in
          let drift = 1e-3 * Double(step)
          let weights = Self.normal(deviation, layer, count: 32 * 32)
          return [
            ("fc\(layer).weight", weights.map { isConstant ? 0.1 + drift : $0 * (1 + drift) }),
            ("fc\(layer).bias", Self.normal(0.1 + drift, layer, count: 32)),
          ]
        }
      }
    }
    let large = try #require(try found(1).first)
    #expect(large.rule == .initialisation && large.title == "The first weights are too large")
    #expect(large.confidence == .likely && large.nodes.count == 4)
    let small = try #require(try found(1e-3).first)
    #expect(small.rule == .initialisation && small.title == "The first weights are too small")
    let equal = try #require(try found(0.2, isConstant: true).first)
    #expect(equal.rule == .initialisation && equal.title == "All weights of fc0.weight start equal")
    #expect(try !found(0.2).contains { $0.rule == .initialisation })
  }

  /// Of a cross-entropy, the gradient in the last bias is at most √2 times the loss.
  @Test(arguments: [false, true]) func gradientsBeyondTheLossHaveOthersInThem(_ adds: Bool) throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    for step in 0..<30 {
      let loss = 1.4 * exp(-Double(step) / 6) + 1e-3
      log.scalar("loss", loss, step: step)
      log.scalar("accuracy", 1 - loss / 2, step: step)
      let size = adds ? 0.3 + 0.1 * Double(step) : 0.3 * loss
      log.histogram(
        "fc1.weight", Self.histogram(Self.normal(0.5 + 0.01 * Double(step), 1)), step: step)
      log.histogram("fc1.weight.grad", Self.histogram(Self.normal(size, step)), step: step)
      log.histogram("fc1.bias", Self.histogram([0.1, 0.2, Double(step)]), step: step)
      log.histogram("fc1.bias.grad", Self.histogram([size, -size, 0]), step: step)
    }
    log.close()
    let found = try withExtendedLifetime(folder) {
      Finding.all(in: try RunHistory(RunDirectory(folder.path)))
    }
    #expect(found.contains { $0.rule == .accumulation } == adds, "\(found.map(\.sentence))")
  }

  /// Steps that throw the loss far above its start come from a rate that is too high, also late.
  @Test func weightsThatLeapBeforeTheLossDoesAreSeen() throws {
    func found(_ growth: Double) throws -> [Finding] {
      func loss(_ step: Int) -> Double { step < 52 ? 1.4 : step < 56 ? 900 : 2 }
      return try findings(records: 80, loss: loss) { step in
        [("weights/fc1.weight", Self.normal(step < 51 ? 0.5 : 0.5 * growth, 1))]
      }
    }
    let high = try #require(try found(9).first)
    #expect(high.rule == .learningRate && high.step == 50, "\(high.sentence)")
    #expect(try !found(1.1).contains { $0.rule == .learningRate })
  }

  @Test func gradientsThatAddUpAreSeen() throws {
    func found(_ growth: Double) throws -> [Finding] {
      let loss = { (step: Int) in 2.3 + 0.3 * Double(step % 5) }
      return try findings(records: 40, loss: loss) { step in
        let size = 0.01 * (1 + growth * Double(step))
        return [
          ("fc1.weight", Self.normal(0.5 + 0.001 * Double(step), 1)),
          ("fc1.weight.grad", Self.normal(size, step)),
        ]
      }
    }
    let summed = try #require(try found(1).first)
    #expect(summed.rule == .accumulation)
    #expect(summed.advice.contains("zero_grad"))
    #expect(try !found(0).contains { $0.rule == .accumulation })
  }

  /// What a log of scalars cannot tell is said, with what to log.
  @Test func rulesThatCannotBeAskedAreNamed() throws {
    let scalars = RunHistory(
      name: "log",
      metrics: [MetricSeries(name: "loss", values: (0..<50).map { 1 / Double($0 + 1) })])
    let unasked = Diagnosis(scalars).unasked
    let all = unasked.flatMap(\.rules)
    #expect(Set(all).count == all.count)
    #expect(all.contains(.vanishingGradients) && all.contains(.deadUnits))
    #expect(!all.contains(.diverges) && !all.contains(.notFinite))
    let gradients = try #require(unasked.first { $0.rules.contains(.vanishingGradients) })
    #expect(gradients.toLog.contains("gradients/fc1.weight"))
    let full = Diagnosis(try Training("moons") { _ in }.history()).unasked.flatMap(\.rules)
    #expect(full.isEmpty, "\(full)")
  }
}
