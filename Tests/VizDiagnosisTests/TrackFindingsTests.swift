import Foundation
import Testing
import VizBase
import VizEvents
import VizStatistics
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Faults that show in what was recorded of nodes, each beside a twin that has none.
@Suite struct TrackFindingsTests {
  /// A run of one matrix with these elements at each step.
  private func history(
    steps: [Int], matrix: [[Double]], updates: [Double] = [], gradients: [[Double]] = [],
    loss: [Double],
    configuration: [String: JSONValue] = [:]
  ) -> RunHistory {
    let graph = ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", shape: [4, 2]),
        Node(id: "W", op: "parameter", shape: [2, 2]),
        Node(id: "loss", op: "matmul", inputs: ["x", "W"], shape: [4, 2]),
      ], outputs: ["loss"])
    let logged = LoggedNodes(
      steps: steps, wallTimes: steps.map(Double.init),
      nodes: [
        LoggedNode(
          node: "W", value: StatisticsColumns(matrix.map { Statistics(of: $0) }),
          gradient: StatisticsColumns(gradients.map { Statistics(of: $0) }),
          updateRatio: updates)
      ])
    return RunHistory(
      name: "", directory: nil, log: nil, record: RunRecord(configuration: configuration),
      state: .unknown, metrics: [MetricSeries(name: "loss", values: loss)], graph: graph,
      autopsy: nil, nodes: NodeTracks(logged, graph: graph))
  }

  private static let falling = (0..<120).map { 2 / (1 + Double($0) / 3) }

  @Test func weightsThatGrowWithoutEndAreNoted() throws {
    func found(_ growth: (Double) -> Double) -> [Finding] {
      Finding.all(
        in: history(
          steps: Array(0..<120),
          matrix: (0..<120).map { step in [0.5, -0.4, 0.3, 0.2].map { $0 * growth(Double(step)) } },
          loss: Self.falling))
    }
    let drift = try #require(found { 1 + 0.2 * $0 }.first)
    #expect(drift.rule == .normDrift && drift.severity == .note)
    // As far, and then in balance.
    #expect(found { 1 + 20 * $0 / (5 + $0) }.isEmpty)
  }

  /// Gradients that are recorded after they were cut have one norm, that of the limit.
  @Test(arguments: [false, true]) func gradientsThatAreCutToOneNormAreClipped(_ isCut: Bool) {
    let gradients = (0..<60).map { step -> [Double] in
      let (turn, size) = (Double(step), isCut ? 1e-3 : 1e-3 * (1 + 0.2 * sin(Double(step))))
      return [size * cos(turn), size * sin(turn), 0, 0]
    }
    let found = Finding.all(
      in: history(
        steps: Array(0..<60), matrix: (0..<60).map { [0.5, -0.4, 0.3, 1e-5 * Double($0)] },
        gradients: gradients, loss: (0..<60).map { 1.1 - 1e-3 * Double($0) }))
    #expect(found.contains { $0.rule == .clipping } == isCut, "\(found.map(\.rule))")
  }

  @Test func gradientsFarAboveTheirWeightsAreNamed() throws {
    func found(_ size: Double) -> [Finding] {
      let matrix: [[Double]] = (0..<60).map { [0.5, -0.4, 0.3, 0.001 * Double($0)] }
      let gradients: [[Double]] = (0..<60).map { _ in [size, -size, size, size] }
      return Finding.all(
        in: history(
          steps: Array(0..<60), matrix: matrix, gradients: gradients, loss: Self.falling))
    }
    let exploding = try #require(found(100).first)
    #expect(exploding.rule == .explodingGradients && exploding.step == 0)
    #expect(found(0.1).isEmpty)
  }

  @Test func batchesThatDrownTheLossInNoiseAreNamed() throws {
    func found(_ noise: Double, batch: Double) -> [Finding] {
      var generator = SplitMix64(seed: 5)
      let loss = (0..<400).map { step in
        0.7 + 0.2 / (1 + Double(step)) + (Bool.random(using: &generator) ? noise : -noise)
      }
      return Finding.all(
        in: history(
          steps: [0], matrix: [[1, 2, 3, 4]], loss: loss, configuration: ["batch": JSONValue(batch)]
        ))
    }
    let noisy = try #require(found(0.6, batch: 1).first)
    #expect(noisy.rule == .batchNoise && noisy.numbers["batch"] == [1])
    #expect(!found(0.6, batch: 64).contains { $0.rule == .batchNoise })
    #expect(!found(0.05, batch: 1).contains { $0.rule == .batchNoise })
  }

  /// One rate far too high: the cause is said, and what comes of it stands under it.
  @Test func aRateTooHighIsTheCause() throws {
    func found(_ ratio: Double, rises: Bool) -> [Finding] {
      let matrix: [[Double]] = (0..<60).map { [0.5, -0.4, 0.3, 0.001 * Double($0)] }
      let updates: [Double] = (0..<60).map { $0 == 2 ? ratio : 0.01 }
      let loss: [Double] = (0..<60).map { step in
        if rises, step > 2 { return 50 + Double(step % 3) }
        return 1 / (1 + Double(step) / 3)
      }
      return Finding.all(
        in: history(
          steps: Array(0..<60), matrix: matrix, updates: updates, loss: loss,
          configuration: ["lr": JSONValue(3.0)]))
    }
    let high = found(4, rises: true)
    #expect(high.map(\.rule) == [.learningRate])
    let cause = try #require(high.first)
    #expect(cause.step == 2 && cause.severity == .problem)
    #expect(cause.consequences.contains { $0.rule == .diverges })
    #expect(cause.advice.contains("from 3 to"))
    // A large step of a run that learns did no harm.
    #expect(!found(0.3, rises: true).contains { $0.rule == .learningRate })
    #expect(!found(1.5, rises: false).contains { $0.rule == .learningRate })
  }

  /// Of symptoms that explain each other in a circle one is left, and has the others under it.
  @Test func circlesHaveACause() {
    func symptom(_ rule: Finding.Rule, step: Int, _ causes: Set<Finding.Rule>) -> Symptom {
      Symptom(
        Finding(
          rule, .warning, title: "", sentence: "", step: step, evidence: .units, advice: "",
          threshold: "", source: ""), becauseOf: causes)
    }
    let found = Finding.causes(of: [
      symptom(.diverges, step: 5, [.saturation]), symptom(.saturation, step: 3, [.noProgress]),
      symptom(.noProgress, step: 9, [.diverges]), symptom(.overfitting, step: 1, []),
    ])
    #expect(found.map(\.rule) == [.saturation, .overfitting])
    #expect(Set(found[0].consequences.map(\.rule)) == [.diverges, .noProgress])
  }

  /// What is told of an example is one bit: then no layer can say more of it.
  @Test(arguments: [1, 2]) func unitsThatAreToldOneNumberMaySayOneNumber(inputs: Int) {
    let (examples, units) = (32, 8)
    let bits = (0..<examples).flatMap { row in
      (0..<inputs).map { column in row >> column & 1 == 1 ? 1.0 : -1 }
    }
    // All units say how the first bit is.
    let values = (0..<examples).flatMap { row in
      (0..<units).map { bits[row * inputs] * (0.1 + 0.1 * Double($0)) }
    }
    let hidden = TensorData.elements(values, shape: [examples, units])
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "x", op: "input", shape: [examples, inputs],
          value: .elements(bits, shape: [examples, inputs]), role: .data),
        Node(id: "W", op: "parameter", shape: [inputs, units], role: .parameter),
        Node(id: "z", op: "matmul", inputs: ["x", "W"], shape: [examples, units], value: hidden),
        Node(
          id: "a", op: "tanh", inputs: ["z"], scope: "dense1", shape: [examples, units],
          value: hidden),
        Node(id: "V", op: "parameter", shape: [units, 1], role: .parameter),
        Node(id: "y", op: "matmul", inputs: ["a", "V"], shape: [examples, 1]),
        Node(id: "loss", op: "mean", inputs: ["y"], shape: []),
      ], outputs: ["loss"])
    let steps = Array(0..<60)
    let logged = LoggedNodes(
      steps: steps, wallTimes: steps.map(Double.init),
      nodes: [
        LoggedNode(
          node: "a", value: StatisticsColumns(steps.map { _ in Statistics(of: values) }),
          gradient: StatisticsColumns([]), updateRatio: [])
      ])
    let run = RunHistory(
      name: "", directory: nil, log: nil, record: nil, state: .unknown,
      metrics: [MetricSeries(name: "loss", values: steps.map { 1 - 0.005 * Double($0) })],
      graph: graph, autopsy: nil, nodes: NodeTracks(logged, graph: graph))
    #expect(Finding.all(in: run).contains { $0.rule == .collapse } == (inputs > 1))
  }

  /// Two views of each example are to be answered alike, and nothing holds examples apart.
  @Test(arguments: [1e-3, 0.8]) func answersThatAreAllOneAreNamed(spread: Double) {
    let examples = 32
    func answers(_ spread: Double) -> [Double] {
      (0..<2 * examples).map { 0.4 + spread * sin(Double(7 * $0)) }
    }
    func data(_ values: [Double]) -> TensorData { .elements(values, shape: [examples, 2]) }
    let graph = ComputationGraph(
      nodes: [
        Node(id: "a", op: "input", shape: [examples, 2], role: .data),
        Node(id: "b", op: "input", shape: [examples, 2], role: .data),
        Node(id: "W", op: "parameter", shape: [2, 2], role: .parameter),
        Node(id: "p", op: "matmul", inputs: ["a", "W"], value: data(answers(spread))),
        Node(id: "q", op: "matmul", inputs: ["b", "W"], value: data(answers(spread))),
        Node(id: "loss", op: "mse", inputs: ["p", "q"], shape: []),
      ], outputs: ["loss"])
    let steps = Array(0..<60)
    let logged = LoggedNodes(
      steps: steps, wallTimes: steps.map(Double.init),
      nodes: ["p", "q"].map { node in
        LoggedNode(
          node: node,
          value: StatisticsColumns(
            steps.map { Statistics(of: answers(spread + (1 - spread) / Double(1 + $0))) }),
          gradient: StatisticsColumns([]), updateRatio: [])
      })
    let run = RunHistory(
      name: "", directory: nil, log: nil, record: nil, state: .unknown,
      metrics: [MetricSeries(name: "loss", values: steps.map { 1 / Double(1 + $0) })],
      graph: graph, autopsy: nil, nodes: NodeTracks(logged, graph: graph))
    let found = Finding.all(in: run).first { $0.rule == .collapse }
    #expect((found != nil) == (spread < 0.1))
    #expect(found.map { $0.severity == .problem && $0.nodes == ["p", "q"] } ?? true)
  }

  /// A layer of a sequence is one, at however many steps it stands.
  @Test func layersAreNamedOnce() {
    func names(_ scopes: [String]) -> [String] {
      RunEvidence.names(
        of: scopes.map { scope in
          NodeTrack(
            LoggedNode(
              node: "n", value: StatisticsColumns([]), gradient: StatisticsColumns([]),
              updateRatio: []), Node(id: "n", op: "tanh", scope: scope))
        })
    }
    #expect(names(["t=1/lstm1", "t=1/lstm1", "t=12/lstm1", "dense1"]) == ["lstm1", "dense1"])
    #expect(names(["t=x/a", "b", "c", "d", "e"]) == ["t=x/a", "b", "c", "2 more"])
  }
}
