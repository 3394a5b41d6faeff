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
      + " \(Int(level * 100)) % of the first one and of where the training began; or the"
      + " loss falls below \(Int(level * 100)) % of what a constant answer costs, by more than four times the"
      + " noise of its end (of numbers, as far below the held-out loss), and no evaluation of the held-out loss does; or both level out within"
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
  /// So small a part of the way from chance to all right tells that something is known.
  private static let told = 0.1

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
      heldOut.values.count >= 5, loss.start > 0, let least = heldOut.values.min(),
      isOfOtherExamples(loss, heldOut, least: least, evidence)
        || isBelowGuessingAlone(loss, least: least, evidence),
      !isBetterThanGuessing(evidence)
    else { return nil }
    let guessed = guessing(evidence)
    let words = guessed.map { " (guessing costs \(NumberFormat.plain($0)))" } ?? ""
    let finding = makeFinding(
      .warning, title: "What is learnt holds for no other example",
      sentence: "\(loss.name.escaped()) falls from \(NumberFormat.plain(loss.began)) to"
        + " \(NumberFormat.plain(loss.end)), and \(heldOut.name.escaped()) is never below"
        + " \(NumberFormat.plain(least))\(words), where it began at"
        + " \(NumberFormat.plain(heldOut.values[0])):"
        + " the examples are learnt by heart from the first step on.",
      evidence: .curves([loss.name, heldOut.name]),
      numbers: [
        "last_loss": [loss.end], "least_held_out": [least],
        "loss_of_guessing": guessed.map { [$0] } ?? [],
      ],
      advice: "Look at ten examples with their labels: do these belong to their inputs (shuffled"
        + " apart, read with another order, drawn at random)? Look whether the held-out data are made"
        + " in the same way, and whether the network is evaluated as it is trained (normalisation,"
        + " scaling). If all of that is right, there are too few examples for what is to be learnt: to"
        + " train for longer does not help.")
    return [Symptom(finding, becauseOf: [.diverges, .notFinite, .learningRate])]
  }

  /// Whether the held-out loss stays where it was at first while the training's falls.
  private static func isOfOtherExamples(
    _ loss: LossCourse, _ heldOut: LossCourse, least: Double, _ evidence: RunEvidence
  ) -> Bool {
    loss.end < learnt * loss.start && least > level * max(heldOut.values[0], loss.start)
      // Where it is far above guessing at once, everything may have happened before.
      && heldOut.values[0] < 1.3 * max(loss.start, evidence.chance ?? loss.start)
  }

  /// As many classes as the graph says; without one, as the share of held-out examples that are right
  /// is worth by chance, if a first loss of their logarithm agrees.
  private static func classes(_ evidence: RunEvidence) -> Int? {
    if evidence.classes != nil || !evidence.nodes.isEmpty { return evidence.classes }
    guard evidence.history.validationAccuracy != nil, let first = evidence.heldOut?.values.first,
      let right = evidence.history.roles.shares(ofHeldOutFirst: true)?.filter(\.isFinite)[...].mean,
      right > 0, 2...1000 ~= (1 / right).rounded()
    else { return nil }
    let count = (1 / right).rounded()
    let isChance = abs(right * count - 1) < 0.1 && abs(first / log(count) - 1) < Guessing.nearness
    return isChance ? Int(count) : nil
  }

  /// What guessing costs.
  private static func guessing(_ evidence: RunEvidence) -> Double? {
    evidence.constantLoss ?? classes(evidence).map { log(Double($0)) }
  }

  /// Whether the training's examples alone are told better than by guessing.
  private static func isBelowGuessingAlone(
    _ loss: LossCourse, least: Double, _ evidence: RunEvidence
  ) -> Bool {
    guard let chance = guessing(evidence), loss.values.count >= 100 else { return false }
    let error = loss.lateNoise / Double(loss.values.count / 10).squareRoot()
    // Squares of numbers differ more from batch to batch than logarithms of probabilities.
    let isNumbers = evidence.targetVariance != nil
    let gap = isNumbers ? (evidence.heldOut?.end ?? loss.end) - loss.end : level * chance - loss.end
    return least > level * chance && loss.end < level * chance && gap > 4 * error
      && !mayBeLuck(evidence)
  }

  /// Whether so few examples are held out that chance alone may hide that more are right.
  private static func mayBeLuck(_ evidence: RunEvidence) -> Bool {
    guard evidence.history.validationAccuracy != nil, let classes = classes(evidence),
      let shares = evidence.history.roles.shares(ofHeldOutFirst: true)?.filter(\.isFinite)
    else { return false }
    // Shares of a number of examples differ by one of them at least.
    let different = Set(shares).sorted()
    let steps = zip(different, different.dropFirst()).map { $1 - $0 }.filter { $0 > 1e-6 }
    guard let one = steps.min() else { return false }
    let late = shares.suffix((shares.count + 1) / 2).mean
    let deviation = (late * (1 - late) * one).squareRoot()
    return late + 2 * deviation > 1 / Double(classes) + Guessing.luck
  }

  /// Whether more of the held-out examples are right than by chance; then the loss alone is high.
  private static func isBetterThanGuessing(_ evidence: RunEvidence) -> Bool {
    guard evidence.history.validationAccuracy != nil,
      let shares = evidence.history.roles.shares(ofHeldOutFirst: true)?.filter(\.isFinite),
      let highest = shares.max()
    else { return false }
    if let classes = classes(evidence) {
      let chance = 1 / Double(classes)
      let late = shares.suffix((shares.count + 1) / 2).mean
      return highest > chance + Guessing.luck || late > chance + told * (1 - chance)
    }
    return highest > (evidence.accuracy ?? 1) - 0.2
  }
}
