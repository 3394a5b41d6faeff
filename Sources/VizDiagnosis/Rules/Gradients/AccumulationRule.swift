import VizBase
import VizEvents
import VizTrace

/// Gradients that are added up from step to step, because nobody sets them back.
enum AccumulationRule: DiagnosisRule {
  static let rule = Finding.Rule.accumulation
  static let needs: [Need] = [.loss, .gradients]
  static var threshold: String {
    "In a run that does not learn, the norm of all gradients grows along a straight line (R² above"
      + " \(NumberFormat.plain(fit))) to more than \(NumberFormat.plain(growth)) times its first"
      + " value, over the first"
      + " \(fewest) records or more; or the gradient of a bias is the sum of what reaches it at the"
      + " first step, and is not at \(Int(fit * 100)) % of the others; or, of a classifier's log, the gradient"
      + " of the last bias is above √2 times the loss, as that of a cross-entropy cannot be, not at the"
      + " first step and \(NumberFormat.plain(excess)) times in \(fewestBeyond) records or more."
  }
  static let source =
    "PyTorch documentation, torch.optim.Optimizer.zero_grad; Cao, Li, Zhang, Nikanjam and Khomh,"
    + " DeepFD: Automated Fault Diagnosis and Localization for Deep Learning Programs, 2022"

