import VizBase
import VizEvents
import VizTrace

/// The first number that is none.
enum NotFiniteRule {
  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let first = byAutopsy(evidence) ?? byTracks(evidence) ?? byMetrics(evidence) else {
      return []
    }
    let finding = Finding(
      .notFinite, .problem,
      title: first.node.map { "\($0.escaped()) is NaN or infinite at step \(first.step)" }
        ?? "\(first.metric) is NaN or infinite at step \(first.step)",
      sentence: first.sentence + blowUp(evidence, before: first.step), step: first.step,
      nodes: first.node.map { [$0] } ?? [], evidence: first.evidence,
      advice: "Lower the learning rate, to a tenth first; clip the gradients; where log, exp or a"
        + " division is the first to break, use a form that is stable, such as the cross-entropy of"
        + " scores in place of the log of probabilities. Look for NaN in the data.",
      threshold: "One number that is NaN or infinite in the loss, in a value or in a gradient.",
      source: "Goodfellow, Bengio and Courville, Deep Learning, 2016, sections 4.1 and 8.2.4")
    return [Symptom(finding)]
  }

  private struct First {
    var step: Int
    var node: Node.ID?
    var metric = ""
    var sentence: String
    var evidence: Finding.Evidence
  }

  private static func byAutopsy(_ evidence: RunEvidence) -> First? {
    guard let autopsy = evidence.history.autopsy else { return nil }
    let node = evidence.nodes.map(\.id).first { id in
      ["value of \(id) (", "gradient of \(id) is", "parameter \(id) is", "input \(id) is"]
        .contains { autopsy.text.contains($0) }
    }
    return First(
      step: autopsy.step, node: node ?? broken(evidence).map { $0.node }, metric: "The loss",
      sentence: autopsy.text.escaped(limit: 1000), evidence: .autopsy)
  }

  private static func byTracks(_ evidence: RunEvidence) -> First? {
    guard let (row, node, isGradient) = broken(evidence) else { return nil }
    let step = evidence.step(row)
    return First(
      step: step, node: node,
      sentence:
        "At step \(step) the \(isGradient ? "gradient" : "value") of \(node.escaped()) is the"
        + " first that is not finite.",
      evidence: .graph(step: step))
  }

  /// The first row with a number that is not finite, and the node where it began: the first in the
  /// forward pass, or else the first in the backward pass.
  private static func broken(
    _ evidence: RunEvidence
  ) -> (row: Int, node: Node.ID, isGradient: Bool)? {
    let tracks = evidence.history.nodes.tracks
    func firstRow(_ nan: [Int], _ inf: [Int]) -> Int? {
      [nan, inf].compactMap { $0.firstIndex { $0 > 0 } }.min()
    }
    let values = tracks.map { firstRow($0.value.nan, $0.value.inf) }
    let gradients = tracks.map { firstRow($0.gradient.nan, $0.gradient.inf) }
    guard let row = (values + gradients).compactMap({ $0 }).min() else { return nil }
    if let place = values.firstIndex(of: row) { return (row, tracks[place].node, false) }
    guard let place = gradients.lastIndex(of: row) else { return nil }
    return (row, tracks[place].node, true)
  }

  /// A cell that says NaN may only mean that there is nothing, so it has to stay NaN to the end.
  private static func byMetrics(_ evidence: RunEvidence) -> First? {
    let history = evidence.history
    for series in [history.loss, history.validationLoss].compactMap({ $0 }) {
      let infinite = series.values.firstIndex { $0.isInfinite }
      let trailing =
        series.values.last?.isNaN == true && history.loss?.name == series.name
        ? series.values.lastIndex { !$0.isNaN }.map { $0 + 1 } ?? 0 : nil
      // A column without any number was never measured.
      guard let place = [infinite, trailing].compactMap({ $0 }).min(),
        series.steps.indices.contains(place), series.values.contains(where: \.isFinite)
      else { continue }
      let step = Int(exactly: series.steps[place].rounded()) ?? place
      let isNaN = series.values[place].isNaN
      let word = isNaN ? "NaN" : "infinite"
      let when = isNaN ? "from step \(step) on" : "at step \(step)"
      let before =
        place > 0 ? "; just before it was \(NumberFormat.plain(series.values[place - 1]))" : ""
      return First(
        step: step, metric: LossCourse.subject(series.name),
        sentence: "\(LossCourse.subject(series.name)) is \(word) \(when)\(before).",
        evidence: .curves([series.name]))
    }
    return nil
  }

  /// What the steps before it say of the cause.
  private static func blowUp(_ evidence: RunEvidence, before step: Int) -> String {
    var worst: (ratio: Double, node: Node.ID, step: Int)?
    for track in evidence.weights where !track.updateRatio.isEmpty {
      for row in evidence.history.nodes.steps.indices
      where evidence.step(row) <= step && track.updateRatio[row] > worst?.ratio ?? 1 {
        worst = (track.updateRatio[row], track.node, evidence.step(row))
      }
    }
    guard let worst else { return "" }
    let size =
      worst.ratio.isFinite
      ? "\(NumberFormat.plain(worst.ratio)) times as large as the weights" : "infinite"
    return " The update of \(worst.node.escaped()) at step \(worst.step) was \(size): the learning"
      + " rate is too high."
  }
}
