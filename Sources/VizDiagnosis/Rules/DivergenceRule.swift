import VizBase

/// A loss that ends far above where it began, or above its least.
enum DivergenceRule {
  /// The loss at the end beside that at the start.
  static let rise = 2.0
  /// How far it ends above its least, beside the start.
  static let relapse = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 5, loss.start > 0 else { return [] }
    let isAbove =
      loss.end > rise * loss.start
      // More than the noise of as many values, and of the first ones.
      && (loss.values.count < 40 || loss.end - loss.start > 3 * loss.startNoise)
      && loss.end - loss.start > 3 * loss.noise
        / Double(max(1, loss.values.count / 10)).squareRoot()
    let isRelapse =
      loss.values.count >= 20 && loss.end - loss.best.mean > relapse * loss.start
      && loss.end - loss.best.mean > 5 * loss.windowNoise
    guard isAbove || isRelapse else { return [] }
    // Since when it is up there for good.
    let level = isAbove ? rise * loss.start : loss.best.mean + relapse * loss.start
    let last = loss.windows.lastIndex { $0.mean <= level }
    let window = loss.windows[min((last ?? -1) + 1, loss.windows.count - 1)]
    let since =
      zip(loss.steps, loss.values).first { $0 >= window.step && $1 > level }?.0 ?? window.step
    let finding = Finding(
      .diverges, isAbove ? .problem : .warning,
      title: isAbove ? "The loss diverges" : "The loss rises again",
      sentence: "\(loss.subject) begins at \(NumberFormat.plain(loss.start)), is"
        + " \(NumberFormat.plain(min(loss.start, loss.best.mean))) at its least and ends at"
        + " \(NumberFormat.plain(loss.end)); it is up there since about step"
        + " \(NumberFormat.grouped(since)). Steps that large leap over the valleys that they"
        + " should go down into.",
      step: Int(exactly: since.rounded()), evidence: .curves([loss.name]),
      numbers: [
        "first_loss": [loss.start], "least_loss": [min(loss.start, loss.best.mean)],
        "last_loss": [loss.end],
      ],
      advice: "Lower the learning rate, to a tenth first; let it climb over the first steps"
        + " (warm-up) and fall later; clip the gradients.",
      threshold: "The mean of the loss's last tenth is more than \(NumberFormat.plain(rise)) times"
        + " its start, or above its least by more than half of its start; and by more than the noise"
        + " of its means.",
      source: "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4; Goodfellow,"
        + " Bengio and Courville, Deep Learning, 2016, section 11.4.1")
    return [
      Symptom(
        finding, becauseOf: [.notFinite],
        remark: "Before that the loss had risen to \(NumberFormat.plain(loss.end)).")
    ]
  }
}
