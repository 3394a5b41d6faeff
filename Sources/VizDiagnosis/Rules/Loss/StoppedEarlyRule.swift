import VizBase

/// A loss that is still falling where the training ends.
enum StoppedEarlyRule: DiagnosisRule {
  static let rule = Finding.Rule.stoppedEarly
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "At the end the loss is above \(Int(left * 100)) % of its start, and its last tenth lies below"
      + " the tenth before by"
      + " more than \(Int(fall * 100)) % and four times the noise, or, of \(many) values and more, its"
      + " last quarter below the one"
      + " before by more than \(Int(slowFall * 100)) % and four times the noise; of fewer than"
      + " \(few) values, above \(Int(LossCourse.learnt * 100)) %, and the last third"
      + " below the first, and by a quarter of that below the second, or, above \(Int(left * 100)) %"
      + " of the start, by no less than that within a standard error."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4; Bengio, Practical"
    + " Recommendations for Gradient-Based Training of Deep Architectures, 2012, section 3.1"

  static let left = 0.5
  static let fall = 0.03
  /// From one quarter to the next, a fall that is slow and steady.
  static let slowFall = 0.01
  /// So many values tell a slow fall.
  static let many = 200
  /// The fewest values that tell.
  static let fewest = 8
  /// Of fewer values than this the thirds are compared.
  static let few = 30

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= fewest, loss.start > 0,
      loss.end > (loss.values.count < few ? LossCourse.learnt : left) * loss.start,
      loss.end < 0.98 * loss.start, !evidence.endsWell,
      let last = lastFall(of: loss)
    else { return [] }
    let finding = makeFinding(
      .note, title: "The training ends while the loss still falls",
      sentence: "\(loss.subject) ends at \(NumberFormat.plain(loss.end)), and fell by"
        + " \(NumberFormat.brief(100 * last.share)) % \(last.words).",
      evidence: .curves([loss.name]),
      numbers: ["last_loss": [loss.end], "last_fall": [last.drop]],
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

  /// By how much the loss falls at its end, and as what share of what it was; nil where that may be
  /// noise.
  private static func lastFall(of loss: LossCourse) -> (drop: Double, share: Double, words: String)?
  {
    let count = loss.values.count
    /// The fall from one part, of so many values, to the last one.
    func drop(from start: Int, _ size: Int, atLeast share: Double) -> (Double, Double)? {
      let before = loss.values[start..<start + size].mean
      let drop = before - loss.values.suffix(size).mean
      let noise = loss.noise / Double(size).squareRoot()
      return drop > share * before && drop > 4 * noise ? (drop, drop / before) : nil
    }
    if count < few {
      // Of few values the last third beside the first, so that noise does not hide the fall.
      let third = max(2, count / 3)
      // Little is learnt yet: that it is level has to show in spite of the noise.
      let error = loss.end > left * loss.start ? loss.noise * (2 / Double(third)).squareRoot() : 0
      guard let (whole, share) = drop(from: 0, third, atLeast: fall),
        loss.values.dropLast(third).suffix(third).mean - loss.values.suffix(third).mean
          > whole / 4 - error
      else { return nil }
      return (whole, share, "from the first third to the last")
    }
    let (tenth, quarter) = (count / 10, count / 4)
    if let (last, share) = drop(from: count - 2 * tenth, tenth, atLeast: fall) {
      return (last, share, "over the last tenth of the steps")
    }
    guard count >= many,
      let (last, share) = drop(from: count - 2 * quarter, quarter, atLeast: slowFall)
    else { return nil }
    // A few large losses, as of single examples, move a mean further than the usual noise says.
    let errors = [loss.values.suffix(quarter), loss.values.dropLast(quarter).suffix(quarter)]
      .map(\.errorOfMean)
    let error = (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot()
    guard last > 4 * error else { return nil }
    return (last, share, "over the last quarter of the steps")
  }
}
