import VizBase

/// Batches so small that their noise drowns what is to be learnt.
enum BatchNoiseRule: DiagnosisRule {
  static let rule = Finding.Rule.batchNoise
  static let needs: [Need] = [.loss, .batchSize]
  static var threshold: String {
    "Batches of at most \(Int(largest)) examples in a run that does not learn: over the second"
      + " half the loss deviates"
      + " from step to step by more than \(Int(part * 100)) % of its level, and its mean falls by"
      + " less than"
      + " \(Int(fall * 100)) % there."
  }
  static let source =
    "McCandlish, Kaplan, Amodei and the OpenAI Dota Team, An Empirical Model of Large-Batch"
    + " Training,"
    + " 2018; Smith, Kindermans, Ying and Le, Don't Decay the Learning Rate, Increase the Batch"
    + " Size,"
    + " 2018"

  static let largest = 8.0
  static let part = 0.5
  static let fall = 0.05

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let batch = evidence.settings.batch, batch <= largest, let loss = evidence.loss,
      loss.values.count >= 100, !evidence.endsWell
    else { return [] }
    let half = Array(loss.values.suffix(loss.values.count / 2))
    let quarter = half.count / 2
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    let (before, last) = (mean(half.prefix(quarter)), mean(half.suffix(quarter)))
    let squares = zip(half, half.dropFirst()).reduce(0.0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    let noise = (squares / Double(2 * (half.count - 1))).squareRoot()
    guard noise > part * last,
      before - last < max(fall * before, 2 * noise / Double(quarter).squareRoot()),
      last > 0.5 * loss.opening
    else {
      return []
    }
    let times = min(1024, max(4, (noise / (0.1 * last)) * (noise / (0.1 * last))))
    let finding = makeFinding(
      .warning, title: "The batches are too small for this noise",
      sentence: "With \(NumberFormat.plain(batch)) example\(batch == 1 ? "" : "s") a step"
        + " \(loss.name.escaped()) deviates by \(NumberFormat.plain(noise)) from one step to the"
        + " next,"
        + " about a level of \(NumberFormat.plain(last)) that no longer falls.",
      evidence: .curves([loss.name]),
      numbers: ["batch": [batch], "noise": [noise], "level": [last]],
      advice: "Take batches of \(NumberFormat.brief((batch * times).rounded())) or so; or divide"
        + " the"
        + " learning rate by ten, which averages over as many more steps.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .learningRate, .diverges, .notFinite, .dataScale, .initialisation, .deadUnits,
          .saturation, .regularisation, .dropout, .clipping, .schedule, .output, .noGradient,
          .vanishingGradients,
        ])
    ]
  }
}
