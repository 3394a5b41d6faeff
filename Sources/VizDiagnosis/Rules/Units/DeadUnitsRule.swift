import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Rectifiers that give 0 for every example, and so never learn again.
enum DeadUnitsRule: DiagnosisRule {
  static let rule = Finding.Rule.deadUnits
  static let needs: [Need] = [.functions]
  static var threshold: String {
    "More than half of a layer's ReLUs at the end: no example of the last"
      + " \(RunHistory.deadUnitsReach)"
      + " captured steps sends any gradient through them, in batches of sixteen or more; of GELU"
      + " and its"
      + " kin, a slope of less than \(NumberFormat.plain(slope)) (root mean square, in the median"
      + " of the last quarter)"
      + " in a run that does not learn; in histograms, more than \(Int(zeros * 100)) % zeros in"
      + " the last quarter."
  }
  static let source =
    "Lu, Shin, Su and Karniadakis, Dying ReLU and Initialization, 2019; CS231n,"
    + " Neural"
    + " Networks Part 1, Commonly Used Activation Functions"

  /// More than this part of a layer.
  static let share = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let steps = evidence.tracks.steps
    let found = evidence.deadShares.compactMap { node, shares -> Layer? in
      // Where nothing is sent back any more, what the steps before said.
      guard let last = RunHistory.leastOfLast(shares, RunHistory.deadUnitsReach).last, last > share
      else { return nil }
      let alive = shares.lastIndex { $0 <= share } ?? -1
      let since = shares.indices.first { $0 > alive && !shares[$0].isNaN } ?? 0
      return Layer(
        node: node, name: evidence.tracks[node]?.scope ?? node, share: last,
        step: steps[since])
    }
    guard let worst = found.max(by: { $0.share < $1.share }), let step = found.map(\.step).min()
    else { return closed(evidence) ?? silent(evidence) ?? [] }
    let others = found.filter { $0.node != worst.node }.map {
      "\($0.words.lowercased()) of \($0.name.escaped())'s since step \($0.step)"
    }
    let finding = makeFinding(
      worst.isWhole ? .problem : .warning,
      title: "\(worst.words) of the ReLUs of \(worst.name.escaped()) are dead",
      sentence: "\(worst.words) of the units of \(worst.node.escaped()) have given 0 for every"
        + " example since step \(worst.step)"
        + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
        + ". Where a ReLU gives 0 its slope is 0: no gradient passes, and nothing wakes it.",
      step: step, nodes: found.map(\.node), evidence: .units,
      numbers: ["dead_shares": found.map(\.share)],
      advice: (step == 0
        ? "No step has been taken yet where they die: draw the weights after He, with biases of 0 or"
          + " a little above; use leaky ReLU, ELU or GELU; normalise before the function."
        : "Lower the learning rate; use leaky ReLU, ELU or GELU; draw the weights after He, with"
          + " biases of 0 or a little above; normalise before the function."))
    let hidden = Set(evidence.activations.map(\.node))
    return [
      symptom(
        finding, areBornDead: areBornDead(evidence),
        areLast: found.allSatisfy { !hidden.contains($0.node) })
    ]
  }

  /// What the last function may not give is the fault of the function, whichever units are silent.
  private static func symptom(
    _ finding: Finding, areBornDead: Bool = false, areLast: Bool = false
  ) -> Symptom {
    var causes: Set<Finding.Rule> = [
      .dataScale, .learningRate, .regularisation, .dropout, .accumulation,
    ]
    if areBornDead { causes.insert(.vanishingGradients) }
    if areLast { causes.insert(.output) }
    return Symptom(
      finding, becauseOf: causes, becauseOfEarlier: [.initialisation, .notFinite, .diverges])
  }

  /// Layers from which on a network is deep.
  private static let deep = 10

  /// Whether units of a deep network were silent before it was trained: from layer to layer what it
  /// makes of the examples comes nearer together, until a ReLU lets all of them pass or none.
  static func areBornDead(_ evidence: RunEvidence) -> Bool {
    evidence.weights.count >= deep
      && evidence.deadShares.contains { _, shares in
        shares.first { !$0.isNaN }.map { $0 > share } ?? false
      }
  }

  private struct Layer {
    var node: Node.ID
    var name: String
    var share: Double
    var step: Int

    var isWhole: Bool { share > 0.999 }
    var words: String { isWhole ? "All" : "\(Int((min(share, 1) * 100).rounded())) %" }
  }

  // MARK: Other functions

  /// The slope of a function, as a root of its mean square, below which its layer is closed.
  static let slope = 0.1

  /// Layers of GELU, SiLU, ELU and their kin, of which hardly any gradient comes back: what it is
  /// in front of the function beside what it is behind, in the median of the last quarter.
  private static func closed(_ evidence: RunEvidence) -> [Symptom]? {
    guard !evidence.endsWell, evidence.tracks.steps.count >= 10 else { return nil }
    let rows = Array(evidence.sample.suffix(max(8, evidence.sample.count / 4)))
    let found = evidence.activations.compactMap { track -> (track: NodeTrack, slope: Double)? in
      guard let operation = track.operation, operation.saturation == nil,
        !operation.traits.contains(.isFlatAtZero), let index = evidence.index[track.node],
        let input = evidence.index.inputs(of: index).first,
        let before = evidence.tracks[evidence.nodes[input].id],
        let slope = evidence.ratios(before.gradient.norm, track.gradient.norm, over: rows).median,
        slope < Self.slope
      else { return nil }
      return (track, slope)
    }
    guard let worst = found.min(by: { $0.slope < $1.slope }) else { return nil }
    let name = (worst.track.scope ?? worst.track.node).escaped()
    let mean = NumberFormat.plain(worst.track.value.mean.last ?? .nan)
    let finding = makeFinding(
      .warning, title: "The units of \(name) are dead",
      sentence: "Of the gradient that reaches \(worst.track.node.escaped()),"
        + " \(NumberFormat.plain(worst.slope)) passes to what is before it (median of the last"
        + " quarter): its units are where \(worst.track.op ?? "the function") is flat, and give"
        + " \(mean) on average.",
      step: rows.first.map { evidence.step($0) }, nodes: found.map(\.track.node), evidence: .units,
      numbers: ["slopes": found.map(\.slope)], advice: advice)
    return [symptom(finding)]
  }

  private static let advice =
    "Lower the learning rate; draw the weights after He, with biases of 0 or a little above;"
    + " normalise before the function; leaky ReLU never closes."

  /// In a log of histograms: more than this part of what a rectifier gives is exactly 0.
  static let zeros = 0.95

  /// What histograms show of rectifiers: next to everything 0 in the whole last quarter.
  private static func silent(_ evidence: RunEvidence) -> [Symptom]? {
    guard evidence.history.nodes.tracks.isEmpty, !evidence.endsWell else { return nil }
    let found = evidence.activations.compactMap { track -> Layer? in
      let rows = track.value.count.indices.filter { track.value.count[$0] > 0 }
      let shares = rows.map { Double(track.value.zeros[$0]) / Double(track.value.count[$0]) }
      let last = shares.suffix(max(2, shares.count / 4))
      guard shares.count >= 2, let least = last.min(), least > zeros else { return nil }
      let since = (shares.lastIndex { $0 <= zeros } ?? -1) + 1
      return Layer(
        node: track.node, name: track.node, share: least, step: evidence.step(rows[since]))
    }
    guard let worst = found.max(by: { $0.share < $1.share }), let step = found.map(\.step).min()
    else { return nil }
    let finding = makeFinding(
      worst.isWhole ? .problem : .warning,
      title: "\(worst.name.escaped()) gives hardly anything but 0",
      sentence: "\(worst.words) of what \(worst.node.escaped()) gives is exactly 0 since step"
        + " \(step): most of its units are dead, or all. Where a ReLU gives 0 its slope is 0.",
      step: step, nodes: found.map(\.node), evidence: .distribution(worst.node),
      numbers: ["zero_shares": found.map(\.share)], advice: advice)
    return [symptom(finding)]
  }
}
