import Foundation
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
      + " before by more than \(Int(slowFall * 100)) % and four times the noise, or that of at least"
      + " \(fewestHeldOut) held-out losses is; of fewer than"
      + " \(few) values, above \(Int(LossCourse.learnt * 100)) %, and the last third below the second"
      + " by \(Int(fall * 100)) % for each tenth of the values, or"
      + " below the first, and by a quarter of that below the second, or, above \(Int(left * 100)) %"
      + " of the start, by no less than that within a standard error. A warning where less than half"
      + " of the way from chance to all right was gone."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4; Bengio, Practical"
    + " Recommendations for Gradient-Based Training of Deep Architectures, 2012, section 3.1; Chizat,"
    + " Oyallon and Bach, On Lazy Training in Differentiable Programming, 2019 (weights that hardly"
    + " leave where they were drawn)"

  static let left = 0.5
  static let fall = 0.03
  /// From one quarter to the next, a fall that is slow and steady.
  static let slowFall = 0.01
  /// So many values tell a slow fall.
  static let many = 200
  /// So many evaluations do, which all are of the same examples.
  static let fewestHeldOut = 20
  /// The fewest values that tell.
  static let fewest = 8
  /// Of fewer values than this the thirds are compared.
  static let few = 30

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= fewest, loss.start > 0,
      loss.end > (loss.values.count < few ? LossCourse.learnt : left) * loss.start,
      loss.end < 0.98 * loss.start, !evidence.endsWell,
      let (course, last) = lastFall(loss, evidence.heldOut)
    else { return [] }
    let share = evidence.progress
    let right =
      share.map {
        ", with \(NumberFormat.brief(100 * $0.right)) % right, where guessing gives"
          + " \(NumberFormat.brief(100 * $0.chance)) %"
      } ?? ""
    let movement = evidence.movement(over: loss).flatMap { $0.ratio > 0 && $0.isShort ? $0 : nil }
    let finding = makeFinding(
      share.map { $0.part < 0.5 } ?? false ? .warning : .note,
      title: "The training ends while the loss still falls",
      sentence: "\(course.subject) ends at \(NumberFormat.plain(course.end))\(right), and fell by"
        + " \(NumberFormat.brief(100 * last.share)) % \(last.words).\(movement?.words ?? "")",
      evidence: .curves([course.name]),
      numbers: ["last_loss": [course.end], "last_fall": [last.drop]],
      advice: movement?.advice(evidence.settings)
        ?? "Go on for two to five times as many steps (`--resume` of vizbp train), or raise the"
        + " learning rate.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .updateRatio, .diverges, .oscillates, .learningRate, .clipping, .vanishingGradients,
          .notFinite, .schedule, .dataScale, .initialisation, .regularisation, .dropout,
          .noProgress,
          .frozen, .accumulation, .labelNoise,
        ])
    ]
  }

  /// A fall at the end of a loss.
  private struct Fall {
    var drop: Double
    var share: Double
    var words: String
  }

  /// By how much a loss falls at its end; nil where that may be noise. What is held out is evaluated
  /// on the same examples every time, so that it shows a fall which batches hide.
  private static func lastFall(_ loss: LossCourse, _ heldOut: LossCourse?) -> (LossCourse, Fall)? {
    if let fall = lastFall(of: loss) { return (loss, fall) }
    guard let heldOut, heldOut.name != loss.name, heldOut.values.count >= fewestHeldOut,
      heldOut.end > left * loss.start,
      let fall = slowFall(of: heldOut, noise: heldOut.lateNoise)
    else { return nil }
    return (heldOut, fall)
  }

  private static func lastFall(of loss: LossCourse) -> Fall? {
    let count = loss.values.count
    if count < few { return lastFall(ofFew: loss) }
    let tenth = count / 10
    if let last = drop(of: loss, tenth, atLeast: fall, noise: loss.noise) {
      return Fall(drop: last.drop, share: last.share, words: "over the last tenth of the steps")
    }
    return count < many ? nil : slowFall(of: loss, noise: loss.noise)
  }

  /// Of few values the last third beside the others, so that noise does not hide the fall.
  private static func lastFall(ofFew loss: LossCourse) -> Fall? {
    let count = loss.values.count
    let third = max(2, count / 3)
    // As steep as a tenth of many values has to be; what the first steps leap by is no noise here.
    let steep = 1 - pow(1 - fall, Double(10 * third) / Double(count))
    if let last = drop(of: loss, third, atLeast: steep, noise: loss.lateNoise) {
      return Fall(drop: last.drop, share: last.share, words: "over the last third of the steps")
    }
    // Little is learnt yet: that it is level has to show in spite of the noise.
    let error = loss.end > left * loss.start ? loss.noise * (2 / Double(third)).squareRoot() : 0
    guard
      let whole = drop(
        from: loss.values.prefix(third), of: loss, third, atLeast: fall, noise: loss.noise),
      loss.values.dropLast(third).suffix(third).mean - loss.values.suffix(third).mean
        > whole.drop / 4 - error
    else { return nil }
    return Fall(
      drop: whole.drop, share: whole.share, words: "from the first third to the last")
  }

  /// A fall from the third quarter of the steps to the last.
  private static func slowFall(of loss: LossCourse, noise: Double) -> Fall? {
    let quarter = loss.values.count / 4
    guard let last = drop(of: loss, quarter, atLeast: slowFall, noise: noise) else { return nil }
    // A few large losses, as of single examples, move a mean further than the usual noise says.
    let errors = [loss.values.suffix(quarter), loss.values.dropLast(quarter).suffix(quarter)]
      .map(\.errorOfMean)
    let error = (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot()
    guard last.drop > 4 * error else { return nil }
    return Fall(drop: last.drop, share: last.share, words: "over the last quarter of the steps")
  }

  /// The fall from one part, or from the values before, to so many last ones; nil where it is less
  /// than a share, or may be noise.
  private static func drop(
    from part: ArraySlice<Double>? = nil, of loss: LossCourse, _ size: Int,
    atLeast share: Double, noise: Double
  ) -> (drop: Double, share: Double)? {
    let before = (part ?? loss.values.dropLast(size).suffix(size)).mean
    let drop = before - loss.values.suffix(size).mean
    let error = noise / Double(size).squareRoot()
    return drop > share * before && drop > 4 * error ? (drop, drop / before) : nil
  }
}
