import VizBase
import VizEvents
import VizTrace

/// Units that are copies of each other to the last bit, and stay so.
enum SymmetricUnitsRule: DiagnosisRule {
  static let rule = Finding.Rule.symmetricUnits
  static let needs: [Need] = [.graph]
  static let confidence = Finding.Confidence.certain
  static let threshold =
    "In the last graph, at least half of the rows or columns of a matrix before the last one are"
    + " equal"
    + " to another, and not 0."
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 8.4; Rumelhart, Hinton and"
    + " Williams, Learning Representations by Back-Propagating Errors, 1986"

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let found = evidence.weights.dropLast().compactMap { copies(of: $0, evidence) }
    guard let first = found.first else { return [] }
    let finding = makeFinding(
      .problem, title: "Units of \(first.id.escaped()) are copies of each other",
      sentence: "Of the \(first.of) units that \(first.id.escaped()) leads to or from,"
        + " \(first.copies) have"
        + " exactly the weights of another one at the end. Equal units get equal gradients and stay"
        + " equal: they count as one.",
      nodes: found.map(\.id), evidence: .distribution(first.id),
      numbers: ["copies": found.map { Double($0.copies) }, "units": found.map { Double($0.of) }],
      advice: "Draw each unit's weights independently at random; copying one row to all, or one"
        + " value"
        + " per input, leaves the layer with a single unit.")
    return [Symptom(finding, becauseOf: [.initialisation, .regularisation, .dataScale])]
  }

  /// How many rows or columns of a matrix are equal to another one; nil where few are.
  private static func copies(
    of track: NodeTrack, _ evidence: RunEvidence
  ) -> (id: Node.ID, copies: Int, of: Int)? {
    guard let index = evidence.index[track.node],
      case .elements(let values, let shape)? = evidence.nodes[index].value, shape.count == 2,
      shape[1] > 0, values.count == shape[0] * shape[1], values.allSatisfy(\.isFinite)
    else { return nil }
    let rows = stride(from: 0, to: values.count, by: shape[1]).map {
      Array(values[$0..<$0 + shape[1]])
    }
    let columns = (0..<shape[1]).map { column in
      stride(from: column, to: values.count, by: shape[1]).map { values[$0] }
    }
    let counts = [columns, rows].map { units in
      let telling = units.filter(isTelling)
      return (copies: telling.count - Set(telling).count, of: units.count)
    }
    guard let worst = counts.max(by: { $0.copies < $1.copies }), worst.copies > 0,
      2 * worst.copies >= worst.of
    else { return nil }
    return (track.node, worst.copies, worst.of)
  }

  /// One number, or none but zeros, may be equal by chance.
  private static func isTelling(_ unit: [Double]) -> Bool {
    unit.count > 1 && unit.contains { $0 != 0 }
  }
}
