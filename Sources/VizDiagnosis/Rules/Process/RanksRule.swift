import VizBase
import VizEvents
import VizTrace

/// Processes that train one network together and have different parameters.
enum RanksRule: DiagnosisRule {
  static let rule = Finding.Rule.ranks
  static let needs: [Need] = [.ranks]
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "At one step, the norm of a matrix differs between processes by more than"
      + " \(NumberFormat.plain(share)) of it."
  }
  static let source =
    "Li and others, PyTorch Distributed: Experiences on Accelerating Data Parallel Training, 2020,"
    + " section 3"

  static let share = 1e-4

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let tracks = evidence.tracks
    for row in tracks.steps.indices.dropFirst() where tracks.steps[row] == tracks.steps[row - 1] {
      let apart = evidence.weights.compactMap { track -> (id: Node.ID, by: Double)? in
        guard !track.value.isEmpty, track.value.count[row] > 0,
          // Parts of one matrix are of different processes by design where they differ in size.
          track.value.count[row] == track.value.count[row - 1]
        else { return nil }
        let (a, b) = (track.value.norm[row - 1], track.value.norm[row])
        let by = abs(a - b) / max(a, b)
        return by > share ? (track.node, by) : nil
      }
      guard let worst = apart.max(by: { $0.by < $1.by }) else { continue }
      let step = tracks.steps[row]
      let finding = makeFinding(
        .problem, title: "The processes have different parameters",
        sentence: "At step \(step) the norm of \(worst.id.escaped()) differs between two processes"
          + " by"
          + " \(NumberFormat.brief(100 * worst.by))"
          + " %\(apart.count > 1 ? ", and that of \(apart.count - 1) more" : "")."
          + " They train different networks.",
        step: step, nodes: apart.map(\.id), evidence: .distribution(worst.id),
        numbers: ["differences": apart.map(\.by)],
        advice: "Give all processes the same first weights (the same seed, or a broadcast from the"
          + " first), wrap the model before the optimiser is made, and let gradients be averaged in"
          + " every backward pass (no `no_sync` without an end, no module called around the"
          + " wrapper).")
      return [Symptom(finding)]
    }
    return []
  }
}
