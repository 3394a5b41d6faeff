import Foundation
import VizBase
import VizTrace

/// Examples that are learnt one by one, and tell nothing of any other.
enum LabelNoiseRule: DiagnosisRule {
  static let rule = Finding.Rule.labelNoise
  static let needs: [Need] = [.bothLosses]
  static var threshold: String {
    "The loss falls to less than \(Int(learnt * 100)) % of its start, and no evaluation of the"
      + " held-out loss is below"
      + " \(Int(level * 100)) % of the first one and of where the training began; or both level out within"
      + " \(Int(nearness * 100)) % of the cross-entropy of a network that is as often right and"
      + " equally sure of every example; or the held-out loss is at its least no lower than that, and"
      + " at the end above guessing, while the training's then falls below"
      + " \(Int(memorised * 100)) % of what it was."
  }
  static let source =
    "Zhang, Bengio, Hardt, Recht and Vinyals, Understanding Deep Learning Requires Rethinking"
    + " Generalization, 2017; Arpit and others, A Closer Look at Memorization in Deep Networks,"
    + " 2017"

  static let learnt = 0.75
  static let level = 0.97

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    byHeart(evidence) ?? partial(evidence) ?? memorisedLate(evidence) ?? []
  }

  /// How near to the cross-entropy of a network that is equally sure of every example.
  static let nearness = 0.04

  /// A part of the labels is wrong: the loss levels out at the cross-entropy of a network that is
  /// equally sure of every example, and as often wrong as its accuracy says. Where some examples are
  /// merely harder than others it is lower, since entropy is concave.
  private static func partial(_ evidence: RunEvidence) -> [Symptom]? {
    guard let loss = evidence.loss, let heldOut = evidence.heldOut, loss.values.count >= 100,
      let classes = evidence.classes, classes > 1, let right = evidence.accuracy,
      right > 1 / Double(classes) + Guessing.luck, right < 0.95,
      abs(heldOut.end - loss.end) < 0.15 * loss.end
    else { return nil }
    let wrong = 1 - right
    let even = -right * log(right) - wrong * log(wrong / Double(classes - 1))
    let windows = loss.windows.map(\.mean)
    let quarter = max(1, windows.count / 4)
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    let (before, last) = (
      mean(windows.dropLast(quarter).suffix(quarter)), mean(windows.suffix(quarter))
    )
    // A loss that hardly fell has learnt of no labels, right or wrong.
    guard abs(last - even) < nearness * even, abs(before - last) < nearness * last,
      last < level * loss.start
    else { return nil }
    let finding = makeFinding(
      .warning, title: "A part of the labels seems to be wrong",
      sentence: "\(loss.subject) levels out at \(NumberFormat.plain(last)), with"
        + " \(NumberFormat.brief(100 * right)) % right. That is what a network pays that is equally"
        + " sure of every example (\(NumberFormat.plain(even))): none is harder than the others, and"
        + " about \(NumberFormat.brief(100 * wrong)) % of them contradict the rest.",
      evidence: .curves([loss.name, heldOut.name]),
      numbers: ["last_loss": [last], "loss_if_equally_sure": [even], "accuracy": [right]],
      advice: "Look at the examples with the highest losses: about"
        + " \(NumberFormat.brief(100 * wrong)) % of all labels may be wrong. Mend them, or train"
        + " with smoothed labels (0.1), and stop before they are learnt by heart.")
    return [Symptom(finding, becauseOf: [.notFinite, .learningRate, .dataScale, .batchNoise])]
  }

  /// How far a training's loss falls that learns the wrong labels, too.
  static let memorised = 0.25
  /// How near to the held-out loss the training's is where neither has been learnt by heart.
  private static let together = 0.45

  /// A part of the labels is wrong, and is learnt by heart at last: before that, both losses come down
  /// to what a network pays that is equally sure of every example; then the held-out one climbs above
  /// guessing, since what was learnt contradicts the rest. Of examples that are merely few, the
  /// network is surer of some than of others, and what is learnt by heart seldom contradicts.
  private static func memorisedLate(_ evidence: RunEvidence) -> [Symptom]? {
    guard let loss = evidence.loss, let heldOut = evidence.heldOut, loss.name != heldOut.name,
      loss.values.count >= 100, heldOut.values.count >= 8, let classes = evidence.classes,
      let chance = evidence.chance,
      let index = heldOut.values.indices.min(by: { heldOut.values[$0] < heldOut.values[$1] }),
      let right = share(ofHeldOutAt: heldOut.steps[index], evidence),
      right > 1 / Double(classes) + 0.05, right < 0.95
    else { return nil }
    let (step, least) = (heldOut.steps[index], heldOut.values[index])
    let trained = loss.level(at: step)
    let wrong = 1 - right
    let even = -right * log(right) - wrong * log(wrong / Double(classes - 1))
    let tail = heldOut.values.suffix(max(2, heldOut.values.count / 4))
    guard least > (1 - nearness) * even, trained > together * least,
      loss.end < memorised * trained, let lowest = tail.min(), lowest > chance
    else { return nil }
    let finding = makeFinding(
      .warning, title: "Labels that contradict each other are learnt by heart",
      sentence: "Up to step \(NumberFormat.grouped(step)) \(heldOut.name.escaped()) falls to"
        + " \(NumberFormat.plain(least)), with \(NumberFormat.brief(100 * right)) % right: what a"
        + " network pays that is equally sure of every example is \(NumberFormat.plain(even)), so"
        + " that none is harder than the others, and some labels contradict the rest. Then"
        + " \(loss.name.escaped()) falls on, to \(NumberFormat.plain(loss.end)), and"
        + " \(heldOut.name.escaped()) climbs to \(NumberFormat.plain(heldOut.values.last ?? lowest)),"
        + " above guessing (\(NumberFormat.plain(chance))): these labels are learnt one by one.",
      step: Int(exactly: step.rounded()), evidence: .curves([loss.name, heldOut.name]),
      numbers: [
        "least_held_out": [least], "loss_if_equally_sure": [even], "accuracy": [right],
        "last_loss": [loss.end],
      ],
      advice: "Look at the examples with the highest losses at step \(NumberFormat.grouped(step)):"
        + " up to \(NumberFormat.brief(100 * wrong)) % of the labels are wrong, or belong to classes"
        + " that overlap. Mend them; or stop there (early stopping), train with smoothed labels"
        + " (0.1), or with a smaller network.")
    return [
      Symptom(
        finding,
        becauseOf: [.notFinite, .diverges, .learningRate, .dataScale, .batchNoise, .classImbalance])
    ]
  }

  /// The share of held-out examples that are right at a step.
  private static func share(ofHeldOutAt step: Double, _ evidence: RunEvidence) -> Double? {
    guard let series = evidence.history.validationAccuracy,
      let shares = evidence.history.roles.shares(ofHeldOutFirst: true),
      let index = series.steps.firstIndex(of: step), shares.indices.contains(index)
    else { return nil }
    return shares[index]
  }

  private static func byHeart(_ evidence: RunEvidence) -> [Symptom]? {
    guard let loss = evidence.loss, let heldOut = evidence.heldOut, loss.name != heldOut.name,
      heldOut.values.count >= 5, loss.start > 0, loss.end < learnt * loss.start,
      let least = heldOut.values.min(), least > level * max(heldOut.values[0], loss.start),
      // Where it is far above guessing at once, everything may have happened before.
      heldOut.values[0]
        < 1.3 * max(loss.start, evidence.classes.map { log(Double($0)) } ?? loss.start),
      !isBetterThanGuessing(evidence)
    else { return nil }
    let finding = makeFinding(
      .warning, title: "What is learnt holds for no other example",
      sentence: "\(loss.name.escaped()) falls from \(NumberFormat.plain(loss.began)) to"
        + " \(NumberFormat.plain(loss.end)), and \(heldOut.name.escaped()) is never below"
        + " \(NumberFormat.plain(least)), where it began at"
        + " \(NumberFormat.plain(heldOut.values[0])):"
        + " the examples are learnt by heart from the first step on.",
      evidence: .curves([loss.name, heldOut.name]),
      numbers: ["last_loss": [loss.end], "least_held_out": [least]],
      advice: "Look whether labels belong to their inputs (shuffled apart, read with another order,"
        + " drawn at random), whether the held-out data are made in the same way, and whether the"
        + " network is evaluated as it is trained (normalisation, scaling).")
    return [Symptom(finding, becauseOf: [.diverges, .notFinite, .learningRate])]
  }

  /// Whether more of the held-out examples are right than by chance; then the loss alone is high.
  private static func isBetterThanGuessing(_ evidence: RunEvidence) -> Bool {
    guard evidence.history.validationAccuracy != nil,
      let highest = evidence.history.roles.shares(ofHeldOutFirst: true)?.filter(\.isFinite).max()
    else { return false }
    if let classes = evidence.classes { return highest > 1 / Double(classes) + Guessing.luck }
    return highest > (evidence.accuracy ?? 1) - 0.2
  }
}
