import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Gradients that are huge beside the weights, or grow on their way to the first layer.
enum ExplodingGradientsRule: DiagnosisRule {
  static let rule = Finding.Rule.explodingGradients
  static let needs: [Need] = [.gradients]
  static var threshold: String {
    "The norm of a gradient is more than \(NumberFormat.plain(share)) times that of its"
      + " weights (at the first step and in the median of the first ten, or of all); or by the"
      + " element the first layer's"
      + " is more than \(NumberFormat.plain(growth)) times the last one's, in three or more"
      + " layers."
  }
  static let source =
    "Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural"
    + " Networks,"
    + " 2013"

  /// The norm of a gradient beside that of its weights.
  static let share = 100.0
  /// The gradient of the first layer beside that of the last, by the element.
  static let growth = 1e3

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let first = evidence.weights.first, let last = evidence.weights.last else { return [] }
    func beside(_ track: NodeTrack, _ rows: [Int]?) -> Double {
      evidence.ratios(track.gradient.norm, track.value.norm, over: rows).median ?? 0
    }
    func huge(_ rows: [Int]?) -> [(track: NodeTrack, ratio: Double)] {
      evidence.weights.map { ($0, beside($0, rows)) }.filter { $0.1 > share && $0.1.isFinite }
    }
    // Before any update it is the first weights' fault; one odd batch is nobody's.
    let beginning = Array(evidence.tracks.steps.indices.prefix(10))
    let atStart =
      evidence.firstRow.map { row in
        huge([row]).filter { beside($0.track, beginning) > share }
      } ?? []
    let found = atStart.isEmpty ? huge(nil) : atStart
    if let worst = found.max(by: { $0.ratio < $1.ratio }) {
      return [
        symptom(
          worst.track, isFromStart: !atStart.isEmpty,
          numbers: ["gradient_to_weights": found.map(\.ratio)],
          sentence: "The gradient of \(worst.track.node.escaped()) is"
            + " \(NumberFormat.plain(worst.ratio)) times as large as its weights"
            + (atStart.isEmpty ? " (median over the steps)." : " at the first step."),
          nodes: found.map(\.track.node), evidence)
      ]
    }
    guard evidence.weights.count > 2, let ratio = evidence.gradientRatio(first, last),
      ratio > growth, ratio.isFinite
    else { return [] }
    return [
      symptom(
        first, isFromStart: true, numbers: ["first_to_last_gradient": [ratio]],
        sentence: "By the element, the gradient of \(first.node.escaped()) is"
          + " \(NumberFormat.plain(ratio)) times that of \(last.node.escaped()) (median over the"
          + " steps): it grows from layer to layer on its way back.",
        nodes: [first.node], evidence)
    ]
  }

  private static func symptom(
    _ track: NodeTrack, isFromStart: Bool, numbers: [String: [Double]], sentence: String,
    nodes: [Node.ID],
    _ evidence: RunEvidence
  ) -> Symptom {
    let finding = makeFinding(
      .warning, title: "The gradients explode", sentence: sentence,
      step: isFromStart ? evidence.tracks.steps.first : nil, nodes: nodes,
      evidence: .gradientFlow, numbers: numbers,
      advice:
        "Clip the gradients by their norm; draw smaller weights (He for ReLU, Xavier for tanh);"
        + " bring inputs and targets to deviation 1; lower the learning rate.")
    // What explodes later does so because the weights have left their course.
    return Symptom(
      finding,
      becauseOf: isFromStart
        ? [.dataScale, .initialisation]
        : [.notFinite, .diverges, .learningRate, .dataScale, .accumulation],
      // What breaks in the same step is huge just before.
      becauseOfEarlier: [.notFinite])
  }
}
