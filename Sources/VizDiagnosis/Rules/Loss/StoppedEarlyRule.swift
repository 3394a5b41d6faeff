import VizBase

/// A loss that is still falling where the training ends.
enum StoppedEarlyRule: DiagnosisRule {
  static let rule = Finding.Rule.stoppedEarly
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "At the end the loss is above \(Int(left * 100)) % of its start, and its last tenth lies below"
      + " the tenth before by"
      + " more than \(Int(fall * 100)) % and four times the noise."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4; Bengio, Practical"
    + " Recommendations for Gradient-Based Training of Deep Architectures, 2012, section 3.1"

  static let left = 0.5
  static let fall = 0.03
  /// The fewest values that tell.
  static let fewest = 8
  /// Of fewer values than this the thirds are compared.
  static let few = 30

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= fewest, loss.start > 0,
      loss.end > left * loss.start, !evidence.endsWell
    else { return [] }
    // Of few values the last third beside the first, so that noise does not hide the fall.
    let isShort = loss.values.count < few
    let tenth = max(2, loss.values.count / (isShort ? 3 : 10))
    let last = Array(loss.values.suffix(tenth))
    let before = Array(
      isShort ? loss.values.prefix(tenth) : loss.values.dropLast(tenth).suffix(tenth))
    func mean(_ part: [Double]) -> Double { part.reduce(0) { $0 + $1 / Double(part.count) } }
    let drop = mean(before) - mean(last)
    let noise = loss.noise / Double(tenth).squareRoot()
    guard drop > fall * mean(before), drop > 4 * noise, loss.end < 0.98 * loss.start else {
      return []
    }
    let finding = makeFinding(
      .note, title: "The training ends while the loss still falls",
      sentence: "\(loss.subject) ends at \(NumberFormat.plain(loss.end)), and fell by"
        + " \(NumberFormat.brief(100 * drop / mean(before))) % \(isShort ? "from the first third to the last" : "over the last tenth of the steps").",
      evidence: .curves([loss.name]),
      numbers: ["last_loss": [loss.end], "last_fall": [drop]],
      advice: "Go on for two to five times as many steps (`--resume` of vizbp train), or raise the"
        + " learning rate.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .updateRatio, .diverges, .oscillates, .learningRate, .clipping, .vanishingGradients,
          .notFinite, .schedule, .dataScale, .initialisation, .regularisation, .noProgress,
        ])
    ]
  }
}
