import Foundation
import Testing
import VizEvents
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Findings that need a log of their own kind.
@Suite struct MoreFindingsTests {
  private static func findings(
    _ metrics: [String: [Double]], nodes: [Node] = [], tracks: LoggedNodes = LoggedNodes()
  ) -> [Finding] {
    let graph = ComputationGraph(nodes: nodes, outputs: nodes.last.map { [$0.id] } ?? [])
    let history = RunHistory(
      name: "", directory: nil, log: nil, record: nil, state: .unknown,
      metrics: metrics.sorted { $0.key < $1.key }.map {
        MetricSeries(name: $0.key, values: $0.value)
      },
      graph: nodes.isEmpty ? nil : graph, autopsy: nil,
      nodes: NodeTracks(tracks, graph: nodes.isEmpty ? nil : graph))
    return Finding.all(in: history)
  }

  @Test func anEvaluationInTrainingModeIsNamed() throws {
    let loss = (0..<60).map { exp(-Double($0) / 15) }
    let wrong = Self.findings(["loss": loss, "evaluation/training_mode": [0, 1, 1]])
    let finding = try #require(wrong.first { $0.rule == .evaluationMode })
    #expect(finding.numbers["wrong"] == [2] && finding.confidence == .certain)
    let right = Self.findings(["loss": loss, "evaluation/training_mode": [0, 0, 0]])
    #expect(!right.contains { $0.rule == .evaluationMode })
  }

  /// A third of the labels is drawn anew: the best network is equally sure of every example.
  @Test func labelsOfWhichAPartIsWrongAreTold() throws {
    var generator = SplitMix64(seed: 5)
    let right = 0.75
    let floor = -right * log(right) - (1 - right) * log((1 - right) / 3)
    func course(_ floor: Double) -> [Double] {
      (0..<300).map { step in
        floor + (log(4) - floor) * exp(-Double(step) / 20)
          + 0.02 * Double.random(in: -1...1, using: &generator)
      }
    }
    func log4(_ loss: [Double], accuracy: Double) -> [Finding] {
      let scores = Node(id: "scores", op: "input", shape: [32, 4])
      let labels = Node(id: "labels", op: "input", shape: [32])
      let node = Node(id: "loss", op: "cross_entropy", inputs: ["scores", "labels"], shape: [])
      return Self.findings(
        [
          "loss": loss, "validation/loss": stride(from: 0, to: 300, by: 20).map { loss[$0] },
          "accuracy": loss.indices.map { $0 < 60 ? 0.5 : accuracy },
        ], nodes: [scores, labels, node])
    }
    let noisy = log4(course(floor), accuracy: right)
    #expect(noisy.map(\.rule) == [.labelNoise])
    #expect(noisy[0].sentence.contains("25 %"))
    // The same accuracy, and half of the examples easy.
    #expect(!log4(course(0.6 * floor), accuracy: right).contains { $0.rule == .labelNoise })
  }

  /// Before the first step no learning rate is to blame.
  @Test func theLogarithmOfNothingIsNoRates() throws {
    let numbers = Statistics(of: [0.0, 0.5])
    let logarithms = Statistics(of: [-Double.infinity, -0.7])
    let nodes = [
      Node(id: "x", op: "input", shape: [2]),
      Node(id: "relu", op: "relu", inputs: ["x"], shape: [2]),
      Node(id: "log", op: "log", inputs: ["relu"], shape: [2]),
      Node(id: "loss", op: "mean", inputs: ["log"], shape: []),
    ]
    let logged = LoggedNodes(
      steps: [0], wallTimes: [0],
      nodes: [("x", numbers), ("relu", numbers), ("log", logarithms)].map { node, value in
        LoggedNode(
          node: node, value: StatisticsColumns([value]), gradient: StatisticsColumns([]),
          updateRatio: [], distance: [])
      })
    let found = Self.findings(["loss": [.infinity]], nodes: nodes, tracks: logged)
    let finding = try #require(found.first { $0.rule == .notFinite })
    #expect(finding.nodes == ["log"])
    #expect(finding.advice.contains("softplus") && !finding.advice.contains("to a tenth"))
  }

  /// A bias whose gradient is the sum of what reaches it only at the first step.
  @Test(arguments: [false, true]) func gradientsThatAreNotSetBackAreSeenAtTheBiases(_ adds: Bool) {
    var generator = SplitMix64(seed: 2)
    var total = 0.0
    let (bias, result) = (0..<40).map { _ -> (Statistics, Statistics) in
      let sum = Double.random(in: 0.5...1.5, using: &generator)
      total = adds ? total + sum : sum
      func statistics(_ count: Int, _ sum: Double) -> Statistics {
        let mean = sum / Double(count)
        return Statistics(
          count: count, mean: mean, std: 0, min: mean, max: mean,
          norm: abs(mean) * Double(count).squareRoot(), zeros: 0, nan: 0, inf: 0)
      }
      return (statistics(4, total), statistics(64, sum))
    }.reduce(into: ([Statistics](), [Statistics]())) {
      $0.0.append($1.0)
      $0.1.append($1.1)
    }
    let nodes = [
      Node(id: "x", op: "input", shape: [16, 4]),
      Node(id: "b", op: "parameter", shape: [4], role: .parameter),
      Node(id: "W", op: "parameter", shape: [4, 4], role: .parameter),
      Node(id: "sum", op: "add", inputs: ["x", "b"], shape: [16, 4]),
      Node(id: "loss", op: "mean", inputs: ["sum"], shape: []),
    ]
    let logged = LoggedNodes(
      steps: Array(0..<40), wallTimes: (0..<40).map(Double.init),
      nodes: [("b", bias), ("W", bias), ("sum", result)].map { node, gradients in
        LoggedNode(
          node: node, value: StatisticsColumns([]), gradient: StatisticsColumns(gradients),
          updateRatio: [], distance: [])
      })
    let found = Self.findings(
      ["loss": (0..<40).map { exp(-Double($0) / 10) }], nodes: nodes, tracks: logged)
    #expect(found.contains { $0.rule == .accumulation } == adds)
  }
}
