import VizBase
import VizEvents
import VizTrace

/// A held-out loss that rises while the training's falls.
enum OverfittingRule {
  /// How far the held-out loss is above its least, beside that (Prechelt's generalisation loss).
  static let generalisationLoss = 0.2
  /// The same beside where the training began.
  static let rise = 0.1

  /// How far the training's loss goes on falling, beside what it was then.
  static let fall = 0.1

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let heldOut = evidence.heldOut, let loss = evidence.loss, loss.name != heldOut.name,
      heldOut.values.count >= 5
    else { return [] }
    guard let place = heldOut.values.indices.min(by: { heldOut.values[$0] < heldOut.values[$1] })
    else { return [] }
    let least = heldOut.values[place]
    let tail = heldOut.values.suffix(max(2, heldOut.values.count / 4))
    let lowest = tail.min() ?? least
    let (step, end) = (heldOut.steps[place], heldOut.end)
    let trained = loss.level(at: step)
    // The whole tail is above: no chance of one evaluation.
    guard place < heldOut.values.count - tail.count, loss.start > 0, least > 0,
      lowest > (1 + generalisationLoss) * least, lowest - least > rise * loss.start,
      loss.end < (1 - fall) * trained, loss.end < end
    else { return [] }
    let finding = Finding(
      .overfitting, .warning, title: "The network overfits",
      sentence: "\(heldOut.subject) is lowest at step \(NumberFormat.grouped(step)), with"
        + " \(NumberFormat.plain(least)), and ends at \(NumberFormat.plain(end)), while"
        + " \(loss.name.escaped()) goes on falling from \(NumberFormat.plain(trained)) to"
        + " \(NumberFormat.plain(loss.end)): what is learnt after that holds for these examples alone.",
      step: Int(exactly: step.rounded()), evidence: .curves([loss.name, heldOut.name]),
      numbers: ["least_held_out": [least], "last_held_out": [end], "last_loss": [loss.end]],
      advice: "Stop where the held-out loss is least (early stopping); more examples, or changed"
        + " copies of those there are; dropout, L2 decay, or a smaller network.",
      threshold: "In the whole last quarter of the evaluations the held-out loss is more than"
        + " \(Int(generalisationLoss * 100)) % above its least, and by more than \(Int(rise * 100)) %"
        + " of where the training began, while the training's loss has fallen by \(Int(fall * 100)) % more.",
      source: "Prechelt, Early Stopping – But When?, 1998")
    return [Symptom(finding, becauseOf: [.notFinite, .diverges, .oscillates])]
  }
}
