import VizBase
import VizEvents
import VizTrace

/// A learning rate whose steps leave nothing of the weights, and a training that fails for it.
enum LearningRateRule: DiagnosisRule {
  static let rule = Finding.Rule.learningRate
  static let needs: [Need] = [.loss]
  static let wants: [Need] = [.updates]
  static var threshold: String {
    "In a run that does not learn, or most of whose units die, one of the first \(early) updates,"
      + " or of the \(early) before"
      + " numbers or the loss break, or the loss leaps to three times its start, first or highest, is"
      + " more than \(NumberFormat.plain(leap)) of the weights; of weights that start near 0,"
      + " later ones count. Of histograms of weights alone, a norm that grows in one of these"
      + " steps so fast that the updates must be as large, to more than"
      + " \(NumberFormat.plain(grown)) (root mean square)."
  }
  static let source =
    "Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012,"
    + " section 3.1; CS231n, Neural Networks Part 3, Ratio of Weights:Updates; Lewkowycz, Bahri,"
    + " Dyer,"
    + " Sohl-Dickstein and Gur-Ari, The Large Learning Rate Phase of Deep Learning, 2020"

  static let leap = 0.4
  static let early = 20
  /// What the advice aims at.
  static let usual = 0.01

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.history.loss else { return [] }
    if let found = byHistograms(evidence).first { return [found] }
    let isDying = hasDeadLayer(evidence)
    guard isDying || !evidence.endsWell else { return [] }
    let isBroken = loss.values.contains { !$0.isFinite } || evidence.history.autopsy != nil
    guard isDying || isBroken || evidence.loss.map({ $0.end > 0.5 * $0.start }) ?? false else {
      return []
    }
    // What breaks late was begun by the steps just before.
    let rows = evidence.tracks.steps.indices
    let broken = evidence.history.autopsy.flatMap { autopsy in
      rows.last { evidence.step($0) < autopsy.step }
    }
    // So was what leaps far above its start, for the first time or the farthest.
    let leapt = farLeaps(evidence).map { leap in rows.last { Double(evidence.step($0)) < leap } }
    let looked =
      Array(rows.prefix(early))
      + ([broken] + leapt).compactMap { $0 }.flatMap { rows[...$0].suffix(early) }
    let tracks = evidence.weights.filter { !$0.updateRatio.isEmpty && !$0.value.isEmpty }
    /// The largest update of some steps.
    func largest(_ rows: some Sequence<Int>) -> (ratio: Double, row: Int, id: Node.ID)? {
      var largest: (ratio: Double, row: Int, id: Node.ID)?
      for track in tracks {
        for row in rows where track.updateRatio[row] > largest?.ratio ?? leap {
          guard !startsSmall(track, row) else { continue }
          largest = (track.updateRatio[row], row, track.node)
        }
      }
      return largest
    }
    // Of updates that leave nothing, later ones follow from the first.
    let destroying = looked.sorted().lazy.compactMap { largest([$0]) }.first { $0.ratio >= 1 }
    guard let worst = destroying ?? largest(looked) else { return [] }
    let first = evidence.weights.filter { !$0.updateRatio.isEmpty && !startsSmall($0, 0) }
      .map { $0.updateRatio[0] }.filter { $0 > 0 && $0.isFinite }.max()
    let rate = evidence.settings.rate
    let factor = min(1e12, max(3, (first ?? worst.ratio) / usual))
    let step = evidence.step(worst.row)
    let size =
      worst.ratio.isFinite
      ? "\(NumberFormat.plain(worst.ratio)) times the norm of its weights" : "infinite"
    let limit =
      evidence.firstStabilityLimit.map { limit in
        ", and " + limit.words { NumberFormat.brief($0) }
      } ?? ""
    // What learns half of what there is to learn goes on, worse than it could.
    let isLearning = evidence.endsWell || evidence.progress.map { $0.part > 0.5 } ?? false
    let finding = makeFinding(
      isLearning ? .warning : .problem, title: "The learning rate is too high",
      sentence: "The update of \(worst.id.escaped()) at step \(step) is \(size), where a hundredth"
        + " is much: \(worst.ratio < 1 ? "hardly anything" : "nothing") is left of what it was before."
        + (rate.map { " The learning rate is \(NumberFormat.brief($0))." } ?? ""),
      step: step, nodes: [worst.id], evidence: .updateRatios,
      numbers: ["largest_update_ratio": [worst.ratio], "learning_rate": rate.map { [$0] } ?? []],
      advice: rate.map {
        "Divide the learning rate by about \(NumberFormat.brief(factor)), from"
          + " \(NumberFormat.brief($0)) to"
          + " \(NumberFormat.brief($0 / factor)): then the first update changes the weights by"
          + " about a"
          + " hundredth\(limit). Let it climb over the first steps (warm-up), or clip the gradients."
      } ?? "Divide the learning rate by about \(NumberFormat.brief(factor)); let it climb over the"
        + " first"
        + " steps (warm-up), or clip the gradients.")
    return [Symptom(finding, becauseOf: causes)]
  }

  /// Where the loss leaps to three times its start, for the first time and the farthest.
  static func farLeaps(_ evidence: RunEvidence) -> [Double] {
    guard let loss = evidence.history.loss, let start = evidence.loss?.start else { return [] }
    let leaps = zip(loss.steps, loss.values).filter { $0.1 > 3 * start }
    return [leaps.first, leaps.max { $0.1 < $1.1 }].compactMap { $0?.0 }
  }

  static let causes: Set<Finding.Rule> = [
    .dataScale, .initialisation, .accumulation, .regularisation,
  ]

  /// Whether most units of a layer died on the way, though others go on.
  private static func hasDeadLayer(_ evidence: RunEvidence) -> Bool {
    evidence.deadShares.contains { _, shares in
      shares.first ?? 1 < DeadUnitsRule.share
        && RunHistory.leastOfLast(shares, RunHistory.deadUnitsReach).last ?? 0 > DeadUnitsRule.share
    }
  }

  /// Weights near 0, of which any step is a multiple.
  private static func startsSmall(_ track: NodeTrack, _ row: Int) -> Bool {
    let width = Double(track.shape?.max() ?? 1)
    let rms = track.value.rms(row)
    return !(rms * width.squareRoot() > 0.2)
  }
}
