import Testing
import VizEvents
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Records that no training leaves: gaps, odd numbers, graphs that do not fit.
@Suite struct RunEvidenceTests {
  private static let odd = [0, 1, -1, 1e-30, 1e30, .nan, .infinity, -.infinity, 0.5]

  private static func summary(_ generator: inout SplitMix64) -> Statistics? {
    guard Int.random(in: 0..<4, using: &generator) > 0 else { return nil }
    func number() -> Double { odd.randomElement(using: &generator) ?? 0 }
    func count() -> Int { Int.random(in: 0..<9, using: &generator) }
    return Statistics(
      count: count(), mean: number(), std: number(), min: number(), max: number(),
      norm: number(), zeros: count(), nan: count() / 8, inf: count() / 8)
  }

  private static func history(_ generator: inout SplitMix64) -> RunHistory {
    let ops = ["parameter", "relu", "tanh", "sigmoid", "matmul", "add", "cross_entropy", "input"]
    let count = Int.random(in: 0..<12, using: &generator)
    let nodes = (0..<count).map { index in
      Node(
        id: "n\(index)", op: ops.randomElement(using: &generator) ?? "",
        inputs: (0..<Int.random(in: 0...min(index, 2), using: &generator)).map { _ in
          "n\(Int.random(in: 0..<index, using: &generator))"
        },
        shape: Bool.random(using: &generator)
          ? nil : (0..<Int.random(in: 0..<4, using: &generator)).map { _ in count })
    }
    let steps = Int.random(in: 0..<30, using: &generator)
    let logged = LoggedNodes(
      steps: (0..<steps).map { _ in Int.random(in: -2..<40, using: &generator) }.sorted(),
      wallTimes: (0..<steps).map(Double.init),
      nodes: (0..<Int.random(in: 0..<12, using: &generator)).map { index in
        func columns() -> StatisticsColumns {
          StatisticsColumns((0..<steps).map { _ in summary(&generator) })
        }
        func numbers() -> [Double] {
          Bool.random(using: &generator)
            ? [] : (0..<steps).map { _ in odd.randomElement(using: &generator) ?? 0 }
        }
        return LoggedNode(
          node: "n\(index)", value: columns(), gradient: columns(), updateRatio: numbers(),
          distance: numbers())
      })
    let graph =
      Bool.random(using: &generator)
      ? ComputationGraph(nodes: nodes, outputs: nodes.last.map { [$0.id] } ?? []) : nil
    return RunHistory(
      name: "", directory: nil, log: nil, record: nil, state: .unknown,
      metrics: [
        MetricSeries(
          name: "loss",
          values: (0..<60).map { _ in Double.random(in: 0...2, using: &generator) })
      ],
      graph: graph,
      autopsy: Int.random(in: 0..<9, using: &generator) == 0
        ? RunHistory.Autopsy(text: "the value of n1 (relu) is the first", step: 3) : nil,
      nodes: NodeTracks(logged, graph: graph))
  }

  @Test(arguments: 0..<300 as Range<UInt64>) func nothingTraps(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let history = Self.history(&generator)
    let findings = Finding.all(in: history)
    #expect(
      findings.map(\.severity.order) == findings.map(\.severity.order).sorted())
    for series in history.saturation + history.deadUnits {
      #expect(series.values.count == history.nodes.steps.count)
    }
  }

  /// A cycle of causes would leave nothing to tell of.
  @Test func whatIsFoundIsNeverAllConsequence() {
    var found = 0
    for seed in 0..<300 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let history = Self.history(&generator)
      let symptoms = Finding.symptoms(RunEvidence(history))
      #expect(symptoms.isEmpty == Finding.all(in: history).isEmpty)
      found += symptoms.count
    }
    #expect(found > 100)
  }
}
