import VizBase

/// A loss that ends above where it began, or above its least.
enum DivergenceRule: DiagnosisRule {
  static let rule = Finding.Rule.diverges
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "The mean of the loss's last tenth is more than \(NumberFormat.plain(rise)) times its start, or"
      + " above its first value by more than \(Int(worse * 100)) %, or above its least by more"
      + " than half of its"
      + " start; and by more than the noise of its means."
  }
  static let source =
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4; Goodfellow, Bengio and"
    + " Courville, Deep Learning, 2016, section 11.4.1"

  /// The loss at the end beside that at the start.
  static let rise = 2.0
  /// How far it ends above its first value, beside that.
  static let worse = 0.1
  /// How far it ends above its least, beside the start.
  static let relapse = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 5, loss.start > 0 else { return [] }
    let first = loss.values[0]
    // The noise of the mean of the last tenth.
    let noise = 3 * loss.noise / Double(max(1, loss.values.count / 10)).squareRoot()
    let isAbove =
      loss.end > rise * loss.start
      // More than the noise of as many values, and of the first ones.
      && (loss.values.count < 40 || loss.end - loss.start > 3 * loss.startNoise)
      && loss.end - loss.start > noise
    let isWorse =
      loss.values.count >= 10 && first > 0 && loss.end > (1 + worse) * first
      && loss.end - first > 4 * loss.lateNoise
    let isRelapse =
      loss.values.count >= 20 && loss.end - loss.best.mean > relapse * loss.start
      && loss.end - loss.best.mean > 5 * loss.windowNoise
    guard isAbove || isWorse || isRelapse else { return [] }
    // Since when it is up there for good.
    let level =
      isAbove
      ? rise * loss.start
      : isRelapse ? loss.best.mean + relapse * loss.start : (1 + worse) * first
    let last = loss.windows.lastIndex { $0.mean <= level }
    let window = loss.windows[min((last ?? -1) + 1, loss.windows.count - 1)]
    let since =
      zip(loss.steps, loss.values).first { $0 >= window.step && $1 > level }?.0 ?? window.step
    let begin = isWorse && !isAbove && !isRelapse ? first : loss.start
    let finding = makeFinding(
      isAbove ? .problem : .warning,
      title: isAbove
        ? "The loss diverges"
        : isRelapse ? "The loss rises again" : "The loss ends above where it began",
      sentence: "\(loss.subject) begins at \(NumberFormat.plain(begin)), is"
        + " \(NumberFormat.plain(min(begin, loss.best.mean))) at its least and ends at"
        + " \(NumberFormat.plain(loss.end)); it is up there since about step"
        + " \(NumberFormat.grouped(since)). Steps that large leap over the valleys that they"
        + " should go down into.",
      step: Int(exactly: since.rounded()), evidence: .curves([loss.name]),
      numbers: [
        "first_loss": [begin], "least_loss": [min(begin, loss.best.mean)],
        "last_loss": [loss.end],
      ],
      advice: "Lower the learning rate"
        + (evidence.settings.rate.map {
          " from \(NumberFormat.brief($0)) to \(NumberFormat.brief($0 / 10)) first"
        } ?? ", to a tenth first")
        + "; let it climb over the first steps (warm-up) and fall later; clip the gradients.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .learningRate, .accumulation, .dataScale, .initialisation, .regularisation, .schedule,
          .ranks,
        ], becauseOfEarlier: [.notFinite])
    ]
  }
}
