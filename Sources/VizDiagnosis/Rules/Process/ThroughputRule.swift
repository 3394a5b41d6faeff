import VizBase
import VizStatistics
import VizTrace

/// Steps that take longer and longer.
enum ThroughputRule: DiagnosisRule {
  static let rule = Finding.Rule.throughput
  static let needs: [Need] = [.stepTimes]
  static var threshold: String {
    "Over at least \(fewest) steps of a millisecond or more, the median of each fifth of the step"
      + " times is above that of"
      + " the fifth before, and the last more than \(NumberFormat.plain(creep)) times the first; where no"
      + " times of steps were logged, those between the records of the loss."
  }
  static let source =
    "PyTorch documentation, Frequently Asked Questions, My Model Reports Out of Memory (history"
    + " that is"
    + " kept across the loop); MLPerf Training Rules, 2023"

  static let fewest = 50
  static let creep = 1.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let times = evidence.stepTimes, times.values.count >= fewest else { return [] }
    // The first steps prepare what later ones use.
    let values = Array(times.values.dropFirst(times.values.count / 20))
    let fifth = values.count / 5
    let medians = (0..<5).compactMap { Array(values[$0 * fifth..<($0 + 1) * fifth]).median }
    guard medians.count == 5, let first = medians.first, let last = medians.last, first >= 1e-3,
      last > creep * first, zip(medians, medians.dropFirst()).allSatisfy({ $1 > 1.02 * $0 })
    else { return [] }
    let finding = makeFinding(
      .note, title: "The steps take longer and longer",
      sentence: (times.logged.map { "\($0.escaped()) creeps" }
        ?? "By when its losses were logged, the time of a step creeps")
        + " from \(NumberFormat.plain(first)) s to \(NumberFormat.plain(last)) s (medians of the first"
        + " and the last fifth of the steps), and is higher in each fifth than in the one before.",
      evidence: .curves([times.logged ?? evidence.history.loss?.name ?? ""]),
      numbers: ["median_times": medians],
      advice: "Look for something that is kept from step to step: losses added up with their graph"
        + " (take `loss.item()`), lists of tensors, hooks that are added again; and whether the"
        + " machine"
        + " slows down or the data become longer.")
    return [Symptom(finding)]
  }
}
