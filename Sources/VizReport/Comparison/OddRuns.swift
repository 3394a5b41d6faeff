import Foundation
import VizBase
import VizStatistics

/// The runs of a group that are unlike the others, and in what.
struct OddRuns: Sendable {
  struct Odd: Sendable {
    var run: ComparedRun
    var score: Double
    var words: String
  }

  /// The oddest first.
  let all: [Odd]

  /// A run this far from the median, in robust deviations, is an outlier (Iglewicz and Hoaglin, How
  /// to Detect and Handle Outliers, 1993).
  private static let threshold = 3.5

  init(_ group: ComparedGroup) {
    let runs = group.runs
    guard runs.count >= 5 else {
      all = []
      return
    }
    let repeated = group.settings.differing.filter { SettingKind($0) != .seed }
    func key(_ run: ComparedRun) -> [String] { repeated.map { run.setting($0)?.text ?? "" } }
    let siblings = Dictionary(grouping: runs, by: key)
    var best: [Int: Odd] = [:]
    func note(_ run: ComparedRun, _ score: Double, _ words: String) {
      if score > best[run.number]?.score ?? Self.threshold {
        best[run.number] = Odd(run: run, score: score, words: words)
      }
    }
    for run in runs {
      let loss = run.content.heldOut ?? run.content.loss
      if let loss, !loss.end.isFinite {
        note(run, 1e6, "its loss is \(NumberFormat.plain(loss.end)) at the end")
      }
    }
    for feature in Self.features(group) {
      let values = runs.compactMap { run in feature.value(run).map { (run, $0) } }
        .filter(\.1.isFinite)
      guard let spread = Spread(values.map(\.1)) else { continue }
      for (run, value) in values {
        note(
          run, spread.distance(value),
          "\(feature.name) is \(feature.text(value)), where half of the runs lie between"
            + " \(feature.text(spread.quarter)) and \(feature.text(spread.threeQuarters))")
      }
      // Runs with the same settings but the seed should come out alike.
      for part in siblings.values where part.count >= 4 && part.count < runs.count {
        let values = part.compactMap { run in feature.value(run).map { (run, $0) } }
          .filter(\.1.isFinite)
        guard let spread = Spread(values.map(\.1), floor: spread.deviation / 4) else { continue }
        for (run, value) in values {
          note(
            run, spread.distance(value),
            "\(feature.name) is \(feature.text(value)), and \(feature.text(spread.median)) in the"
              + " middle of \(part.count) runs with the same settings")
        }
      }
    }
    all = best.values.sorted { ($1.score, $0.run.number) < ($0.score, $1.run.number) }
  }

  private struct Feature {
    var name: String
    var value: (ComparedRun) -> Double?
    var text: (Double) -> String
  }

  private static func features(_ group: ComparedGroup) -> [Feature] {
    func logarithm(_ x: Double) -> Double? { x > 0 && x.isFinite ? log10(x) : nil }
    let power = { (x: Double) in NumberFormat.brief(pow(10, x)) }
    var features = [
      Feature(
        name: "the loss at the end",
        value: { run in (run.content.heldOut ?? run.content.loss).flatMap { logarithm($0.end) } },
        text: power),
      Feature(
        name: "the loss at the start",
        value: { run in (run.content.loss ?? run.content.heldOut).flatMap { logarithm($0.start) } },
        text: power),
      Feature(
        name: "the number of steps", value: { $0.content.steps.map(Double.init) },
        text: NumberFormat.grouped),
      Feature(
        name: "the number of findings", value: { Double($0.content.findings.count) },
        text: NumberFormat.plain),
    ]
    if case .accuracy = group.measure {
      features.insert(
        Feature(name: "the accuracy", value: { $0.result }, text: RunWords.percent), at: 0)
    }
    return features
  }

  /// Where the middle of many numbers is, and how far they usually are from it.
  private struct Spread {
    var median, deviation, quarter, threeQuarters: Double

    /// Nil where all numbers are the same, or there are hardly any.
    init?(_ numbers: [Double], floor: Double = 0) {
      let quantiles = Quantiles(numbers)
      guard numbers.count >= 4, let median = quantiles[0.5], let quarter = quantiles[0.25],
        let threeQuarters = quantiles[0.75]
      else { return nil }
      (self.median, self.quarter, self.threeQuarters) = (median, quarter, threeQuarters)
      let far = quantiles.sorted.map { abs($0 - median) }
      let half = far.median ?? 0
      // The mean where more than half are the same.
      let mean = far.reduce(0, +) / Double(far.count)
      deviation = max(half > 0 ? 1.4826 * half : 1.2533 * mean, floor)
      guard deviation > 0 else { return nil }
    }

    func distance(_ number: Double) -> Double { abs(number - median) / deviation }
  }
}
