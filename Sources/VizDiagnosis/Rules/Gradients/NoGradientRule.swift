import VizBase
import VizEvents
import VizTrace

/// A parameter that no step can change.
enum NoGradientRule: DiagnosisRule {
  static let rule = Finding.Rule.noGradient
  static let needs: [Need] = [.gradients]
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "A gradient of exactly 0 at every captured step, of at least ten."
  }
  static let source = "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.5"

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let tracks = evidence.tracks.tracks.filter(\.isParameter)
    let rows = evidence.tracks.steps.indices
    let cut = tracks.filter { track in
      !track.gradient.isEmpty
        && rows.allSatisfy { !(track.gradient.norm[$0] != 0) || track.gradient.count[$0] == 0 }
    }
    // Where nothing has a gradient none was recorded.
    guard rows.count >= 10, !cut.isEmpty, cut.count < tracks.count, let first = cut.first else {
      return []
    }
    let names = cut.prefix(4).map { $0.node.escaped() }.joined(separator: ", ")
    let rest = cut.count > 4 ? " and \(cut.count - 4) more" : ""
    let finding = makeFinding(
      .problem,
      title: cut.count == 1
        ? "\(first.node.escaped()) never gets a gradient"
        : "\(cut.count) parameters never get a gradient",
      sentence:
        "The gradient of \(names)\(rest) is exactly 0 in all \(rows.count) captured steps, and"
        + " that of others is not: no way leads back from the loss, or one that passes a slope of"
        + " 0.",
      step: evidence.tracks.steps.first, nodes: cut.map(\.node),
      evidence: evidence.tracks.steps.last.map { .graph(step: $0) } ?? .gradientFlow,
      numbers: ["steps": [Double(rows.count)], "parameters": [Double(cut.count)]],
      advice:
        "Look at the graph between the parameter and the loss for a step function, a factor of"
        + " 0, a maximum that another argument always wins, or a constant in the place of a"
        + " result.")
    return [
      Symptom(
        finding, becauseOf: [.initialisation, .deadUnits, .notFinite, .learningRate, .dataScale])
    ]
  }
}
