import VizBase
import VizEvents
import VizTrace

/// Weights that go on growing, without ever coming to a balance.
enum NormDriftRule: DiagnosisRule {
  static let rule = Finding.Rule.normDrift
  static let needs: [Need] = [.weights]
  static var threshold: String {
    "Over at least \(fewest) records a matrix grows to more than \(NumberFormat.plain(growth))"
      + " times its first norm, and by more than"
      + " \(Int(late * 100)) % in the last quarter, at an even pace."
  }
  static let source =
    "Kosson, Messmer and Jaggi, Rotational Equilibrium: How Weight Decay Balances Learning Across"
    + " Neural Networks, 2023; Merrill, Ramanujan, Goldberg, Schwartz and Smith, Effects of"
    + " Parameter"
    + " Norm Growth During Transformer Training, 2021"

  static let fewest = 100
  static let growth = 5.0
  static let late = 0.15

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let found = evidence.weights.compactMap {
      track -> (id: Node.ID, times: Double, late: Double)? in
      let norms = track.value.norm.filter { $0.isFinite && $0 > 0 }
      // From next to 0 anything has to grow.
      guard norms.count >= fewest, let first = norms.first, let last = norms.last,
        last > growth * first,
        track.value.rms(0) * Double(track.shape?.max() ?? 1).squareRoot() > 0.2
      else { return nil }
      let quarter = norms.suffix(norms.count / 4)
      let half = norms.suffix(norms.count / 2)
      guard let begin = quarter.first, last > (1 + late) * begin,
        zip(half, half.dropFirst()).count(where: { $0 <= $1 }) > half.count * 3 / 4
      else { return nil }
      return (track.node, last / first, last / begin - 1)
    }
    guard let worst = found.max(by: { $0.times < $1.times }) else { return [] }
    let finding = makeFinding(
      .note, title: "The weights of \(worst.id.escaped()) grow without end",
      sentence: "The norm of \(worst.id.escaped()) is \(NumberFormat.brief(worst.times)) times"
        + " what it was"
        + " at first, and grew by \(NumberFormat.brief(100 * worst.late)) % over the last quarter:"
        + " updates"
        + " become ever smaller beside it, or the loss ever sharper.",
      nodes: found.map(\.id), evidence: .distribution(worst.id),
      numbers: ["growth": found.map(\.times), "late_growth": found.map(\.late)],
      advice: "A little weight decay (10⁻⁴ to 10⁻² with AdamW) brings the norms to a balance; a"
        + " lower"
        + " learning rate slows the drift.")
    return [
      Symptom(
        finding,
        becauseOf: [
          .learningRate, .diverges, .notFinite, .dataScale, .accumulation, .explodingGradients,
          .oscillates, .updateRatio, .deadUnits, .noProgress, .frozen,
        ])
    ]
  }
}
