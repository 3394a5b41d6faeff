import VizBase
import VizEvents
import VizTrace

/// A loss that swings up and down by much more than the noise of its batches.
enum OscillationRule: DiagnosisRule {
  static let rule = Finding.Rule.oscillates
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "\(leastSwings) swings of more than a quarter of the loss's start and five times"
      + " the noise of its mean; or from step to step, where neighbours are anticorrelated"
      + " (below \(NumberFormat.plain(Self.alternation)))."
  }
  static let source =
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4; Smith,"
    + " Cyclical"
    + " Learning Rates for Training Neural Networks, 2017"

  /// The least height of a swing beside the loss's start.
  static let height = 0.25
  /// An accuracy above which swings on the way did no harm.
  static let excellence = 0.97
  /// So many swings are no accident.
  static let leastSwings = 3
  /// Neighbours whose differences alternate so much are no noise (the correlation at lag 1).
  static let alternation = -0.3

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 10, loss.start > 0,
      // What ends right has found its valley.
      evidence.accuracy ?? 0 < excellence
    else { return [] }
    let height = Self.height * loss.start
    // Five times what the noise of a window's mean is.
    let swings = loss.swings(of: max(height, 5 * loss.windowNoise))
    let alternation = Self.alternation(of: loss)
    let isFast =
      alternation.map { $0.correlation < Self.alternation && $0.deviation > height } ?? false
    guard swings.count >= leastSwings || isFast else { return [] }
    let top = swings.max { $0.mean < $1.mean }
    let what: String
    if let top, swings.count >= leastSwings {
      what =
        "rises and falls again \(swings.count) times by more than a quarter of its start,"
        + " \(NumberFormat.plain(loss.start)), up to \(NumberFormat.plain(top.mean)) about step"
        + " \(NumberFormat.grouped(top.step))"
    } else {
      what =
        "goes up and down from step to step by \(NumberFormat.plain(alternation?.deviation ?? 0)),"
        + " beside a start of \(NumberFormat.plain(loss.start))"
    }
    let finding = makeFinding(
      .warning, title: "The loss swings up and down",
      sentence: "\(loss.subject) \(what). The noise of batches is not of this kind: steps go"
        + " from one side of a valley to the other.",
      step: swings.first.flatMap { Int(exactly: $0.step.rounded()) },
      evidence: .curves([loss.name]),
      numbers: [
        "swings": [Double(swings.count)], "first_loss": [loss.start],
        "highest_swing": top.map { [$0.mean] } ?? [],
      ],
      advice: "Lower the learning rate, \(third(evidence)), or let it fall over the steps; less"
        + " momentum, or larger batches.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .notFinite, .diverges, .learningRate, .accumulation, .dataScale, .initialisation,
          .dropout,
        ])
    ]
  }

  private static func third(_ evidence: RunEvidence) -> String {
    evidence.settings.rate.map {
      let measured = evidence.stabilityLimit.map { limit in
        "; " + limit.words { NumberFormat.brief($0) }
      }
      return
        "from \(NumberFormat.brief($0)) to \(NumberFormat.brief($0 / 3)) first\(measured ?? "")"
    } ?? "to a third first"
  }

  /// Of the second half, without its trend.
  static func alternation(
    of loss: LossCourse
  ) -> (correlation: Double, deviation: Double)? {
    let half = Array(loss.values.suffix(loss.values.count / 2))
    guard half.count >= 10 else { return nil }
    // The mean of both neighbours is the trend.
    let mean = half.reduce(0) { $0 + $1 / Double(half.count) }
    let rest = half.map { $0 - mean }
    let variance = rest.reduce(0) { $0 + $1 * $1 }
    guard variance > 0, variance.isFinite else { return nil }
    let products = zip(rest, rest.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    return (products / variance, (variance / Double(half.count)).squareRoot())
  }
}
