import Foundation
import Testing
import VizCapture
import VizEvents
import VizNeural
import VizTensor
import VizTestSupport
import VizTrace
import VizTraining

@testable import VizDiagnosis

/// Labels of which a part is wrong are not called overfitting, and too few examples not wrong labels.
@Suite struct LabelNoiseTests {
  /// Clouds around a centre for each class, of which a share of the labels is drawn anew.
  private static func table(
    _ count: Int, features: Int, classes: Int, spread: Double, noise: Double, seed: UInt64
  ) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    let centres = (0..<classes).map { _ in
      (0..<features).map { _ in spread * generator.normals().0 }
    }
    var lines = [(0..<features).map { "f\($0)" }.joined(separator: ",") + ",label"]
    for _ in 0..<count {
      let own = Int.random(in: 0..<classes, using: &generator)
      let point = centres[own].map { "\($0 + generator.normals().0)" }
      let isWrong = Double.random(in: 0..<1, using: &generator) < noise
      let label = isWrong ? Int.random(in: 0..<classes, using: &generator) : own
      lines.append(point.joined(separator: ",") + ",c\(label)")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private static func findings(_ table: [UInt8], steps: Int = 700) throws -> [Finding] {
    let folder = try TemporaryFolder()
    var c = TrainingConfiguration()
    (c.dataset, c.layers, c.activation) = ("made.csv", [48, 48], "relu")
    (c.steps, c.evaluate, c.lr, c.batch) = (steps, 25, 0.004, 32)
    var options = TrainingRun<Float>.Options()
    options.policy.steps = .every(50)
    options.versions = ["vizbp": "test"]
    let run = try TrainingRun<Float>(TrainingPlan(c), folder: folder.path, options: options) { _ in
      table
    }
    _ = try run.train()
    return Finding.all(in: try RunHistory(RunDirectory(folder.path)))
  }

  @Test(arguments: [(0.4, 4, 2.0)])
  func wrongLabelsThatAreLearntByHeart(_ noise: Double, _ classes: Int, _ spread: Double) throws {
    let found = try Self.findings(
      Self.table(
        400, features: 10, classes: classes, spread: spread, noise: noise, seed: UInt64(classes)))
    let finding = try #require(found.first { $0.rule == .labelNoise })
    #expect(!found.contains { $0.rule == .overfitting })
    #expect(finding.consequences.map(\.rule).contains(.overfitting))
  }

  /// Labels that tell nothing: the training's examples are told better than by guessing, and no other.
  @Test(arguments: [(400, 10, 4), (1_200, 6, 3)])
  func labelsOfOtherExamples(_ count: Int, _ features: Int, _ classes: Int) throws {
    func found(_ noise: Double) throws -> [Finding] {
      try Self.findings(
        Self.table(
          count, features: features, classes: classes, spread: 2, noise: noise, seed: 11))
    }
    let findings = try found(1)
    #expect(findings.map(\.rule) == [.labelNoise], "\(findings.map(\.sentence))")
    #expect(try !found(0).contains { $0.rule == .labelNoise })
  }

  @Test(arguments: [(300, 20, 4, 0.5), (200, 10, 4, 0.7)])
  func tooFewExamplesAreNone(_ count: Int, _ features: Int, _ classes: Int, _ spread: Double) throws
  {
    let found = try Self.findings(
      Self.table(
        count, features: features, classes: classes, spread: spread, noise: 0, seed: 30))
    #expect(found.map(\.rule).contains(.overfitting))
    #expect(!found.flatMap { [$0] + $0.consequences }.contains { $0.rule == .labelNoise })
  }
}

/// What instruments measured stands in what is advised.
@Suite struct MeasuredStabilityTests {
  private static func finding(_ readings: [String: [Double]]) throws -> Finding {
    let loss = (0..<120).map { step -> Double in
      if step < 20 { return 1.2 - 0.03 * Double(step) }
      return step.isMultiple(of: 2) ? 0.65 : 0.55
    }
    let metrics = readings.map { MetricSeries(name: "instruments/\($0.key)", values: $0.value) }
    let history = RunHistory(
      name: "", metrics: [MetricSeries(name: "loss", values: loss)] + metrics)
    return try #require(Finding.all(in: history).first { $0.rule == .edgeOfStability })
  }

  @Test func theLimitIsTheMeasuredOne() throws {
    let plain = try Self.finding([:])
    #expect(!plain.advice.contains("measured"))
    let measured = try Self.finding([
      "hessian/rate-limit": [0.03, 0.02, 0.012, 0.012], "hessian/eigenvalue": [60, 90, 160, 166],
      "hessian/limit": [160, 160, 160, 160],
    ])
    #expect(measured.advice.contains("the stability limit measured here is 0.012"))
    #expect(measured.sentence.contains("it is 166, where steps are stable up to 160"))
    #expect(measured.numbers["rate_limit"] == [0.012])
    let critical = try Self.finding(["critical-sharpness/rate": [0.03, 0.02, 0.012, 0.012]])
    #expect(critical.advice.contains("the stability limit measured here is 0.012"))
  }
}
