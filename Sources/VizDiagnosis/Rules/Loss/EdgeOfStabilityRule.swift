import VizBase

/// A loss that falls over many steps and goes up and down from one to the next.
enum EdgeOfStabilityRule: DiagnosisRule {
  static let rule = Finding.Rule.edgeOfStability
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "Without batches that differ, in the second half of at least 40 steps, neighbours are"
      + " anticorrelated below"
      + " \(NumberFormat.plain(correlation)), by more than \(Int(part * 100)) % of the loss there."
  }
  static let source =
    "Cohen, Kaur, Li, Kolter and Talwalkar, Gradient Descent on Neural Networks Typically Occurs at"
    + " the Edge of Stability, 2021"

  static let correlation = -0.5
  static let part = 0.05

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    // Batches of one epoch make up for each other.
    guard !evidence.settings.hasBatches, let loss = evidence.loss, loss.values.count >= 40,
      loss.end > 0,
      evidence.accuracy ?? 0 < OscillationRule.excellence,
      let swing = OscillationRule.alternation(of: loss), swing.correlation < correlation,
      swing.deviation > part * loss.end
    else { return [] }
    let rate = evidence.settings.rate
    let measured = evidence.stabilityLimit
    let finding = makeFinding(
      .note, title: "The learning rate is at the edge of stability",
      sentence: "In the second half \(loss.name.escaped()) goes up and down from step to step by"
        + " \(NumberFormat.plain(swing.deviation)) about \(NumberFormat.plain(loss.end));"
        + " neighbours are"
        + " anticorrelated (\(NumberFormat.plain(swing.correlation))). Steps jump across the"
        + " valley: the"
        + " curvature is about 2 divided by the learning rate"
        + (rate.map { " of \(NumberFormat.brief($0)), \(NumberFormat.brief(2 / $0))" } ?? "") + "."
        + Self.words(measured),
      evidence: .curves([loss.name]),
      numbers: [
        "correlation": [swing.correlation], "deviation": [swing.deviation],
        "sharpness": rate.map { [2 / $0] } ?? [],
        "rate_limit": measured.map { [$0.rate] } ?? [],
        "measured_curvature": measured?.curvature.map { [$0] } ?? [],
      ],
      advice: "It may go on learning so; for a lower loss at the end, let the rate fall to a third"
        + " or"
        + " less over the last steps"
        + (measured.map { ": \($0.words { NumberFormat.brief($0) })." } ?? "."),
      confidence: measured == nil ? nil : .certain)
    return [
      Symptom(
        finding,
        becauseOf: [.learningRate, .oscillates, .diverges, .notFinite, .dataScale, .noProgress])
    ]
  }

  private static func words(_ measured: StabilityLimit?) -> String {
    guard let measured, let curvature = measured.curvature, let limit = measured.limit else {
      return ""
    }
    return " Measured, it is \(NumberFormat.brief(curvature)), where steps are stable up to"
      + " \(NumberFormat.brief(limit))."
  }
}
