import VizBase
import VizEvents
import VizTrace

/// Rectifiers that give 0 for every example, and so never learn again.
enum DeadUnitsRule {
  /// More than this part of a layer.
  static let share = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let steps = evidence.history.nodes.steps
    let found = evidence.history.deadShares.compactMap { node, shares -> Layer? in
      // Where nothing is sent back any more, what the steps before said.
      guard let last = RunHistory.leastOfLast(shares, RunHistory.deadUnitsReach).last, last > share
      else { return nil }
      let alive = shares.lastIndex { $0 <= share } ?? -1
      let since = shares.indices.first { $0 > alive && !shares[$0].isNaN } ?? 0
      return Layer(
        node: node, name: evidence.history.nodes[node]?.scope ?? node, share: last,
        step: steps[since])
    }
    guard let worst = found.max(by: { $0.share < $1.share }), let step = found.map(\.step).min()
    else { return [] }
    let others = found.filter { $0.node != worst.node }.map {
      "\($0.words.lowercased()) of \($0.name.escaped())'s since step \($0.step)"
    }
    let finding = Finding(
      .deadUnits, worst.isWhole ? .problem : .warning,
      title: "\(worst.words) of the ReLUs of \(worst.name.escaped()) are dead",
      sentence: "\(worst.words) of the units of \(worst.node.escaped()) have given 0 for every"
        + " example since step \(worst.step)"
        + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
        + ". Where a ReLU gives 0 its slope is 0: no gradient passes, and nothing wakes it.",
      step: step, nodes: found.map(\.node), evidence: .units,
      numbers: ["dead_shares": found.map(\.share)],
      advice:
        "Lower the learning rate; use leaky ReLU, ELU or GELU; draw the weights after He, with"
        + " biases of 0 or a little above; normalise before the function.",
      threshold: "More than half of a layer's units at the end: no example of the last"
        + " \(RunHistory.deadUnitsReach) captured steps sends any gradient through them, in batches of sixteen or more.",
      source: "Lu, Shin, Su and Karniadakis, Dying ReLU and Initialization, 2019; CS231n, Neural"
        + " Networks Part 1, Commonly Used Activation Functions")
    return [
      Symptom(
        finding, becauseOfEarlier: [.initialisation, .notFinite],
        remark: "\(worst.words) of the ReLUs of \(worst.name.escaped()) are dead.")
    ]
  }

  private struct Layer {
    var node: Node.ID
    var name: String
    var share: Double
    var step: Int

    var isWhole: Bool { share > 0.999 }
    var words: String { isWhole ? "All" : "\(Int((min(share, 1) * 100).rounded())) %" }
  }
}
