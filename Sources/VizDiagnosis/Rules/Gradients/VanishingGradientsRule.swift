import Foundation
import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Gradients that shrink on their way from the loss to the first layer.
enum VanishingGradientsRule: DiagnosisRule {
  static let rule = Finding.Rule.vanishingGradients
  static let needs: [Need] = [.loss, .gradients]
  static var threshold: String {
    "The root mean square of the first layer's gradient is less than"
      + " \(NumberFormat.plain(share)) of the last one's (median over the steps), in three or"
      + " more"
      + " layers, and less than \(NumberFormat.plain(faintness)) of its weights, or"
      + " \(NumberFormat.plain(faintnessWithoutProgress)) where the loss falls by less than a"
      + " tenth, in a run whose loss"
      + " does not fall below a quarter of its start."
  }
  static let source =
    "Bengio, Simard and Frasconi, Learning Long-Term Dependencies with Gradient"
    + " Descent is"
    + " Difficult, 1994; Glorot and Bengio, 2010"

  /// The gradient of the first layer beside that of the last, by the element.
  static let share = 0.02
  /// The gradient of the first layer beside its weights.
  static let faintness = 1e-3
  /// The same in a run that makes no progress: of many layers, and of those that are updated by the
  /// sign of a gradient, more arrives and still does nothing.
  static let faintnessWithoutProgress = 0.03
  /// Of a log that has no weights, the share alone tells.
  static let shareAlone = 1e-3

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    // Normalised, weights have no slope along their own direction, however deep they lie.
    let first = evidence.weights.first { !evidence.isNormalised($0.node) }
    guard evidence.weights.count > 2, let first, let last = evidence.weights.last else { return [] }
    guard let ratio = evidence.gradientRatio(first, last), ratio > 0, ratio < share,
      evidence.loss?.isLearnt != true
    else { return [] }
    let own = evidence.ratios(first.gradient.norm, first.value.norm).median
    let hasProgress = evidence.loss.map { $0.end < 0.9 * $0.start } ?? true
    let limit = hasProgress ? faintness : faintnessWithoutProgress
    guard own.map({ $0 < limit }) ?? (ratio < shareAlone) else { return [] }
    let faint = evidence.weights.filter {
      evidence.gradientRatio($0, last).map { $0 < share } ?? false
    }
    let since = evidence.sample.first { first.gradient.rms($0) < share * last.gradient.rms($0) }
    let each = pow(ratio, 1 / Double(evidence.weights.count - 1))
    let finding = makeFinding(
      .warning,
      title: "The gradients vanish on their way to \(first.node.escaped())",
      sentence: "By the element, the gradient of \(first.node.escaped()) is"
        + " \(NumberFormat.plain(ratio)) times that of \(last.node.escaped()) (median over the"
        + " steps): it shrinks to \(NumberFormat.plain(each)) from layer to layer, over"
        + " \(evidence.weights.count) layers. The first layers hardly learn.",
      step: since.map { evidence.step($0) }, nodes: faint.map(\.node), evidence: .gradientFlow,
      numbers: [
        "first_to_last_gradient": [ratio], "gradient_to_weights": own.map { [$0] } ?? [],
      ],
      advice:
        "Use ReLU or tanh in place of sigmoid, weights drawn after Xavier or He, normalisation"
        + " between the layers, connections that skip layers, or fewer layers.")
    // Units that are silent from the start are what the depth did, too.
    let units: Set<Finding.Rule> = DeadUnitsRule.areBornDead(evidence) ? [] : [.deadUnits]
    return [
      Symptom(
        finding,
        becauseOf: [
          .initialisation, .notFinite, .learningRate, .dataScale, .output, .regularisation,
        ],
        becauseOfEarlier: units.union([.saturation, .diverges]))
    ]
  }
}
