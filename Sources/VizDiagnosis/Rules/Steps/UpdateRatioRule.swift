import VizBase
import VizEvents
import VizTrace

/// Updates that are too large or too small beside the weights.
enum UpdateRatioRule: DiagnosisRule {
  static let rule = Finding.Rule.updateRatio
  static let needs: [Need] = [.updates]
  static var threshold: String {
    "The norm of a matrix's update beside that of the matrix: above"
      + " \(NumberFormat.plain(highest)) in the median step or above \(NumberFormat.plain(leap))"
      + " in"
      + " any; or for all matrices below \(NumberFormat.plain(lowest)) in the median step while"
      + " the"
      + " loss stays above half of its start, or below"
      + " \(NumberFormat.plain(low)) where it is still falling there."
  }
  static let source = "CS231n, Neural Networks Part 3, Ratio of Weights:Updates"

  static let highest = 0.1
  /// An update that leaves nothing of the weights.
  static let leap = 2.0
  static let lowest = 1e-6
  /// A loss above this part of its start has not been learnt.
  static let learnt = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    // A few steps are the first ones, which are often large.
    guard evidence.tracks.steps.count >= 10 else { return [] }
    let ratios = evidence.weights.compactMap { track in
      evidence.median(track.updateRatio).map { (track: track, ratio: $0) }
    }
    let high = ratios.filter { $0.ratio > highest }
    if let worst = high.max(by: { $0.ratio < $1.ratio }) {
      let sentence =
        "A step changes \(worst.track.node.escaped()) by"
        + " \(NumberFormat.plain(worst.ratio * 100)) % of its norm (median over the steps); about"
        + " 0.1 % is usual, 1 % not rare."
      return [tooLarge(sentence, since: nil, high.map(\.track.node), high.map(\.ratio))]
    }
    if let leap = leaps(evidence) { return [leap] }
    guard let largest = ratios.max(by: { $0.ratio < $1.ratio }), let loss = evidence.loss,
      loss.end > learnt * loss.start,
      largest.ratio < lowest || largest.ratio < low && isStillFalling(loss)
    else { return [] }
    let sentence =
      "A step changes the weights by \(NumberFormat.plain(largest.ratio)) of their norm at most"
      + " (median over the steps, \(largest.track.node.escaped())); about 10⁻³ is usual. The loss"
      + " falls"
      + " from \(NumberFormat.plain(loss.start)) to \(NumberFormat.plain(loss.end))."
    let rate = evidence.settings.rate.map {
      " from \(NumberFormat.brief($0)) to about \(NumberFormat.brief($0 * 1e-3 / largest.ratio)),"
        + " which"
        + " makes an update a thousandth of the weights"
    }
    return [
      Symptom(
        finding(
          "The updates are too small", sentence, since: nil, ratios.map(\.track.node),
          ratios.map(\.ratio),
          advice: "Raise the learning rate\(rate ?? ", ten times first")."),
        becauseOf: [
          .noProgress, .notFinite, .initialisation, .deadUnits, .saturation, .clipping, .schedule,
          .vanishingGradients, .dataScale, .frozen, .noGradient, .learningRate,
        ])
    ]
  }

  /// Updates below this part of the weights may be the reason why a loss still falls.
  static let low = 3e-4

  private static func isStillFalling(_ loss: LossCourse) -> Bool {
    let windows = loss.windows.map(\.mean)
    guard windows.count >= 8 else { return false }
    let quarter = windows.count / 4
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    let before = mean(windows.dropLast(quarter).suffix(quarter))
    let last = mean(windows.suffix(quarter))
    return last < 0.99 * before
      && before - last > 2 * loss.windowNoise / Double(quarter).squareRoot()
  }

  /// Single steps that left nothing of the weights.
  private static func leaps(_ evidence: RunEvidence) -> Symptom? {
    let leaps = evidence.weights.compactMap { track -> (node: Node.ID, row: Int, ratio: Double)? in
      // From zero every step is large.
      if let row = evidence.firstRow, !track.value.isEmpty, track.value.std[row] == 0 { return nil }
      let rows = track.updateRatio.indices.filter { row in
        track.updateRatio[row] > leap && track.updateRatio[row].isFinite
      }
      return rows.max { track.updateRatio[$0] < track.updateRatio[$1] }.map {
        (track.node, $0, track.updateRatio[$0])
      }
    }
    guard let worst = leaps.max(by: { $0.ratio < $1.ratio }) else { return nil }
    let step = evidence.step(worst.row)
    let sentence =
      "Step \(step) changed \(worst.node.escaped()) by \(NumberFormat.plain(worst.ratio)) times its"
      + " norm: nothing was left of what it was before."
    return tooLarge(sentence, since: step, leaps.map(\.node), leaps.map(\.ratio))
  }

  private static func tooLarge(
    _ sentence: String, since step: Int?, _ nodes: [Node.ID], _ ratios: [Double]
  ) -> Symptom {
    Symptom(
      finding(
        "The updates are too large", sentence, since: step, nodes, ratios,
        advice: "Lower the learning rate, to a third first, or let it fall over the steps."),
      becauseOf: [
        .learningRate, .notFinite, .diverges, .oscillates, .dataScale, .regularisation,
        .initialisation, .accumulation,
      ])
  }

  private static func finding(
    _ title: String, _ sentence: String, since step: Int?, _ nodes: [Node.ID],
    _ ratios: [Double], advice: String
  ) -> Finding {
    makeFinding(
      .warning, title: title, sentence: sentence, step: step, nodes: nodes,
      evidence: .updateRatios, numbers: ["update_ratios": ratios], advice: advice)
  }
}
