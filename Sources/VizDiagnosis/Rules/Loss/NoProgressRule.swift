import Foundation
import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// A loss that stays where it began, or where guessing stands.
enum NoProgressRule: DiagnosisRule {
  static let rule = Finding.Rule.noProgress
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "The loss falls by less than \(Int(fall * 100)) % of its start, and not by more than its noise;"
      + " or it ends within \(Int(Guessing.nearness * 100)) % of what guessing costs (the"
      + " logarithm of the number of"
      + " classes, of which the accuracy may tell; the variance of the targets), or, of another"
      + " loss, within a factor of \(NumberFormat.plain(Guessing.reach)) of it, and the accuracy is"
      + " that of guessing from beginning to end, and less than"
      + " \(Int(Guessing.luck * 100)) % more is right than by chance; updates below"
      + " \(NumberFormat.plain(tinyUpdate)) of the weights are too small."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4.1; Smith, Cyclical"
    + " Learning"
    + " Rates for Training Neural Networks, 2017; CS231n, Neural Networks Part 3, Sanity Checks"

  /// The least part of the loss's start that it is to fall by.
  static let fall = 0.05
  /// Updates below this part of the weights are hardly any.
  static let tinyUpdate = 1e-5
  private static let smallUpdate = 3e-4
  private static let usualUpdate = 1e-3

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 5, loss.start > 0 else { return [] }
    let noise = 3 * loss.noise / Double(min(5, loss.values.count)).squareRoot()
    let sinceStart = loss.start - loss.end > max(fall * loss.start, noise)
    // Down from a spike is no progress.
    let sinceOpening =
      loss.opening - loss.end > fall * loss.opening && loss.end < (1 - fall) * loss.values[0]
    let guess = Guessing(endOf: loss, evidence)
    guard guess != nil || !sinceStart && !sinceOpening && !isLearnt(evidence) else { return [] }
    let movement = evidence.movement(over: loss)
    // Updates that were large at first and are nothing now are no sign of a rate too low.
    let hasMoved = hasMoved(evidence)
    let isTiny = !hasMoved && movement.map { $0.ratio < tinyUpdate } ?? false
    // A log of single numbers has one an epoch, and fewer are a training.
    if loss.values.count < fewestSteps, !evidence.history.nodes.steps.isEmpty, !isTiny {
      return tooShort(loss, evidence)
    }
    var sentence =
      "\(loss.subject) begins at \(NumberFormat.plain(loss.began)) and ends at"
      + " \(NumberFormat.plain(loss.end))."
    if let guess {
      sentence += " \(guess.words)\(guess.cost.map { " costs \(NumberFormat.plain($0))" } ?? "")."
    }
    let (moves, advice) = updates(movement, isTiny: isTiny, hasMoved: hasMoved, evidence)
    sentence += moves
    let largest = movement?.ratio
    let finding = makeFinding(
      .problem,
      title: isTiny
        ? "The loss does not fall: the updates are too small"
        : guess != nil ? "The network does no better than guessing" : "The loss does not fall",
      sentence: sentence, evidence: isTiny ? .updateRatios : .curves([loss.name]),
      numbers: [
        "first_loss": [loss.began], "last_loss": [loss.end],
        "loss_of_guessing": guess?.cost.map { [$0] } ?? [],
        "largest_update_ratio": largest.map { [$0] } ?? [],
        // What it is beside, where it is too little.
        "usual_update_ratio": largest.map { !hasMoved && $0 < smallUpdate ? [usualUpdate] : [] }
          ?? [],
      ],
      advice: advice)
    return [Symptom(finding, becauseOf: isTiny ? causes : causes.union(causesOfStillness))]
  }

  /// Of fewer steps that say what each did, nothing can be said yet.
  private static let fewestSteps = 50

  /// A handful of steps is no training, and that is to be known where nothing came of them.
  private static func tooShort(_ loss: LossCourse, _ evidence: RunEvidence) -> [Symptom] {
    guard StoppedEarlyRule.symptoms(evidence).isEmpty else { return [] }
    let count = loss.values.count
    let finding = makeFinding(
      .note, title: "The run is too short to tell whether it learns",
      sentence:
        "In \(count) steps \(loss.name.escaped()) goes from \(NumberFormat.plain(loss.began))"
        + " to \(NumberFormat.plain(loss.end)): it has not fallen by more than single batches differ"
        + " by \(NumberFormat.plain(loss.noise)). Whether nothing is learnt, or nothing yet, shows in"
        + " \(fewestSteps) steps and more.",
      evidence: .curves([loss.name]),
      numbers: ["steps": [Double(count)], "first_loss": [loss.began], "last_loss": [loss.end]],
      advice:
        "Train for some hundred steps before it is judged (`--steps`; a run of vizbp train goes on"
        + " with `--resume`). If the loss is as high then, it is another matter, and will be told.",
      confidence: .possible)
    return [Symptom(finding, becauseOf: causes.union(causesOfStillness))]
  }

  /// What explains that the loss stays, also where hardly anything is updated.
  private static let causes: Set<Finding.Rule> = [
    .notFinite, .initialisation, .deadUnits, .dataScale, .clipping, .regularisation, .dropout,
    .schedule,
    .frozen, .noGradient, .accumulation, .learningRate, .vanishingGradients, .output,
  ]
  private static let causesOfStillness: Set<Finding.Rule> = [
    .diverges, .oscillates, .explodingGradients, .saturation, .symmetricUnits, .noBend,
    .batchNoise, .ranks, .capacity, .labelNoise,
  ]

  /// What the updates say of it, and what to do about that.
  private static func updates(
    _ movement: Movement?, isTiny: Bool, hasMoved: Bool, _ evidence: RunEvidence
  ) -> (words: String, advice: String) {
    let search =
      "Try rates from 10⁻⁶ to 1, each ten times the one before, for a few steps each, and take one"
      + " a little below that at which the loss falls fastest."
    guard let movement else { return ("", search) }
    let largest = movement.ratio
    let size = NumberFormat.plain(largest)
    let rate = evidence.settings.rate.flatMap { rate -> String? in
      guard largest > 0 else { return nil }
      return " An update of a thousandth of the weights would need a rate of about"
        + " \(NumberFormat.brief(rate * usualUpdate / largest)), where it is \(NumberFormat.brief(rate))."
    }
    if isTiny {
      return (
        " An update changes the weights by \(size) of their size at most: the learning rate is too"
          + " low.", search + (rate ?? "")
      )
    }
    if hasMoved, largest < smallUpdate {
      return (
        " The first updates were large; in the median an update changes the weights by \(size) of"
          + " their size at most.", search
      )
    }
    if largest < smallUpdate {
      return (
        " An update changes the weights by \(size) of their size at most, where 10⁻³ is usual: a"
          + " higher learning rate may help.", search + (rate ?? "")
      )
    }
    // Weights that have not gone as far as they are large may only be on their way.
    if movement.isShort { return (movement.words, movement.advice(evidence.settings)) }
    return (
      " The weights do move, by \(size) of their size at a step: it is not for want of a higher"
        + " learning rate.", placesToLook(evidence)
    )
  }

  /// Where to look when weights move and nothing comes of it, the cheapest first.
  private static func placesToLook(_ evidence: RunEvidence) -> String {
    let bounded = evidence.activations.compactMap(\.operation).first { $0.saturation != nil }
    let isDescent = evidence.settings.optimizer != nil && !evidence.settings.isAdaptive
    let hasNoHiddenLayer = evidence.activations.isEmpty && evidence.weights.count == 1
    let trials = [
      hasNoHiddenLayer
        ? "a hidden layer, without which XOR cannot be learnt at all" : nil,
      isDescent ? "Adam in place of \(evidence.settings.optimizer ?? "")" : nil,
      bounded.map { "ReLU in place of \($0.name), which draws corners sooner" },
      "a lower learning rate", "a larger network",
    ].compactMap { $0 }
    return
      "Try to overfit ten examples first: if that fails, look at labels (are they shuffled against"
      + " the inputs?), loss and layers. If it works, try "
      + trials.dropLast().joined(separator: ", then ") + ", and \(trials.last ?? "")."
  }

  /// Whether one of the first updates was no small one.
  private static func hasMoved(_ evidence: RunEvidence) -> Bool {
    evidence.weights.contains { $0.updateRatio.prefix(20).contains { $0 > 0.1 } }
  }

  /// Whether there was nothing to learn any more, or more is right than at first.
  private static func isLearnt(_ evidence: RunEvidence) -> Bool {
    // First weights may fit by chance, and from far below guessing there is no way to fall.
    if let loss = evidence.loss, let cost = evidence.constantLoss, loss.end < wellBelow * cost {
      return true
    }
    guard let accuracy = evidence.history.roles.shares(ofHeldOutFirst: false),
      let first = accuracy.startMedian, let last = accuracy.endMedian
    else { return false }
    return last > 0.95 || last > first + gain
  }

  /// Half of the variance explained, or of the uncertainty gone, is no guessing.
  private static let wellBelow = 0.5

  /// So many more right are progress, whatever the loss says.
  private static let gain = 0.1
}
