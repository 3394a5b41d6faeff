import VizBase
import VizEvents
import VizTrace

/// A held-out loss that rises, or stays, while the training's falls.
enum OverfittingRule: DiagnosisRule {
  static let rule = Finding.Rule.overfitting
  static let needs: [Need] = [.bothLosses]
  static var threshold: String {
    "In the whole last quarter of the evaluations the held-out loss is more than"
      + " \(Int(generalisationLoss * 100)) % above its least, and by more than \(Int(rise * 100))"
      + " % of where the training"
      + " began, while the training's loss has fallen by \(Int(fall * 100)) % more, to below its"
      + " start; or the held-out loss ends above"
      + " \(Int(level * 100)) % of where the training began, and more than \(Int(gap)) times the"
      + " training's."
  }
  static let source = "Prechelt, Early Stopping – But When?, 1998"

  /// How far the held-out loss is above its least, beside that (Prechelt's generalisation loss).
  static let generalisationLoss = 0.2
  /// The same beside where the training began.
  static let rise = 0.1
  /// How far the training's loss goes on falling, beside what it was then.
  static let fall = 0.1
  /// A held-out loss above this part of the start has hardly fallen.
  static let level = 0.5
  /// How many times the training's loss it is then.
  static let gap = 5.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let heldOut = evidence.heldOut, let loss = evidence.loss, loss.name != heldOut.name,
      heldOut.values.count >= 5, loss.start > 0,
      let index = heldOut.values.indices.min(by: { heldOut.values[$0] < heldOut.values[$1] })
    else { return [] }
    let least = heldOut.values[index]
    let tail = heldOut.values.suffix(max(2, heldOut.values.count / 4))
    let lowest = tail.min() ?? least
    // Each held-out number is of the same examples, and counts by itself.
    let (step, end) = (heldOut.steps[index], heldOut.values.last ?? heldOut.end)
    let trained = loss.level(at: step)
    // The whole tail is above: no chance of one evaluation.
    let isRising =
      index < heldOut.values.count - tail.count && least > 0
      && lowest > (1 + generalisationLoss) * least && lowest - least > rise * loss.start
      && loss.end < (1 - fall) * trained && loss.end < end
      // What ends no better than it began has learnt nothing, by heart or otherwise.
      && loss.end < loss.start
    let isLevel =
      !isRising && loss.isLearnt && lowest > level * loss.start && lowest > gap * loss.end
    guard isRising || isLevel else { return [] }
    let finding = makeFinding(
      .warning, title: "The network overfits",
      sentence: isRising
        ? "\(heldOut.subject) is lowest at step \(NumberFormat.grouped(step)), with"
          + " \(NumberFormat.plain(least)), and ends at \(NumberFormat.plain(end)), while"
          + " \(loss.name.escaped()) goes on falling from \(NumberFormat.plain(trained)) to"
          + " \(NumberFormat.plain(loss.end)): what is learnt after that holds for these examples"
          + " alone."
        : "\(heldOut.subject) stays at \(NumberFormat.plain(end)), while \(loss.name.escaped())"
          + " falls"
          + " from \(NumberFormat.plain(loss.began)) to \(NumberFormat.plain(loss.end)),"
          + " \(NumberFormat.brief(end / loss.end)) times below it: most of what is learnt holds"
          + " for"
          + " these examples alone.",
      step: Int(exactly: step.rounded()), evidence: .curves([loss.name, heldOut.name]),
      numbers: ["least_held_out": [least], "last_held_out": [end], "last_loss": [loss.end]],
      advice: (isRising && step > heldOut.steps[0]
        ? "Stop where the held-out loss is least, at step \(NumberFormat.grouped(step)) (early"
          + " stopping); more" : "More")
        + " examples, or changed copies of those there are; dropout, L2 decay, or a smaller"
        + " network.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .notFinite, .diverges, .oscillates, .learningRate, .labelNoise, .classImbalance,
          // One example that is far out makes the held-out loss, too.
          .evaluationMode, .lossSpikes,
        ])
    ]
  }
}
