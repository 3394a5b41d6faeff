import VizBase
import VizEvents
import VizTrace

/// Functions with two flat ends at which most of a layer lies.
enum SaturationRule: DiagnosisRule {
  static let rule = Finding.Rule.saturation
  static let needs: [Need] = [.functions]
  static var threshold: String {
    "A mean slope of less than a tenth of the greatest, in the median of the steps at"
      + " which the loss is above a quarter of its start."
  }
  static let source =
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4; Glorot"
    + " and Bengio,"
    + " Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010,"
    + " section 3"

  /// The mean slope beside the greatest.
  static let slope = 0.1

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    // A network that has learnt is certain; then saturation is no fault.
    let rows = evidence.sample.filter { row in
      guard let loss = evidence.loss else { return true }
      return loss.level(at: Double(evidence.step(row))) >= LossCourse.learnt * loss.start
    }
    guard rows.count >= max(3, evidence.sample.count / 10) else { return [] }
    let found = evidence.activations.compactMap { track -> Layer? in
      guard let slopes = track.slopes, let mean = evidence.median(slopes, over: rows), mean < slope
      else { return nil }
      // Since when it is that low for good, or else for the first time.
      let steep = slopes.lastIndex { $0 >= slope }
      let row = steep.map { $0 + 1 } ?? 0
      let since = row < slopes.count ? row : slopes.firstIndex { $0 < slope } ?? 0
      return Layer(track: track, slope: mean, row: since)
    }
    guard let worst = found.min(by: { $0.slope < $1.slope }), let row = found.map(\.row).min()
    else { return [] }
    let isFromStart = evidence.firstRow == row
    let names = RunEvidence.names(of: found.map(\.track))
    let finding = makeFinding(
      .warning,
      title: "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") saturated",
      sentence: "While the loss is still high the mean slope of \(worst.track.node.escaped()) is"
        + " \(NumberFormat.plain(worst.slope)) of the greatest (median over those steps)"
        + (isFromStart
          ? ", from the first step on: the first weights, or the inputs, are too large."
          : "; it is that low since step \(evidence.step(worst.row)).")
        + " Hardly any gradient passes.",
      step: evidence.step(row), nodes: found.map(\.track.node), evidence: .units,
      numbers: ["mean_slopes": found.map(\.slope)],
      advice: "Draw smaller first weights (Xavier), bring the inputs to mean 0 and deviation 1,"
        + " normalise before the function, or use ReLU; lower the learning rate where it comes"
        + " later.")
    return [
      Symptom(
        finding, becauseOf: [.dataScale, .initialisation, .learningRate],
        becauseOfEarlier: isFromStart ? [] : [.notFinite, .vanishingGradients])
    ]
  }

  private struct Layer {
    var track: NodeTrack
    var slope: Double
    /// Since when.
    var row: Int
  }
}
