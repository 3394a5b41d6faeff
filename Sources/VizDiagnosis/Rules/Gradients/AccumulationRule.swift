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
      + " \(fewest) records or more."
  }
  static let source =
    "PyTorch documentation, torch.optim.Optimizer.zero_grad; Cao, Li, Zhang, Nikanjam and Khomh,"
    + " DeepFD: Automated Fault Diagnosis and Localization for Deep Learning Programs, 2022"

  static let fit = 0.95
  static let growth = 5.0
  static let fewest = 15

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
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
      advice: "Set the gradients back before each backward pass (`optimizer.zero_grad()`); where"
        + " they"
        + " are to be added over some steps, divide the loss by their number and set back after"
        + " each"
        + " update.")
    return [Symptom(finding, becauseOf: [.dataScale])]
  }

  /// How well a rising line fits; nil where the numbers do not grow steadily and enough.
  private static func line(_ values: [Double]) -> Double? {
    guard let first = values.first, first > 0, let last = values.last, last > growth * first
    else { return nil }
    let rises = zip(values, values.dropFirst()).count { $0 < $1 }
    guard Double(rises) > 0.8 * Double(values.count - 1) else { return nil }
    let count = Double(values.count)
    let (middle, mean) = ((count - 1) / 2, values.reduce(0) { $0 + $1 / count })
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (place, value) in values.enumerated() {
      let x = Double(place) - middle
      xx += x * x
      xy += x * (value - mean)
      yy += (value - mean) * (value - mean)
    }
    return yy > 0 && xx > 0 ? xy * xy / (xx * yy) : nil
  }
}
