import VizBase
import VizStatistics

/// Single steps at which the loss leaps up, and comes down again.
enum LossSpikesRule: DiagnosisRule {
  static let rule = Finding.Rule.lossSpikes
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "A loss more than \(NumberFormat.plain(times)) times the median of its ten neighbours on"
      + " either side, above"
      + " \(NumberFormat.plain(aboveStart)) times its start and by more than"
      + " \(NumberFormat.plain(deviations)) times their deviation, at no more"
      + " than 5 % of the steps; of batches of more than \(Int(BatchNoiseRule.largest)) examples, where"
      + " a single odd one does not make the loss."
  }
  static let source =
    "Chowdhery and others, PaLM: Scaling Language Modeling with Pathways, 2022, section 5.1;"
    + " Takase, Kiyono, Kobayashi and Suzuki, Spike No More, 2023"

  static let times = 10.0
  static let aboveStart = 2.0
  static let deviations = 20.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 40, loss.start > 0 else { return [] }
    if let batch = evidence.settings.batch, batch <= BatchNoiseRule.largest { return [] }
    let values = loss.values
    var spikes: [Int] = []
    // The first values are still on their way down.
    for index in 20..<values.count - 1 where values[index] > aboveStart * loss.start {
      let around = Array(values[max(0, index - 10)..<min(values.count, index + 11)])
      guard let level = around.median, values[index] > times * level,
        let spread = around.map({ abs($0 - level) }).median,
        values[index] - level > deviations * 1.5 * spread
      else { continue }
      spikes.append(index)
    }
    guard !spikes.isEmpty, spikes.count * 20 <= values.count else { return [] }
    let steps = spikes.map { loss.steps[$0] }
    // Spikes that come back after as many steps are one batch's.
    let gaps = zip(steps, steps.dropFirst()).map { $1 - $0 }
    let period = gaps.count >= 2 && Set(gaps).count == 1 ? gaps.first : nil
    let shown = steps.prefix(5).map { NumberFormat.grouped($0) }.joined(separator: ", ")
    let most = spikes.map { values[$0] }.max() ?? 0
    let finding = makeFinding(
      .warning,
      title: spikes.count == 1
        ? "The loss leaps up at one step"
        : "The loss leaps up in single"
          + " steps",
      sentence: "\(loss.subject) leaps at step"
        + " \(shown)\(spikes.count > 5 ? " and \(spikes.count - 5) more" : ""),"
        + " to \(NumberFormat.plain(most)), and is down again right after."
        + (period.map {
          " It is so every \(NumberFormat.grouped($0)) steps: always at the same batch."
        } ?? ""),
      step: Int(exactly: steps[0].rounded()), evidence: .curves([loss.name]),
      numbers: ["steps": steps, "highest_loss": [most]],
      advice: "Look at the batch of that step: a wrong label, a number out of range. Clip the"
        + " gradients, so that one batch cannot undo the others, or leave that batch out.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .learningRate, .diverges, .oscillates, .notFinite, .dataScale, .accumulation,
        ])
    ]
  }
}
