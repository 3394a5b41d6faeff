import Foundation
import Testing
import VizNeural
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// What metrics alone show, such as those of a CSV file.
@Suite struct FindingTests {
  private typealias Curve = (_ epoch: Double) -> Double

  /// The findings of curves over some epochs, with seeded noise.
  private func findings(
    count: Int = 40, noise: Double = 0.01, loss: Curve, heldOut: Curve? = nil
  ) -> [Finding] {
    var generator = SplitMix64(seed: 3)
    func series(_ name: String, _ curve: Curve) -> MetricSeries {
      MetricSeries(
        name: name,
        values: (0..<count).map {
          curve(Double($0)) + noise * Double.random(in: -1...1, using: &generator)
        })
    }
    var metrics = [series("loss", loss)]
    if let heldOut { metrics.append(series("val_loss", heldOut)) }
    return Finding.all(in: RunHistory(name: "log", metrics: metrics))
  }

  private func falling(_ epoch: Double) -> Double { 0.05 + 2 / (1 + epoch) }

  @Test func aLossThatFallsGivesNone() {
    #expect(findings(loss: falling).isEmpty)
    #expect(findings(loss: falling, heldOut: { 0.1 + falling($0) }).isEmpty)
    #expect(findings(count: 5, loss: falling).isEmpty)
    // The noise of single examples, and a plateau before it falls.
    #expect(findings(count: 2000, noise: 0.5, loss: { 0.6 + 2 / (1 + $0 / 50) }).isEmpty)
    #expect(findings(count: 500, loss: { $0 < 200 ? 0.7 : 0.2 }).isEmpty)
  }

