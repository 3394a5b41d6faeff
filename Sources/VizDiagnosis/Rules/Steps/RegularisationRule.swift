import Foundation
import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Decay that pulls the weights to 0 faster than the loss can hold them.
enum RegularisationRule: DiagnosisRule {
  static let rule = Finding.Rule.regularisation
  static let needs: [Need] = [.loss, .weights]
  static var threshold: String {
    "In a run that does not learn, every matrix ends below \(NumberFormat.plain(shrink)) of the"
      + " norm that it began with, and the"
      + " pull of the decay, λ‖w‖, is at the end more than \(NumberFormat.plain(pull)) of the"
      + " gradient; without known"
      + " settings, every matrix below \(NumberFormat.plain(vanish)) of its first norm."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 7.1.1; Krogh and Hertz, A"
    + " Simple"
    + " Weight Decay Can Improve Generalization, 1991"

  static let shrink = 0.5
  static let pull = 0.3
  static let vanish = 0.1

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard !evidence.endsWell, let loss = evidence.loss, loss.end > 0.5 * loss.start,
      evidence.tracks.steps.count >= 5
    else { return [] }
    let decay = evidence.settings.decay
    guard decay ?? 1 > 0 else { return [] }
    let own = evidence.settings.updateRule
    let decayed = evidence.weights.filter { own?.isDecayed($0.node) ?? true }
    let parts = decayed.map { track -> Double in
      let norms = track.value.norm.filter { $0.isFinite }
      guard let first = norms.first, first > 0, let last = norms.last else { return 1 }
      return last / first
    }
    guard let largest = parts.max() else { return [] }
    var isDecoupled = false
    if case .adamw? = own?.method { isDecoupled = true }
    let pulls: [Double] =
      if let decay, !isDecoupled {
        decayed.compactMap { track in
          let rows = evidence.sample.suffix(max(1, evidence.sample.count / 4))
          return evidence.ratios(track.value.norm, track.gradient.norm, over: Array(rows)).median
            .map { decay * $0 }
        }
      } else { [] }
    let wins =
      decay != nil && largest < shrink && (isDecoupled || (pulls.max() ?? 1) > pull)
    guard wins || largest < vanish else { return [] }
    let words = decay.map { ", λ = \(NumberFormat.plain($0))," } ?? ""
    let finding = makeFinding(
      .warning, title: "The decay of the weights wins over the loss",
      sentence: "Every matrix ends at \(NumberFormat.plain(largest)) of its first norm or less"
        + (pulls.max().map {
          ", and the pull of the decay is \(NumberFormat.plain($0)) of the gradient"
        } ?? "")
        + ", while \(loss.name.escaped()) ends at \(NumberFormat.plain(loss.end)) of"
        + " \(NumberFormat.plain(loss.start)). The decay\(words) takes away what is learnt.",
      step: evidence.tracks.steps.first, nodes: decayed.map(\.node), evidence: .updateRatios,
      numbers: [
        "norm_shares": parts, "pull": pulls.max().map { [$0] } ?? [],
        "decay": decay.map { [$0] } ?? [],
      ],
      advice: decay.map {
        "Lower the decay from \(NumberFormat.plain($0)) to \(NumberFormat.plain($0 / 100)) first;"
          + " 10⁻⁵ to 10⁻³ is usual for L2. Leave biases and normalisations out of it."
      } ?? "Lower the weight decay a hundred times first; 10⁻⁵ to 10⁻³ is usual for L2.")
    return [Symptom(finding, becauseOf: [.notFinite, .dataScale, .learningRate])]
  }
}
