import VizBase
import VizTrace

/// Dropout that leaves too few units to learn with.
enum DropoutRule: DiagnosisRule {
  static let rule = Finding.Rule.dropout
  static let needs: [Need] = [.loss, .graph]
  static var threshold: String {
    "In the graph, a dropout of more than \(Int(highest * 100)) %, in a run whose loss ends above"
      + " \(Int(LossCourse.learnt * 100)) % of its start, or of what a constant answer costs where"
      + " that is less, with at most 90 % right."
  }
  static let source =
    "Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, 2014, section 7.3 (the"
    + " error is level where 40 to 80 % of the units stay, and grows below that)"

  /// Between 20 and 60 % the error hardly depends on the share that is dropped.
  static let highest = 0.6
  /// What is usual between layers.
  private static let usual = 0.5

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 20, !hasLearnt(evidence, loss) else {
      return []
    }
    let strong = evidence.nodes.compactMap { node -> (node: Node, share: Double)? in
      guard node.op == "dropout", let share = node.attributes["p"]?.double, share > highest else {
        return nil
      }
      return (node, share)
    }
    guard let worst = strong.max(by: { $0.share < $1.share }) else { return [] }
    let (share, stays) = (worst.share, 1 - worst.share)
    let units = worst.node.extents.flatMap { $0.count > 1 ? $0.last : nil }
    let counted = units.map { ", of \($0) units about \(NumberFormat.brief(Double($0) * stays))" }
    let heldOut = evidence.heldOut.flatMap { other in
      other.name != loss.name && other.end < loss.end
        ? ", and \(other.name.escaped()), for which no unit is dropped,"
          + " at \(NumberFormat.plain(other.end))" : nil
    }
    let percent = NumberFormat.brief(100 * share)
    let finding = makeFinding(
      .warning, title: "So many units are dropped that little is left to learn with",
      sentence:
        "\(worst.node.id.escaped()) drops \(percent) % at every step: what stays\(counted ?? "")"
        + ", counts \(stays > 0 ? "\(NumberFormat.brief(1 / stays)) times as much" : "nothing"), and"
        + " is noise to the layer after it. \(loss.subject) ends at"
        + " \(NumberFormat.plain(loss.end))\(heldOut ?? "").",
      step: 0, nodes: strong.map(\.node.id), evidence: .curves([loss.name]),
      numbers: ["dropout": strong.map(\.share), "last_loss": [loss.end]],
      advice:
        "Drop \(NumberFormat.brief(100 * usual)) % between the layers at most, and 20 % of the"
        + " inputs"
        + (stays > 0 && units != nil
          ? "; or take \(NumberFormat.brief((1 - usual) / stays)) times as many units, so that as"
            + " many stay at a step as with \(NumberFormat.brief(100 * usual)) %."
          : "."))
    return [Symptom(finding, becauseOf: [.notFinite])]
  }

  /// A loss that begins high because of what is dropped has not come down by learning.
  private static func hasLearnt(_ evidence: RunEvidence, _ loss: LossCourse) -> Bool {
    // NaN at the end has another cause.
    if evidence.history.loss?.values.last?.isFinite == false { return true }
    let start = min(loss.start, evidence.constantLoss ?? loss.start)
    return loss.end < LossCourse.learnt * start || (evidence.accuracy ?? 0) > 0.9
  }
}