  static let fit = 0.95
  static let growth = 5.0
  static let fewest = 15

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    if let finding = sums(evidence) { return [Symptom(finding, becauseOf: [.frozen])] }
    if let finding = beyondTheLoss(evidence) {
      return [Symptom(finding, becauseOf: [.dataScale, .frozen])]
    }
    guard !evidence.endsWell else { return [] }
    let norms = evidence.gradientNorms
    let finite = norms.prefix { $0.isFinite }
    let lengths = [1, 2, 4, 8].map { finite.count / $0 }.filter { $0 >= fewest }
    guard
      let (length, fit) = lengths.lazy.compactMap({ length in
        line(Array(finite.prefix(length))).map { (length, $0) }
      }).first(where: { $0.1 > Self.fit }), let first = finite.first
    else { return [] }
    let last = finite.prefix(length).suffix(3).max() ?? first
    let steps = (evidence.step(0), evidence.step(length - 1))
    let finding = makeFinding(
      .warning, title: "The gradients are added up from step to step",
      sentence: "The norm of all gradients grows along a straight line, from"
        + " \(NumberFormat.plain(first)) at step \(NumberFormat.grouped(Double(steps.0))) to"
        + " \(NumberFormat.plain(last)) at step \(NumberFormat.grouped(Double(steps.1)))"
        + " (R² = \(NumberFormat.plain(fit))): each step seems to add its gradient to those before"
        + " it.",
      step: steps.0, nodes: evidence.weights.map(\.node), evidence: .gradientFlow,
      numbers: ["first_norm": [first], "last_norm": [last], "fit": [fit]],
      advice: advice)
    // Gradients of what an optimiser does not have are not set back by it.
    return [Symptom(finding, becauseOf: [.dataScale, .frozen])]
  }

  /// The gradient of a bias is what reaches it, summed over the examples: one that is that at the
  /// first step, and never again, has those of other steps in it.
  private static func sums(_ evidence: RunEvidence) -> Finding? {
    guard evidence.firstRow == 0, evidence.tracks.steps.count > fewest else { return nil }
    let pairs = evidence.tracks.tracks.compactMap { bias -> (bias: NodeTrack, result: NodeTrack)? in
      guard bias.isParameter, !bias.isMatrix, !bias.gradient.isEmpty,
        let index = evidence.index[bias.node]
      else { return nil }
      let uses = Array(evidence.index.consumers(of: index))
      guard uses.count == 1, additions.contains(evidence.nodes[uses[0]].op),
        let result = evidence.tracks[evidence.nodes[uses[0]].id], !result.gradient.isEmpty
      else { return nil }
      return (bias, result)
    }
    var (same, other) = (0, 0)
    for row in evidence.tracks.steps.indices {
      let told = pairs.compactMap { isSum($0.bias.gradient, $0.result.gradient, row) }
      guard !told.isEmpty else { continue }
      if row == 0 {
        guard told.allSatisfy({ $0 }) else { return nil }
      } else if told.contains(false) {
        other += 1
      } else {
        same += 1
      }
    }
    guard other > fewest, Double(same) < (1 - fit) * Double(other), let first = pairs.first else {
      return nil
    }
    return makeFinding(
      .warning, title: "The gradients are added up from step to step",
      sentence: "At step 0 the gradient of \(first.bias.node.escaped()) is what reaches it from"
        + " \(first.result.node.escaped()), summed over the examples, as it has to be; in"
        + " \(NumberFormat.grouped(Double(other))) of \(NumberFormat.grouped(Double(other + same)))"
        + " later steps it is not: those of earlier steps are still in it.",
      step: evidence.step(1), nodes: pairs.map(\.bias.node), evidence: .gradientFlow,
      numbers: ["steps": [Double(other + same)], "steps_with_other_gradients": [Double(other)]],
      advice: advice, confidence: .certain)
  }

  /// How many times the most that one step can give, and in how many records, is no rounding.
  static let excess = 3.0
  static let fewestBeyond = 3

  /// The gradient of a cross-entropy in the last bias is the mean of p − y over the examples. Its norm
  /// is at most √2 (1 − p_y), and since 1 − p ≤ −ln p, at most √2 times the loss. One that is that at
  /// first, and beyond it later, has the gradients of other steps in it.
  private static func beyondTheLoss(_ evidence: RunEvidence) -> Finding? {
    guard evidence.history.nodes.tracks.isEmpty, evidence.history.accuracy != nil,
      let loss = evidence.history.loss, evidence.tracks.steps.first == 0,
      let bias = evidence.tracks.tracks.last(where: {
        $0.isParameter && !$0.isMatrix && $0.node.hasSuffix("bias") && !$0.gradient.isEmpty
      })
    else { return nil }
    let losses = Dictionary(zip(loss.steps, loss.values), uniquingKeysWith: { _, last in last })
    let told = evidence.tracks.steps.indices.compactMap {
      row -> (step: Int, norm: Double, loss: Double, times: Double)? in
      let (step, norm) = (evidence.step(row), bias.gradient.norm[row])
      guard let loss = losses[Double(step)], loss.isFinite, loss > 0, norm.isFinite else {
        return nil
      }
      return (step, norm, loss, norm / (2.0.squareRoot() * loss))
    }
    let beyond = told.filter { $0.times > excess }
    guard let first = told.first, first.times < 1, beyond.count >= fewestBeyond,
      let worst = beyond.max(by: { $0.times < $1.times })
    else { return nil }
    return makeFinding(
      .warning, title: "The gradients are added up from step to step",
      sentence: "At step \(NumberFormat.grouped(Double(worst.step))) the gradient of"
        + " \(bias.node.escaped()) is \(NumberFormat.plain(worst.norm)), and the loss"
        + " \(NumberFormat.plain(worst.loss)): of a cross-entropy it cannot be more than √2 times that."
        + " It is beyond it at \(beyond.count) of \(told.count) records, and was not at the first: those"
        + " of earlier steps are still in it.",
      step: beyond.first?.step, nodes: [bias.node], evidence: .gradientFlow,
      numbers: ["gradient": [worst.norm], "loss": [worst.loss], "records": [Double(beyond.count)]],
      advice: advice)
  }

  /// What adds a bias to each example.
  private static let additions: Set = ["add", "linear", "addmm", "conv2d"]

  /// Whether a row's gradient of a bias has the sum of the gradient behind it; nil where neither is
  /// more than rounding.
  private static func isSum(
    _ bias: StatisticsColumns, _ result: StatisticsColumns, _ row: Int
  ) -> Bool? {
    func sum(_ columns: StatisticsColumns) -> (sum: Double, size: Double) {
      let count = Double(columns.count[row])
      return (columns.mean[row] * count, columns.norm[row] * count.squareRoot())
    }
    let (a, b) = (sum(bias), sum(result))
    let most = max(abs(a.sum), abs(b.sum))
    guard most.isFinite, most > 0.01 * max(a.size, b.size), most > 0 else { return nil }
    return abs(a.sum - b.sum) < 0.1 * most
  }

  private static let advice =
    "Set the gradients back before each backward pass (`optimizer.zero_grad()`); where they are to"
    + " be added over some steps, divide the loss by their number and set back after each update."

  /// How well a rising line fits; nil where the numbers do not grow steadily and enough.
  private static func line(_ values: [Double]) -> Double? {
    guard let first = values.first, first > 0, let last = values.last, last > growth * first
    else { return nil }
    let rises = zip(values, values.dropFirst()).count { $0 < $1 }
    guard Double(rises) > 0.8 * Double(values.count - 1) else { return nil }
    let count = Double(values.count)
    let (middle, mean) = ((count - 1) / 2, values.reduce(0) { $0 + $1 / count })
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (index, value) in values.enumerated() {
      let x = Double(index) - middle
      xx += x * x
      xy += x * (value - mean)
      yy += (value - mean) * (value - mean)
    }
    return yy > 0 && xx > 0 ? xy * xy / (xx * yy) : nil
  }
}
