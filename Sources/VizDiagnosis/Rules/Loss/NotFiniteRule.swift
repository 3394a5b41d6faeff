import VizBase
import VizEvents
import VizTrace

/// The first number that is none.
enum NotFiniteRule: DiagnosisRule {
  static let rule = Finding.Rule.notFinite
  // Whatever was logged can be no number.
  static let needs: [Need] = []
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "One number that is NaN or infinite in a value, in a gradient or in a loss; a loss that is NaN"
      + " in"
      + " many places between numbers only lacks them."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, sections 4.1 and"
    + " 8.2.4"

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let first = byAutopsy(evidence) ?? byTracks(evidence) ?? byMetrics(evidence) else {
      return []
    }
    let (isStart, isData) = (isParameterAtStart(first, evidence), isInput(first, evidence))
    let finding = makeFinding(
      .problem,
      title: first.node.map { "\($0.escaped()) is NaN or infinite at step \(first.step)" }
        ?? "\(first.metric) is NaN or infinite at step \(first.step)",
      sentence: isStart
        ? "The parameter \((first.node ?? "").escaped()) has numbers that are NaN or infinite at"
          + " step"
          + " \(first.step), before any update: they are the first weights, or those of the"
          + " checkpoint"
          + " that was loaded."
        : first.sentence + (isData ? "" : blowUp(evidence, before: first.step)),
      step: first.step, nodes: first.node.map { [$0] } ?? [], evidence: first.evidence,
      advice: isStart
        ? "Look at what the first weights are drawn from (a deviation that is NaN, a division by 0,"
          + " memory that was never set), or at the checkpoint."
        : isData
          ? "Look for NaN and infinity in the data, before the network sees them; a feature without"
            + " any deviation becomes NaN where it is divided by that."
          : formAdvice(first, evidence)
            ?? "Lower the learning rate, to a tenth first; clip the gradients; where log, exp or a"
            + " division is the first to break, use a form that is stable, such as the"
            + " cross-entropy"
            + " of scores in place of the log of probabilities. Look for NaN in the data.")
    // The data's fault, or the first weights', is no rate's; another process's may be either.
    return [
      Symptom(
        finding, becauseOf: isStart || isData ? [] : Self.causes, becauseOfEarlier: [.ranks])
    ]
  }

  /// What to do about an operation that has no value for what it gets, before any step was taken.
  private static func formAdvice(_ first: First, _ evidence: RunEvidence) -> String? {
    guard first.step == 0, let index = first.node.flatMap({ evidence.index[$0] }) else {
      return nil
    }
    let cure: String? =
      switch evidence.nodes[index].op {
      case "log", "log2", "log10":
        "Give the logarithm numbers above 0: softplus or exp in place of a function that gives 0,"
          + " log(x + 10⁻⁸), log1p, or a loss that takes scores and has the logarithm inside."
      case "div", "divide", "reciprocal":
        "Keep what is divided by away from 0: add 10⁻⁸ to it, or leave out what has no deviation."
      case "sqrt", "rsqrt":
        "Keep what is under the root above 0: add 10⁻⁸ to it; the root's slope at 0 is infinite."
      default: nil
      }
    return cure.map {
      $0
        + " No step was taken yet: a lower learning rate does not help, unless it breaks later, too."
    }
  }

  private static let causes: Set<Finding.Rule> = [
    .learningRate, .initialisation, .dataScale, .accumulation,
  ]

  private static func isParameterAtStart(_ first: First, _ evidence: RunEvidence) -> Bool {
    guard first.step == 0, let node = first.node, let index = evidence.index[node] else {
      return false
    }
    return evidence.nodes[index].isParameter && evidence.nodes[index].inputs.isEmpty
      // A gradient that breaks is not the parameter's.
      && evidence.tracks[node].map { ($0.value.nan.first ?? 1) + ($0.value.inf.first ?? 0) > 0 }
        ?? true
  }

  private static func isInput(_ first: First, _ evidence: RunEvidence) -> Bool {
    guard let node = first.node, let index = evidence.index[node] else { return false }
    return evidence.nodes[index].inputs.isEmpty && !evidence.nodes[index].isParameter
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
    let tracks = evidence.tracks.tracks
    func firstRow(_ nan: [Int], _ inf: [Int]) -> Int? {
      [nan, inf].compactMap { $0.firstIndex { $0 > 0 } }.min()
    }
    let values = tracks.map { firstRow($0.value.nan, $0.value.inf) }
    let gradients = tracks.map { firstRow($0.gradient.nan, $0.gradient.inf) }
    guard let row = (values + gradients).compactMap({ $0 }).min() else { return nil }
    if let index = values.firstIndex(of: row) { return (row, tracks[index].node, false) }
    guard let index = gradients.lastIndex(of: row) else { return nil }
    return (row, tracks[index].node, true)
  }

  private static func byMetrics(_ evidence: RunEvidence) -> First? {
    let history = evidence.history
    for series in [history.loss, history.validationLoss].compactMap({ $0 }) {
      guard let index = firstNotFinite(in: series.values), series.steps.indices.contains(index)
      else {
        continue
      }
      let step = Int(exactly: series.steps[index].rounded()) ?? index
      let later = series.values[index...]
      let word = series.values[index].isNaN ? "NaN" : "infinite"
      let when =
        later.allSatisfy { !$0.isFinite }
        ? index == 0 ? "at every record" : "from step \(step) on"
        : "at step \(step), at \(later.count { !$0.isFinite }) of \(series.values.count) records"
          + " in all"
      let before =
        index > 0 ? "; just before it was \(NumberFormat.plain(series.values[index - 1]))" : ""
      return First(
        step: step, metric: LossCourse.subject(series.name),
        sentence: "\(LossCourse.subject(series.name)) is \(word) \(when)\(before).",
        evidence: .curves([series.name]))
    }
    return nil
  }

  /// More interruptions than this, and more of the values than this part, are no accident: a cell
  /// that says NaN may only mean that there is nothing.
  private static let mostRuns = 2
  private static let mostGaps = 0.2

  /// The first value that is not finite; nil where there is none, or where NaN stands for nothing.
  private static func firstNotFinite(in values: [Double]) -> Int? {
    guard !values.isEmpty else { return nil }
    let infinite = values.firstIndex { $0.isInfinite }
    var runs: [Range<Int>] = []
    for (index, value) in values.enumerated() where value.isNaN {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    let isGap =
      runs.count > mostRuns
      && Double(runs.reduce(0) { $0 + $1.count }) > mostGaps * Double(values.count)
    // Before the first number of a loss that comes later, there is nothing.
    let leads = runs.first.map { $0.lowerBound == 0 && $0.upperBound < values.count } ?? false
    let first = isGap ? trailing(values) : runs.dropFirst(leads ? 1 : 0).first?.lowerBound
    return [infinite, first].compactMap { $0 }.min()
  }

  /// Where the last NaNs begin, which go on to the end and are longer than any gap.
  private static func trailing(_ values: [Double]) -> Int? {
    let last = values.lastIndex { !$0.isNaN } ?? -1
    let count = values.count - 1 - last
    return count > max(2, values.count / 10) ? last + 1 : nil
  }

  /// What the steps before it say of the cause.
  private static func blowUp(_ evidence: RunEvidence, before step: Int) -> String {
    var worst: (ratio: Double, node: Node.ID, step: Int)?
    for track in evidence.weights where !track.updateRatio.isEmpty {
      for row in evidence.tracks.steps.indices
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
