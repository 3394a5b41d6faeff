import Foundation
import VizBase
import VizEvents
import VizTrace

/// What histograms of the first weights tell, in a log that has no graph.
extension InitialisationRule {
  static func byHistograms(_ evidence: RunEvidence) -> [Symptom] {
    guard evidence.history.nodes.tracks.isEmpty, evidence.tracks.steps.first == 0 else { return [] }
    return symmetry(evidence, 0) ?? growth(evidence) ?? []
  }

  /// Layers that each multiply what passes by more, or by less, than keeps it at its size.
  ///
  /// A layer's inputs follow from the elements of its matrix and those of its bias, one an output.
  private static func growth(_ evidence: RunEvidence) -> [Symptom]? {
    let tracks = evidence.tracks.tracks
    // What is normalised keeps its size whatever its weights are.
    let isNormalised = tracks.contains {
      $0.isParameter && !$0.isMatrix && !$0.node.hasSuffix("bias")
    }
    let hidden = evidence.weights.dropLast()
    let gains = hidden.compactMap { track -> Double? in
      let layer = track.node.split(separator: ".").dropLast().joined(separator: ".")
      guard let bias = evidence.tracks[layer + ".bias"], !bias.value.isEmpty,
        !track.value.isEmpty, bias.value.count[0] > 0,
        track.value.count[0].isMultiple(of: bias.value.count[0])
      else { return nil }
      let inputs = Double(track.value.count[0] / bias.value.count[0])
      return track.value.rms(0) * inputs.squareRoot()
    }
    guard !isNormalised, gains.count == hidden.count, gains.count > 2, let first = hidden.first
    else {
      return nil
    }
    let whole = gains.reduce(1, *)
    // A ReLU lets half pass: with weights of gain √2 it keeps the size.
    let isLarge = whole / pow(2, Double(gains.count) / 2) > spread
    guard isLarge || whole < 1 / spread && !evidence.endsWell else { return nil }
    let each = pow(whole, 1 / Double(gains.count))
    let finding = makeFinding(
      .warning, title: "The first weights are too \(isLarge ? "large" : "small")",
      sentence: "At step 0 the weights of \(first.node.escaped()) deviate by"
        + " \(NumberFormat.plain(first.value.rms(0))). By their number, and that of the biases, each of"
        + " \(gains.count) layers multiplies what passes by about \(NumberFormat.plain(each)), all of"
        + " them by \(NumberFormat.plain(whole)); 1 keeps it at its size, before a ReLU 1.4.",
      step: 0, nodes: hidden.map(\.node), evidence: .distribution(first.node),
      numbers: ["gains": gains],
      advice:
        "Draw the weights with variance 2 / inputs for ReLU (He), or 2 / (inputs + outputs) for"
        + " tanh and sigmoid (Xavier); or normalise between the layers.")
    return [Symptom(finding, becauseOf: [.dataScale])]
  }
}
