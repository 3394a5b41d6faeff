import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Data of which most examples are of one class, and a network that says just that.
enum ClassImbalanceRule: DiagnosisRule {
  static let rule = Finding.Rule.classImbalance
  static let needs: [Need] = [.accuracy]
  static let wants: [Need] = [.graph]
  static var threshold: String {
    "More than \(Int(share * 100)) % of the examples are of one class, and the accuracy at the end"
      + " is above that by"
      + " less than \(Int(gain * 100)) % of the rest; or an accuracy above \(Int(share * 100)) %"
      + " beside an F1, a recall or a"
      + " balanced accuracy below \(NumberFormat.plain(poor))."
  }
  static let source =
    "He and Garcia, Learning from Imbalanced Data, 2009; Johnson and Khoshgoftaar, Survey on Deep"
    + " Learning with Class Imbalance, 2019"

  static let share = 0.8
  static let gain = 0.3
  static let poor = 0.55

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let right = evidence.accuracy, right > share else { return [] }
    if let (largest, node) = largestClass(evidence), largest > share,
      right < largest + gain * (1 - largest)
    {
      let finding = makeFinding(
        .warning, title: "The network says what most examples are",
        sentence: "\(NumberFormat.brief(100 * largest)) % of the targets \(node.escaped()) are of"
          + " one"
          + " class, and \(NumberFormat.brief(100 * right)) % is right at the end: to answer always"
          + " that class would be as good. Of the rare class little or nothing is found.",
        nodes: [node], evidence: .curves([evidence.history.accuracy?.name ?? ""]),
        numbers: ["largest_class": [largest], "accuracy": [right]], advice: advice(largest))
      return [Symptom(finding)]
    }
    let words = ["f1", "recall", "balanced", "sensitivity", "kappa", "mcc"]
    guard evidence.nodes.isEmpty,
      let other = evidence.history.metrics.first(where: { series in
        words.contains { series.name.lowercased().contains($0) }
          && series.values.endMedian.map { $0 >= 0 && $0 < poor } ?? false
      }), let last = other.values.endMedian
    else { return [] }
    let finding = makeFinding(
      .warning, title: "The accuracy is high, and \(other.name.escaped()) is not",
      sentence: "\(NumberFormat.brief(100 * right)) % is right at the end, and"
        + " \(other.name.escaped()) is \(NumberFormat.plain(last)): most examples are of one"
        + " class, and"
        + " the network says little else.",
      evidence: .curves([other.name]), numbers: ["accuracy": [right], "other_metric": [last]],
      advice: advice(right))
    return [Symptom(finding)]
  }

  private static func advice(_ largest: Double) -> String {
    "Weigh the rare class more in the loss, about"
      + " \(NumberFormat.brief(largest / max(1 - largest, 1e-3)))"
      + " times, or draw its examples as much more often; judge by F1, recall or the area under the"
      + " curve, not by accuracy."
  }

  /// The part of the targets that the most frequent class has.
  private static func largestClass(_ evidence: RunEvidence) -> (Double, Node.ID)? {
    guard let target = evidence.inputs.targets.first, !target.value.isEmpty else { return nil }
    let rows = evidence.sample
    let (count, zeros) = rows.reduce((0, 0)) {
      ($0.0 + target.value.count[$1], $0.1 + target.value.zeros[$1])
    }
    let least = rows.map { target.value.min[$0] }.filter(\.isFinite).min() ?? 0
    let greatest = rows.map { target.value.max[$0] }.filter(\.isFinite).max() ?? 0
    guard count > 0, least >= 0 else { return nil }
    let first = Double(zeros) / Double(count)
    if greatest <= 1 { return (max(first, 1 - first), target.node) }
    // Of several classes the last batch tells, where the graph has it.
    guard let index = evidence.index[target.node],
      case .elements(let labels, _)? = evidence.nodes[index].value, labels.count >= 16
    else { return (first, target.node) }
    let most = Dictionary(grouping: labels) { $0 }.values.map(\.count).max() ?? 0
    return (max(first, Double(most) / Double(labels.count)), target.node)
  }
}
