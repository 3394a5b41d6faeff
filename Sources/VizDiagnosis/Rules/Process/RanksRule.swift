import VizBase
import VizEvents
import VizTrace

/// Processes that train one network together, of which one parts from the others; or all of which do
/// the same work.
enum RanksRule: DiagnosisRule {
  static let rule = Finding.Rule.ranks
  static let needs: [Need] = [.ranks]
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "At one step, the norm, the mean or an extreme of a parameter differs between processes by more"
      + " than \(NumberFormat.plain(RankComparison.rounding)) of it (a note until"
      + " \(NumberFormat.plain(share))). A value of one process alone is NaN or infinite. One's"
      + " examples are \(NumberFormat.plain(RankComparison.farExamples)) times as large as the"
      + " others', and by more than \(NumberFormat.plain(RankSeries.deviations)) deviations of the"
      + " steps before; its loss, from then on, 25 % above or below. All examples are the same in all"
      + " processes at every step."
  }
  static let source =
    "Li and others, PyTorch Distributed: Experiences on Accelerating Data Parallel Training, 2020,"
    + " section 3"

  /// Parameters that differ by more are of different networks.
  static let share = 1e-4

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let comparison = RankComparison(evidence) else { return [] }
    return [parted(comparison, evidence), same(comparison)].compactMap { $0 }
  }

  /// What parted first.
  private static func parted(
    _ comparison: RankComparison, _ evidence: RunEvidence
  ) -> Symptom? {
    let parameter = comparison.first(.parameter)
    // Gradients that differ are averaged later where the parameters stay the same.
    let first = comparison.partings.first { $0.kind != .gradient && $0.kind != .value }
    guard let first else { return nil }
    switch first.kind {
    case .parameter: return apart(first, comparison, evidence)
    case .notFinite:
      // What breaks for every process a step later, breaks by the same fault.
      let isData = evidence.index[first.series].map { evidence.nodes[$0].inputs.isEmpty } ?? false
      return Symptom(broken(first, isData), becauseOf: isData ? [] : causesOfBreaking)
    case .examples, .loss, .gradient, .value:
      let then = parameter.map { " From step \($0.step) on their parameters differ, too." } ?? ""
      return Symptom(alone(first, comparison, then))
    }
  }

  private static let causesOfBreaking: Set<Finding.Rule> = [
    .learningRate, .initialisation, .dataScale, .accumulation,
  ]

  // MARK: - Parameters

  private static func apart(
    _ first: RankComparison.Parting, _ comparison: RankComparison, _ evidence: RunEvidence
  ) -> Symptom {
    let all = comparison.partings.filter { $0.kind == .parameter }
    let now = all.filter { $0.step == first.step }
    let isNote = all.allSatisfy { $0.difference <= share }
    let more = now.count > 1 ? ", and \(now.count - 1) more with it" : ""
    let moved = mover(first, comparison, evidence)
    let isKnown = first.ranks.count < comparison.ranks.count
    let subject =
      isKnown
      ? "\(names(first.ranks)) part\(first.ranks.count > 1 ? "" : "s") first"
      : moved.map { "rank \($0.rank) most likely parts first" } ?? "the processes part"
    let finding = makeFinding(
      isNote ? .note : .problem,
      title: isKnown || moved == nil
        ? "\(isKnown ? names(first.ranks).capitalizedFirst : "The processes")"
          + " \(first.ranks.count == 1 ? "has" : "have") different parameters"
        : "Rank \(moved?.rank ?? 0) has different parameters",
      sentence: "At step \(first.step) \(subject), in \(first.series.escaped())\(more): the"
        + " \(first.measure) is \(list(first.numbers, comparison.ranks))."
        + (moved.map { " \($0.words)" } ?? "")
        + " \(cause(first, comparison, evidence))"
        + (isNote
          ? " The difference stays below \(NumberFormat.brief(100 * share)) %."
          : " They train different networks."),
      step: first.step, nodes: now.map(\.series), evidence: .ranks,
      numbers: [
        "ranks": (isKnown ? first.ranks : moved.map { [$0.rank] } ?? first.ranks).map(Double.init),
        "values": first.numbers, "differences": now.map(\.difference),
      ],
      advice: "Give all processes the same first weights (the same seed, or a broadcast from the"
        + " first), wrap the model before the optimiser is made, and let gradients be averaged in"
        + " every backward pass (no `no_sync` without an end, no module called around the"
        + " wrapper); change parameters in all processes or in none. Parts of a network that"
        + " processes have each of their own are meant to differ.")
    return Symptom(finding)
  }

  /// Of two processes, the one whose update was not like those before.
  private static func mover(
    _ first: RankComparison.Parting, _ comparison: RankComparison, _ evidence: RunEvidence
  ) -> (rank: Int, words: String)? {
    let ranks = evidence.history.ranks
    guard ranks.count == 2, let before = comparison.steps.last(where: { $0 < first.step }) else {
      return nil
    }
    let updates = ranks.compactMap { rank -> (rank: Int, ratio: Double)? in
      guard let track = rank.nodes[first.series], !track.updateRatio.isEmpty,
        let row = rank.nodes.steps.lastIndex(of: before)
      else { return nil }
      return (rank.rank, track.updateRatio[row])
    }.filter(\.ratio.isFinite).sorted { $0.ratio < $1.ratio }
    guard updates.count == 2, updates[1].ratio > 3 * updates[0].ratio else { return nil }
    let (small, large) = (updates[0], updates[1])
    return (
      large.rank,
      "In the step before, it moved by \(percent(large.ratio)) of its norm in rank \(large.rank) and"
        + " by \(percent(small.ratio)) in rank \(small.rank)."
    )
  }

  private static func cause(
    _ first: RankComparison.Parting, _ comparison: RankComparison, _ evidence: RunEvidence
  ) -> String {
    if first.step == comparison.steps.first {
      return "They began with different weights."
    }
    let rates = evidence.history.ranks.compactMap { MetricRoles($0.metrics).learningRate }
    if rates.count == comparison.ranks.count {
      let common = RankSeries.common(
        rates.map { $0.steps.map { Int(exactly: $0.rounded()) ?? -1 } })
      if let row = common.first(where: { row in
        row.step < first.step && Set(zip(rates, row.rows).map { $0.values[$1] }).count > 1
      }) {
        return "Their learning rates differ since step \(row.step)."
      }
    }
    if let gradient = comparison.first(.gradient), gradient.step < first.step {
      return "Their gradients differ since step \(gradient.step): they are not averaged there."
    }
    return "Their gradients were the same until then: something other than the gradients changed"
      + " them, or the optimisers are not in the same state."
  }

  // MARK: - One process alone

  private static func broken(_ first: RankComparison.Parting, _ isData: Bool) -> Finding {
    let ranks = names(first.ranks)
    let has = first.ranks.count == 1 ? "has" : "have"
    return makeFinding(
      .problem,
      title: "The numbers of \(ranks) break first",
      sentence:
        "At step \(first.step) \(ranks) \(has) NaN or infinity in \(first.series.escaped()),"
        + " where the other processes' numbers are finite. Averaged gradients carry it to all of"
        + " them.",
      step: first.step, nodes: [first.series], evidence: .ranks,
      numbers: ["ranks": first.ranks.map(Double.init)],
      advice: isData
        ? "Look at the examples that \(ranks) got at that step, before the network sees them."
        : "Look at what \(ranks) computed at that step; its examples are in reach of its own sampler."
    )
  }

  private static func alone(
    _ first: RankComparison.Parting, _ comparison: RankComparison, _ then: String
  ) -> Finding {
    let ranks = names(first.ranks)
    let isLoss = first.kind == .loss
    return makeFinding(
      .warning,
      title: isLoss
        ? "The loss of \(ranks) leaves that of the others"
        : "\(ranks.capitalizedFirst) gets other examples than the others",
      sentence: "\(ranks.capitalizedFirst) parts first, at step \(first.step): the"
        + " \(isLoss ? "loss" : "\(first.measure) of \(first.series.escaped())") is"
        + " \(list(first.numbers, comparison.ranks)), and was alike before.\(then)",
      step: first.step, nodes: isLoss ? [] : [first.series], evidence: .ranks,
      numbers: ["ranks": first.ranks.map(Double.init), "values": first.numbers],
      advice: isLoss
        ? "Look at the labels and at the mode (`train()`, dropout) of \(ranks) from that step on."
        : "Look at what \(ranks) reads and how it scales it, from that step on.",
      confidence: .likely)
  }

  private static func same(_ comparison: RankComparison) -> Symptom? {
    guard let same = comparison.sameExamples else { return nil }
    let count = comparison.ranks.count
    return Symptom(
      makeFinding(
        .warning, title: "All processes learn from the same examples",
        sentence: "\(same.node.escaped()) and all other inputs are the same in all \(count)"
          + " processes at each of \(comparison.steps.count) recorded steps: \(count) times the work"
          + " for one batch.",
        step: same.step, nodes: [same.node], evidence: .ranks,
        numbers: ["ranks": comparison.ranks.map(Double.init)],
        advice: "Give each process its own part of the data (`DistributedSampler`, or a seed that"
          + " depends on the rank)."))
  }

  // MARK: - Words

  private static func names(_ ranks: [Int]) -> String {
    ranks.count == 1
      ? "rank \(ranks[0])"
      : "ranks \(ranks.dropLast().map(String.init).joined(separator: ", ")) and"
        + " \(ranks.last.map(String.init) ?? "")"
  }

  private static func list(_ numbers: [Double], _ ranks: [Int]) -> String {
    // Of very many, the least and the greatest say enough.
    guard numbers.count <= 4 else {
      let finite = numbers.filter(\.isFinite)
      return "\(NumberFormat.plain(finite.min() ?? .nan)) to"
        + " \(NumberFormat.plain(finite.max() ?? .nan))"
    }
    return zip(numbers, ranks).map { "\(NumberFormat.plain($0)) in rank \($1)" }
      .joined(separator: ", ")
  }

  private static func percent(_ share: Double) -> String {
    "\(NumberFormat.brief(100 * share)) %"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
