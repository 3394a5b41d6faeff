import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Single steps at which the loss leaps up, and comes down again.
enum LossSpikesRule: DiagnosisRule {
  static let rule = Finding.Rule.lossSpikes
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "A loss more than \(NumberFormat.plain(deviations)) times the deviation of its ten neighbours on"
      + " either side above their median, and more than \(NumberFormat.plain(times)) times that and"
      + " \(NumberFormat.plain(aboveStart)) times the loss's start, at no more than"
      + " \(Int(most * 100)) % of the steps; or, at no more than \(Int(mostLow * 100)) %, more than"
      + " \(NumberFormat.plain(lowTimes)) times a median that is above"
      + " \(Int(lowest * 100)) % of the start, and twice as far from it as any other value; of batches"
      + " of more than \(Int(BatchNoiseRule.largest)) examples, where a single odd one does not make"
      + " the loss."
  }
  static let source =
    "Chowdhery and others, PaLM: Scaling Language Modeling with Pathways, 2022, section 5.1;"
    + " Takase, Kiyono, Kobayashi and Suzuki, Spike No More, 2023"

  static let times = 10.0
  static let aboveStart = 2.0
  static let deviations = 20.0
  /// One example that is far out spoils one batch of each epoch, and an epoch may have few.
  static let most = 0.15
  /// Long trainings leap up below where they began: by so many times their level, at so few steps, and
  /// while so much of the loss is left that no single example makes it.
  static let lowTimes = 2.0
  static let mostLow = 0.02
  static let lowest = 0.1

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 40, loss.start > 0 else { return [] }
    if let batch = evidence.settings.batch, batch <= BatchNoiseRule.largest { return [] }
    let spikes = spikes(of: loss)
    guard !spikes.isEmpty else { return [] }
    // Several values in a row are one leap.
    let first = spikes.enumerated().filter {
      $0.offset == 0 || spikes[$0.offset - 1] + 1 < $0.element
    }
    let steps = first.map { loss.steps[$0.element] }
    // Spikes that come back after as many steps are one batch's.
    let gaps = zip(steps, steps.dropFirst()).map { $1 - $0 }
    let period = gaps.count >= 2 && Set(gaps).count == 1 ? gaps.first : nil
    let shown = steps.prefix(5).map { NumberFormat.grouped($0) }.joined(separator: ", ")
    let highest = spikes.map { loss.values[$0] }.max() ?? 0
    let far = farOut(steps, evidence)
    let finding = makeFinding(
      .warning,
      title: steps.count == 1
        ? "The loss leaps up at one step" : "The loss leaps up in single steps",
      sentence: "\(loss.subject) leaps at step"
        + " \(shown)\(steps.count > 5 ? " and \(steps.count - 5) more" : ""),"
        + " to \(NumberFormat.plain(highest)), and is down again right after."
        + (period.map {
          " It is so every \(NumberFormat.grouped($0)) steps: always at the same batch."
        } ?? "") + (far?.words ?? ""),
      step: Int(exactly: steps[0].rounded()), nodes: far.map { [$0.node] } ?? [],
      evidence: .curves([loss.name]),
      numbers: [
        "steps": steps, "highest_loss": [highest], "farthest": far.map { [$0.number] } ?? [],
      ],
      advice: (far.map {
        "Look for the example whose \($0.node.escaped()) is \(NumberFormat.plain($0.number)), and mend it"
          + " or leave it out."
      } ?? "Look at the batch of that step: a wrong label, a number out of range.")
        + " Clip the gradients, so that one batch cannot undo the others.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .learningRate, .diverges, .oscillates, .notFinite, .dataScale, .accumulation,
        ])
    ]
  }

  /// Where the loss is far above its neighbours.
  private static func spikes(of loss: LossCourse) -> [Int] {
    let values = loss.values
    // The first values are still on their way down.
    let apart = (20..<values.count - 1).map { index -> (index: Int, level: Double, far: Double) in
      let around = Array(values[max(0, index - 10)..<min(values.count, index + 11)])
      let level = around.median ?? .nan
      let spread = 1.5 * (around.map { abs($0 - level) }.median ?? .nan)
      return (index, level, (values[index] - level) / spread)
    }
    let far = apart.filter { $0.far > deviations }
    let high = far.filter {
      values[$0.index] > aboveStart * loss.start && values[$0.index] > times * $0.level
    }
    if !high.isEmpty {
      return Double(high.count) <= most * Double(values.count) ? high.map(\.index) : []
    }
    let low = far.filter {
      values[$0.index] > lowTimes * $0.level && $0.level > lowest * loss.start
    }
    let indices = Set(low.map(\.index))
    let others = apart.filter { !indices.contains($0.index) }.map(\.far).max() ?? 0
    // Of noise with a long tail the farthest values are not apart from the others.
    guard Double(low.count) <= mostLow * Double(values.count),
      low.allSatisfy({ $0.far > 2 * others })
    else { return [] }
    return low.map(\.index)
  }

  // MARK: The batch

  /// A number is far out that is so many times as large as those of other steps are.
  private static let outlier = 5.0

  /// What was recorded of the data at those steps, where it is far from what it is at others.
  private static func farOut(
    _ steps: [Double], _ evidence: RunEvidence
  ) -> (node: Node.ID, number: Double, words: String)? {
    let (data, targets) = evidence.inputs
    let rows = evidence.tracks.steps.indices.filter { steps.contains(Double(evidence.step($0))) }
    let found = (data + targets).compactMap {
      track -> (node: Node.ID, number: Double, words: String)? in
      guard !track.value.isEmpty, !rows.isEmpty else { return nil }
      func extreme(_ row: Int) -> Double {
        let (low, high) = (track.value.min[row], track.value.max[row])
        return abs(low) > abs(high) ? low : high
      }
      guard let usual = evidence.sample.map({ abs(extreme($0)) }).median, usual > 0,
        rows.allSatisfy({ abs(extreme($0)) > outlier * usual }),
        let number = rows.map(extreme).max(by: { abs($0) < abs($1) })
      else { return nil }
      return (
        track.node, number,
        " In each of these batches that was recorded \(track.node.escaped()) reaches"
          + " \(NumberFormat.plain(number)), where \(NumberFormat.plain(usual)) is usual."
      )
    }
    return found.max { abs($0.number) < abs($1.number) }
  }
}
