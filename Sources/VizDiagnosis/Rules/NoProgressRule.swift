import Foundation
import VizBase
import VizEvents
import VizTrace

/// A loss that stays where it began.
enum NoProgressRule {
  /// The least part of the loss's start that it is to fall by.
  static let fall = 0.05
  /// Updates below this part of the weights are hardly any.
  static let tinyUpdate = 1e-5
  private static let smallUpdate = 3e-4

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 5, loss.start > 0 else { return [] }
    // A handful of steps is no training.
    guard loss.values.count >= 50 || evidence.history.nodes.steps.isEmpty else { return [] }
    let noise = 3 * loss.noise / Double(min(5, loss.values.count)).squareRoot()
    let sinceStart = loss.start - loss.end > max(fall * loss.start, noise)
    let sinceOpening = loss.opening - loss.end > fall * loss.opening
    let isGuess = isGuess(loss, evidence)
    guard isGuess || !sinceStart && !sinceOpening && !isLearnt(evidence) else { return [] }
    let ratios = evidence.weights.compactMap { evidence.median($0.updateRatio) }
    let largest = ratios.max()
    let isTiny = largest.map { $0 < tinyUpdate } ?? false
    var sentence =
      "\(loss.subject) begins at \(NumberFormat.plain(loss.start)) and ends at"
      + " \(NumberFormat.plain(loss.end))."
    if isGuess, let classes = evidence.classes {
      sentence +=
        " To guess among \(classes) classes costs \(NumberFormat.plain(log(Double(classes))))."
    }
    var advice =
      "Try rates from 1e−6 to 1, each ten times the one before, for a few steps each, and take one"
      + " a little below that at which the loss falls fastest."
    if let largest {
      sentence +=
        isTiny
        ? " An update changes the weights by \(NumberFormat.plain(largest)) of their size at most:"
          + " the learning rate is too low."
        : largest < smallUpdate
          ? " An update changes the weights by \(NumberFormat.plain(largest)) of their size at most,"
            + " where 1e−3 is usual: a higher learning rate may help."
          : " The weights do move, by \(NumberFormat.plain(largest)) of their size at a step: it is not"
            + " for want of a higher learning rate."
      if largest >= smallUpdate {
        advice =
          "Try to overfit a few examples first: if that fails, look at labels, loss and layers; then"
          + " try a lower learning rate, and a larger network: without a hidden layer, XOR cannot be"
          + " learnt at all."
      }
    }
    let finding = Finding(
      .noProgress, .problem,
      title: isTiny
        ? "The loss does not fall: the updates are too small"
        : isGuess ? "The network does no better than guessing" : "The loss does not fall",
      sentence: sentence, step: nil, evidence: isTiny ? .updateRatios : .curves([loss.name]),
      numbers: [
        "first_loss": [loss.start], "last_loss": [loss.end],
        "largest_update_ratio": largest.map { [$0] } ?? [],
      ],
      advice: advice,
      threshold:
        "The loss falls by less than \(Int(fall * 100)) % of its start, and not by more than"
        + " its noise; or it ends within \(Int(fall * 100)) % of what guessing costs, and less than"
        + " \(Int(luck * 100)) % more is right than by chance; updates below \(NumberFormat.plain(tinyUpdate)) of the weights are too small.",
      source:
        "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4.1; Smith, Cyclical"
        + " Learning Rates for Training Neural Networks, 2017")
    return [
      Symptom(
        finding,
        becauseOf: isTiny
          ? [.notFinite, .initialisation, .deadUnits]
          : [
            .notFinite, .diverges, .oscillates, .initialisation, .vanishingGradients,
            .explodingGradients, .deadUnits, .saturation, .noGradient,
          ], remark: "The loss does not fall.",
        quietAbout: [.notFinite, .diverges, .oscillates])
    ]
  }

  /// Whether the network ends about where guessing stands.
  private static func isGuess(_ loss: LossCourse, _ evidence: RunEvidence) -> Bool {
    guard let classes = evidence.classes, classes > 1, loss.values.count >= 100,
      loss.end >= (1 - fall) * log(Double(classes)),
      let accuracy = evidence.history.roles.shares(ofHeldOutFirst: true)
    else { return false }
    let last = Array(accuracy.suffix(max(1, accuracy.count / 10))).median
    return last.map { $0 < 1 / Double(classes) + luck } ?? false
  }

  /// So many more right may be luck, or what a line can tell.
  private static let luck = 0.15

  /// Whether there was nothing to learn any more, or more is right than at first.
  private static func isLearnt(_ evidence: RunEvidence) -> Bool {
    guard let accuracy = evidence.history.roles.shares(ofHeldOutFirst: false) else {
      return false
    }
    let tenth = max(1, accuracy.count / 10)
    guard let first = Array(accuracy.prefix(tenth)).median,
      let last = Array(accuracy.suffix(tenth)).median
    else { return false }
    return last > 0.95 || last > first + gain
  }

  /// So many more right are progress, whatever the loss says.
  private static let gain = 0.1
}
