import Testing
import VizBase
import VizEvents
import VizStatistics
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Processes of which one parts at a known step, each beside those that stay together.
@Suite struct RankComparisonTests {
  /// What a process does otherwise.
  private struct Fault {
    var rank = 1
    var step = 12
    var scale = 1.0
    var isOnce = false
    var weight = 0.0
    var loss = 0.0
    var isBroken = false
    var gradient = 0.0
    var isSame = false
    var parameters: [String: JSONValue] = [:]
    var isPerturbedFromStart = false
  }

  /// Processes whose losses and examples have noise of their own, over forty steps.
  private func history(_ count: Int, _ fault: Fault = Fault()) -> RunHistory {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", shape: [8, 2], role: .data),
        Node(id: "W", op: "parameter", shape: [2, 2]),
        Node(id: "loss", op: "matmul", inputs: ["x", "W"], shape: [8, 2]),
      ], outputs: ["loss"])
    let steps = Array(0..<40)
    let ranks = (0..<count).map { rank -> RankHistory in
      var random = SplitMix64(seed: fault.isSame ? 7 : UInt64(rank + 1))
      var (x, weights, gradients, ratios, losses) =
        ([Statistics](), [Statistics](), [Statistics](), [Double](), [Double]())
      for step in steps {
        let isBad =
          rank == fault.rank && (fault.isOnce ? step == fault.step : step >= fault.step)
        let noise = (0..<16).map { _ in Double.random(in: -1...1, using: &random) }
        var values = noise.map { isBad ? $0 * fault.scale : $0 }
        if isBad, fault.isBroken, step == fault.step { values[3] = .nan }
        x.append(Statistics(of: values))
        let drift = 0.01 * Double(step)
        let isOff = isBad && (fault.isPerturbedFromStart || step > fault.step)
        weights.append(
          Statistics(of: [0.5 + drift, -0.4, 0.3 + (isOff ? fault.weight : 0), 0.2]))
        gradients.append(
          Statistics(of: [0.1, -0.1 + (isBad ? fault.gradient : 0), 0.2, 0.1]))
        ratios.append(isBad && step == fault.step && fault.weight != 0 ? 0.3 : 0.01)
        losses.append(
          1 / (1 + Double(step) / 10) + 0.02 * noise[0] + (isBad ? fault.loss : 0))
      }
      let logged = LoggedNodes(
        steps: steps, wallTimes: steps.map(Double.init),
        nodes: [
          LoggedNode(node: "x", value: StatisticsColumns(x)),
          LoggedNode(
            node: "W", value: StatisticsColumns(weights), gradient: StatisticsColumns(gradients),
            updateRatio: ratios),
        ])
      return RankHistory(
        rank: rank, metrics: [MetricSeries(name: "loss", values: losses)],
        nodes: NodeTracks(logged, graph: graph))
    }
    return RunHistory(
      name: "", directory: nil, log: nil, record: RunRecord(configuration: fault.parameters),
      state: .unknown, metrics: ranks[0].metrics, graph: graph, autopsy: nil,
      nodes: ranks[0].nodes, ranks: ranks)
  }

  private func found(_ count: Int, _ fault: Fault = Fault()) -> [Finding] {
    Finding.all(in: history(count, fault)).filter { $0.rule == .ranks }
  }

  @Test(arguments: [2, 3, 5]) func processesThatStayTogetherAreLeftAlone(count: Int) throws {
    #expect(found(count).isEmpty)
    let comparison = try #require(RankComparison(history(count)))
    #expect(comparison.partings.isEmpty && comparison.sameExamples == nil)
    #expect(comparison.steps.count == 40)
  }

  @Test func ofThreeTheOneThatHasOtherParametersIsNamed() throws {
    let finding = try #require(found(3, Fault(weight: 0.2)).first)
    #expect(finding.severity == .problem && finding.step == 13 && finding.nodes == ["W"])
    #expect(finding.numbers["ranks"] == [1])
    #expect(finding.title == "Rank 1 has different parameters")
    #expect(finding.sentence.contains("Their gradients were the same until then"))
  }

  @Test func ofTwoTheUpdateTells() throws {
    let finding = try #require(found(2, Fault(weight: 0.2)).first)
    #expect(finding.step == 13 && finding.numbers["ranks"] == [1])
    #expect(finding.sentence.contains("rank 1 most likely parts first"))
  }

  @Test func gradientsThatAreNotAveragedAreTheCause() throws {
    let finding = try #require(found(2, Fault(weight: 0.2, gradient: 0.05)).first)
    #expect(finding.sentence.contains("Their gradients differ since step 12"))
    // They are averaged later where the parameters stay the same.
    #expect(found(2, Fault(gradient: 0.05)).isEmpty)
  }

  @Test func firstWeightsThatDifferAreSaid() throws {
    let finding = try #require(
      found(2, Fault(step: 0, weight: 0.2, isPerturbedFromStart: true)).first)
    #expect(finding.step == 0 && finding.sentence.contains("They began with different weights."))
  }

  @Test func aLittleIsANote() throws {
    let finding = try #require(found(3, Fault(weight: 2e-5)).first)
    #expect(finding.severity == .note && finding.step == 13)
    #expect(found(3, Fault(weight: 1e-8)).isEmpty)
  }

  /// Parts of one network are not the same in any two processes.
  @Test func partsOfANetworkAreNotCompared() {
    #expect(found(3, Fault(weight: 0.2, parameters: ["sharded": .bool(true)])).isEmpty)
  }

  @Test(arguments: [2, 3, 4]) func aSpoiltBatchIsNamed(count: Int) throws {
    for isOnce in [true, false] {
      let finding = try #require(found(count, Fault(scale: 30, isOnce: isOnce)).first)
      #expect(finding.severity == .warning && finding.step == 12 && finding.nodes == ["x"])
      #expect(finding.numbers["ranks"] == [1])
    }
  }

  @Test(arguments: [2, 3, 4]) func aLossThatLeavesIsNamed(count: Int) throws {
    let finding = try #require(found(count, Fault(loss: 0.6)).first)
    #expect(finding.step == 12 && finding.numbers["ranks"] == [1])
    #expect(finding.title == "The loss of rank 1 leaves that of the others")
    // One batch that is hard is no fault.
    #expect(found(count, Fault(isOnce: true, loss: 0.6)).isEmpty)
  }

  @Test func theProcessThatBreaksFirstIsNamed() throws {
    let finding = try #require(found(2, Fault(isBroken: true)).first)
    #expect(finding.severity == .problem && finding.step == 12 && finding.nodes == ["x"])
    #expect(finding.numbers["ranks"] == [1])
  }

  @Test func theSameExamplesEverywhereAreSaid() throws {
    let finding = try #require(found(3, Fault(isSame: true)).first)
    #expect(finding.title == "All processes learn from the same examples")
  }
}
