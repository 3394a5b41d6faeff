import Foundation
import VizBase
import VizEvents
import VizTrace

/// What histograms of weights tell of updates that nobody logged.
extension LearningRateRule {
  /// Weights that are so large after their first steps are no longer those that were drawn.
  static let grown = 0.5

  /// A norm that grows from one record to the next says how large the updates between them were at
  /// least: no more than their sum can have been added.
  static func byHistograms(_ evidence: RunEvidence) -> [Symptom] {
    guard evidence.weights.allSatisfy(\.updateRatio.isEmpty), !evidence.endsWell,
      let loss = evidence.history.loss, let course = evidence.loss,
      course.end > 0.5 * course.start || loss.values.contains(where: { !$0.isFinite })
    else { return [] }
    // The first steps, and those before the loss leaps far above its start: for the first time, and
    // the farthest.
    let leaps = farLeaps(evidence).map { Int(exactly: $0.rounded()) ?? 0 }
    func isLooked(_ from: Int, _ to: Int) -> Bool {
      from < early || leaps.contains { from < $0 && to > $0 - early }
    }
    var worst: (ratio: Double, times: Double, from: Int, to: Int, id: Node.ID)?
    for track in evidence.weights {
      let rows = track.value.norm.indices.filter {
        track.value.count[$0] > 0 && track.value.norm[$0].isFinite
      }
      for (row, next) in zip(rows, rows.dropFirst()) {
        let (before, after) = (track.value.norm[row], track.value.norm[next])
        let steps = Double(evidence.step(next) - evidence.step(row))
        guard isLooked(evidence.step(row), evidence.step(next)), before > 0, steps > 0,
          track.value.rms(next) > grown
        else { continue }
        let ratio = (after - before) / before / steps
        if ratio > worst?.ratio ?? leap {
          worst = (ratio, after / before, evidence.step(row), evidence.step(next), track.node)
        }
      }
    }
    guard let worst else { return [] }
    // At that factor from step to step; what grows by itself says little of the first one.
    let steady = pow(worst.times, 1 / Double(worst.to - worst.from)) - 1
    let factor = min(1e12, max(3, min(worst.ratio, steady) / usual))
    let rate = evidence.settings.rate
    let finding = makeFinding(
      .problem, title: "The learning rate is too high",
      sentence:
        "From step \(worst.from) to step \(worst.to) the norm of \(worst.id.escaped()) grows"
        + " \(NumberFormat.plain(worst.times)) times: an update was at least"
        + " \(NumberFormat.plain(worst.ratio)) times the weights of step \(worst.from) on average, where"
        + " a hundredth is much.",
      step: worst.from, nodes: [worst.id], evidence: .distribution(worst.id),
      numbers: ["least_update_ratio": [worst.ratio], "growth": [worst.times]],
      advice: "Divide the learning rate at least by about \(NumberFormat.brief(factor))"
        + (rate.map {
          ", from \(NumberFormat.brief($0)) to \(NumberFormat.brief($0 / factor))"
        } ?? "") + "; let it climb over the first steps (warm-up), or clip the gradients.")
    return [Symptom(finding, becauseOf: causes)]
  }
}
