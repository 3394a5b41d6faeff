import VizBase
import VizEvents
import VizTrace

/// A matrix that does not move while others do.
enum FrozenRule: DiagnosisRule {
  static let rule = Finding.Rule.frozen
  static let needs: [Need] = [.weights]
  static let confidence = Finding.Confidence.certain
  static let threshold =
    "A matrix or a filter whose mean, deviation and norm are the same numbers in all of at least"
    + " five records, while another one's change, and whose gradient is not exactly 0, nor so small that a step of plain"
    + " descent along it is below the last digit of the weights; or all of them,"
    + " though each gets a gradient."
  static let source =
    "Cao, Li, Zhang, Nikanjam and Khomh, DeepFD: Automated Fault Diagnosis and Localization for"
    + " Deep"
    + " Learning Programs, 2022; PyTorch documentation, Autograd Mechanics, Locally Disabling"
    + " Gradient"
    + " Computation"

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let still = evidence.weights.filter { moves($0) == false }
    let moving = evidence.weights.filter { moves($0) == true }
    guard !still.isEmpty else { return [] }
    guard let mover = moving.first else { return nothingMoves(still, evidence) }
    // One whose gradient is exactly 0 is another rule's.
    let silent = still.filter { track in
      !track.gradient.isEmpty && track.gradient.norm.allSatisfy { !($0 != 0) }
    }
    let found = still.filter { track in
      !silent.contains { $0.node == track.node } && !isTooFaint(track, evidence)
    }
    guard let first = found.first else { return [] }
    let hasGradient = found.contains { !$0.gradient.isEmpty }
    let names =
      found.prefix(4).map { $0.node.escaped() }.joined(separator: ", ")
      + (found.count > 4 ? " and \(found.count - 4) more" : "")
    let isBad = !evidence.endsWell
    let finding = makeFinding(
      hasGradient || isBad ? .warning : .note,
      title: found.count == 1
        ? "\(first.node.escaped()) does not move" : "\(found.count) matrices do not move",
      sentence: hasGradient
        ? "\(names): a gradient arrives, and still every record has the same numbers, while"
          + " \(mover.node.escaped()) changes. The optimiser does not have it."
        : "\(names): every record has the same numbers, and no gradient was logged, while"
          + " \(mover.node.escaped()) changes.",
      step: evidence.tracks.steps.first, nodes: found.map(\.node), evidence: .updateRatios,
      numbers: ["still": [Double(found.count)], "moving": [Double(moving.count)]],
      advice: hasGradient
        ? "Give the optimiser all parameters (`model.parameters()`, after the last layer was made"
          + " or"
          + " replaced)."
        : "Where that is not meant: look for `requires_grad = False`, `detach()`, `no_grad()` or a"
          + " conversion to NumPy between it and the loss, and whether the optimiser has it.")
    return [Symptom(finding, becauseOf: [.notFinite, .noGradient, .deadUnits, .schedule])]
  }

  /// Whether steps along the gradient are smaller than the last digit of the weights: then it is too
  /// small, and the optimiser may have it. How large the steps of Adam and its kin are hardly depends
  /// on the gradient.
  private static func isTooFaint(_ track: NodeTrack, _ evidence: RunEvidence) -> Bool {
    func largest(_ track: NodeTrack) -> Double? {
      evidence.ratios(track.gradient.norm, track.value.norm).filter(\.isFinite).max()
    }
    guard !evidence.settings.isAdaptive, let own = largest(track), own > 0 else { return false }
    if let rate = evidence.settings.rate, rate > 0 { return rate * own < Double(Float.ulpOfOne) }
    // Of an unknown rate, the largest one takes steps as they are usual.
    return own < faint * (evidence.weights.compactMap(largest).max() ?? 0)
  }

  /// Beside steps of a hundredth of the weights, a part of them that single numbers do not show.
  private static let faint = 1e-5

  /// All matrices get gradients, and none of them moves: what steps has other parameters.
  private static func nothingMoves(_ still: [NodeTrack], _ evidence: RunEvidence) -> [Symptom] {
    let moved = evidence.tracks.tracks.filter(\.isParameter).contains { moves($0) == true }
    let isDriven = still.allSatisfy { track in track.gradient.norm.contains { $0 > 0 } }
    guard !moved, isDriven, still.count == evidence.weights.count, let first = still.first,
      evidence.settings.rate ?? 1 > 0, !still.allSatisfy({ isTooFaint($0, evidence) })
    else { return [] }
    let finding = makeFinding(
      .problem, title: "No parameter moves",
      sentence: "Gradients arrive at \(first.node.escaped()) and at all the others, and every"
        + " record has the same numbers: no step is taken, or the optimiser has the parameters of"
        + " another network.",
      step: evidence.tracks.steps.first, nodes: still.map(\.node), evidence: .updateRatios,
      numbers: ["still": [Double(still.count)], "moving": [0]],
      advice: "Call `optimizer.step()` after the backward pass, and give the optimiser"
        + " `model.parameters()` of the model that is trained, after it was moved or wrapped.")
    return [Symptom(finding, becauseOf: [.notFinite, .schedule])]
  }

  /// Whether a matrix changes from record to record; nil where too few tell.
  private static func moves(_ track: NodeTrack) -> Bool? {
    let rows = track.value.count.indices.filter { track.value.count[$0] > 0 }
    guard rows.count >= 5, let first = rows.first else { return nil }
    if !track.updateRatio.isEmpty, track.updateRatio.contains(where: { $0 > 0 }) { return true }
    return rows.contains { row in
      track.value.norm[row] != track.value.norm[first]
        || track.value.mean[row] != track.value.mean[first]
        || track.value.std[row] != track.value.std[first]
    }
  }
}