  @Test func aFindingIsEncodedWithWhatFollowsFromIt() throws {
    var finding = Finding(
      .noProgress, .warning, title: "t", sentence: "s", step: 3, nodes: ["w"],
      evidence: .gradientFlow,
      numbers: ["share": [0.5], "norms": [1, .infinity], "none": []], advice: "a", threshold: "h",
      source: "p")
    finding.consequences = [
      Finding(
        .oscillates, .note, title: "u", sentence: "v", evidence: .gradientFlow, advice: "b",
        threshold: "i", source: "q")
    ]
    let data = try JSONEncoder().encode([finding])
    let all = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
    let object = try #require(all?.first)
    #expect(
      object["rule"] as? String == "no-progress" && object["severity"] as? String == "warning")
    #expect(object["step"] as? Int == 3 && object["nodes"] as? [String] == ["w"])
    let evidence = try #require(object["evidence"] as? [String: Any])
    #expect(evidence["share"] as? Double == 0.5 && evidence["none"] == nil)
    #expect((evidence["norms"] as? [Any])?.last as? String == "Infinity")
    let consequence = try #require((object["consequences"] as? [[String: Any]])?.first)
    #expect(consequence["rule"] as? String == "oscillates" && consequence["step"] is NSNull)
  }

  @Test func aRunWithoutALossGivesNone() {
    #expect(Finding.all(in: RunHistory(name: "", metrics: [])).isEmpty)
    let reward = MetricSeries(name: "reward", values: [1, .nan, 3])
    #expect(Finding.all(in: RunHistory(name: "", metrics: [reward])).isEmpty)
    let once = MetricSeries(name: "loss", values: [0.3])
    #expect(Finding.all(in: RunHistory(name: "", metrics: [once])).isEmpty)
  }

  @Test func nanIsFoundWhereItStays() throws {
    let values = (0..<20).map { $0 < 12 ? falling(Double($0)) : .nan }
    let history = RunHistory(name: "", metrics: [MetricSeries(name: "loss", values: values)])
    let found = try #require(Finding.all(in: history).first)
    #expect(found.rule == .notFinite)
    #expect(found.severity == .problem)
    #expect(found.step == 12)
    #expect(found.evidence == .curves(["loss"]))
    #expect(found.sentence == "The loss is NaN from step 12 on; just before it was 0.2167.")
    // A cell without a number.
    let gaps = (0..<20).map { $0.isMultiple(of: 2) ? falling(Double($0)) : .nan } + [0.1]
    #expect(
      Finding.all(in: RunHistory(name: "", metrics: [MetricSeries(name: "loss", values: gaps)]))
        .isEmpty)
  }

  @Test func infinityIsFoundAtOnce() {
    let values = (0..<20).map { $0 == 7 ? .infinity : falling(Double($0)) }
    let history = RunHistory(name: "", metrics: [MetricSeries(name: "loss", values: values)])
    #expect(Finding.all(in: history).map(\.step) == [7])
  }

  @Test func divergenceIsFoundWithItsStep() throws {
    let found = findings(loss: { $0 < 20 ? falling($0) : falling($0) + ($0 - 20) })
    #expect(found.map(\.rule) == [.diverges])
    #expect(try 20...26 ~= #require(found.first?.step))
  }

  @Test func divergenceBeginsWhereTheLossIsFirstAbove() throws {
    let values = [0.7] + (1..<400).map { 1e7 + Double($0) }
    let history = RunHistory(name: "", metrics: [MetricSeries(name: "loss", values: values)])
    let found = try #require(Finding.all(in: history).first { $0.rule == .diverges })
    #expect(found.step == 1)
    #expect(found.sentence.hasPrefix("The loss begins at 0.7,"))
    #expect(found.sentence.contains("since about step 1."))
    let named = RunHistory(name: "", metrics: [MetricSeries(name: "train/loss", values: values)])
    #expect(Finding.all(in: named).first?.sentence.hasPrefix("The loss train/loss begins") == true)
  }

  @Test func aLossThatRisesAgainIsAWarning() {
    let found = findings(loss: { $0 < 30 ? falling($0) : 1 })
    #expect(found.map(\.rule) == [.diverges])
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.title == "The loss rises again")
  }

  @Test func oscillationIsFoundSlowAndFast() {
    #expect(
      findings(loss: { Int($0 / 4).isMultiple(of: 2) ? 1 : 0.3 }).map(\.rule) == [.oscillates])
    #expect(
      findings(count: 400, loss: { Int($0).isMultiple(of: 2) ? 1.2 : 0.4 }).map(\.rule)
        == [.oscillates])
  }

  @Test func noProgressIsFound() {
    #expect(findings(loss: { _ in 0.69 }).map(\.rule) == [.noProgress])
    #expect(findings(loss: { 0.69 - 0.0002 * $0 }).map(\.rule) == [.noProgress])
  }

  @Test func overfittingIsFoundWithItsBestEpoch() throws {
    let found = findings(
      count: 60, loss: { 2 / (1 + $0) },
      heldOut: { 0.5 + 1.5 / (1 + $0) + 0.02 * max(0, $0 - 10) })
    #expect(found.map(\.rule) == [.overfitting])
    #expect(try 5...15 ~= #require(found.first?.step))
    #expect(found.first?.evidence == .curves(["loss", "val_loss"]))
  }

  /// Findings are read by people who want to know where the rules come from.
  @Test func everyFindingSaysWhatItRestsOn() throws {
    let all = [
      findings(loss: { _ in 0.69 }), findings(loss: { 1 + $0 }),
      findings(loss: { Int($0 / 4).isMultiple(of: 2) ? 1 : 0.3 }),
      try Training("zeros") { $0.`init` = "zeros" }.history().findings,
    ].flatMap { $0 }
    #expect(all.count >= 4)
    for finding in all {
      #expect(finding.title.count < 100)
      #expect(!finding.title.hasSuffix("."))
      for text in [finding.sentence, finding.advice, finding.threshold] {
        #expect(text.hasSuffix("."), "\(text)")
      }
      #expect(finding.source.contains("CS231n") || finding.source.contains(/(19|20)\d\d/))
    }
  }

  /// Metrics that no training gives, and the shortest ones.
  @Test(arguments: 0..<200 as Range<UInt64>) func nothingTraps(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let odd = [0, -1, 1e308, -1e308, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 0.3]
    func series(_ name: String) -> MetricSeries {
      let count = Int.random(in: 0..<30, using: &generator)
      func numbers() -> [Double] {
        (0..<count).map { _ in odd.randomElement(using: &generator) ?? 0 }
      }
      return MetricSeries(name: name, steps: numbers(), values: numbers())
    }
    let history = RunHistory(
      name: "", metrics: [series("loss"), series("val_loss"), series("accuracy")])
    for finding in Finding.all(in: history) { #expect(!finding.sentence.isEmpty) }
  }
}

extension RunHistory {
  fileprivate var findings: [Finding] { Finding.all(in: self) }
}
