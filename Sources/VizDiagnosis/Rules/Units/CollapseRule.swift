import VizBase
import VizStatistics
import VizTrace

/// Layers whose units all say the same, or next to nothing beyond it.
enum CollapseRule: DiagnosisRule {
  static let rule = Finding.Rule.collapse
  static let needs: [Need] = [.loss, .graph]
  static var threshold: String {
    "In a run that does not learn, the last batch of at least \(fewestExamples) examples has in a"
      + " hidden layer of at least \(fewestUnits) units an effective rank below"
      + " \(NumberFormat.plain(rank)) (the exponential of the entropy of the singular values, of"
      + " values without their means), and what it computes that from has more; or a mean squared error"
      + " compares two answers of the network, and both deviate from example to example by less than"
      + " \(Int(spread * 100)) % of what they did at first."
  }
  static let source =
    "Roy and Vetterli, The Effective Rank, 2007; Kumar, Agarwal, Ghosh and Levine, Implicit"
    + " Under-Parameterization, 2021; Jing, Vincent, LeCun and Tian, Understanding Dimensional"
    + " Collapse, 2022; Chen and He, Exploring Simple Siamese Representation Learning, 2021"

  static let rank = 1.5
  static let fewestExamples = 16
  static let fewestUnits = 8
  /// Larger batches and layers are looked at in part.
  private static let most = 64

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    if let answers = ofAnswers(evidence) { return [answers] }
    guard !evidence.endsWell, evidence.loss.map({ $0.end > 0.5 * $0.start }) ?? false else {
      return []
    }
    let found = evidence.activations.compactMap { track -> (track: NodeTrack, rank: Double)? in
      guard let index = evidence.index[track.node], let own = rank(of: index, evidence),
        own < rank, !isOfOneNumber(index, evidence)
      else { return nil }
      return (track, own)
    }
    guard let worst = found.min(by: { $0.rank < $1.rank }), let units = worst.track.shape?.last
    else { return [] }
    let names = RunEvidence.names(of: found.map(\.track))
    let finding = makeFinding(
      .warning, title: "The units of \(names.joined(separator: ", ")) say all the same",
      sentence: "What the \(units) units of \(worst.track.node.escaped()) give for the last batch"
        + " has an effective rank of \(NumberFormat.plain(worst.rank)): to tell examples apart, the"
        + " next layer has \(worst.rank < 1.01 ? "one number" : "little more than one number") of"
        + " each.",
      step: evidence.tracks.steps.last, nodes: found.map(\.track.node),
      evidence: .distribution(worst.track.node),
      numbers: ["effective_ranks": found.map(\.rank), "units": [Double(units)]],
      advice:
        "Look at what comes before it: first weights that are not random, a learning rate that"
        + " pushed all units one way, too strong a decay, or too many layers in a row. Lower the"
        + " rate to a third, normalise between the layers, or add connections that skip layers.")
    return [Symptom(finding, becauseOf: causes)]
  }

  private static let causes: Set<Finding.Rule> = [
    .notFinite, .diverges, .learningRate, .dataScale, .initialisation, .symmetricUnits,
    .accumulation, .noGradient, .frozen, .regularisation, .dropout, .clipping, .schedule, .output,
    .deadUnits,
    .saturation, .vanishingGradients, .capacity, .oscillates, .noProgress, .updateRatio,
  ]

  /// The effective rank of what a layer gives for the last batch; nil where the graph has no
  /// elements of it, where they are few, or where they are all constant.
  private static func rank(of index: Int, _ evidence: RunEvidence) -> Double? {
    guard case .elements(let values, let shape)? = evidence.nodes[index].value, shape.count == 2,
      shape[0] >= fewestExamples, shape[1] >= fewestUnits, values.count == shape[0] * shape[1],
      values.allSatisfy(\.isFinite)
    else { return nil }
    let units = min(shape[1], most)
    let rows = (0..<min(shape[0], most)).map { row in
      (0..<units).map { values[row * shape[1] + $0] }
    }
    return Spectrum.effectiveRank(of: rows, isCentered: true)
  }

  /// Whether all that a layer is told of an example is one number: its units can say no more.
  private static func isOfOneNumber(_ layer: Int, _ evidence: RunEvidence) -> Bool {
    let learnt = evidence.learnt
    var told = 0.0
    var seen: Set = [layer]
    var open = [layer]
    while let index = open.popLast() {
      guard learnt.contains(index) else {
        told += numbers(of: index, evidence)
        if told > 1.1 { return false }
        continue
      }
      for input in evidence.index.inputs(of: index) where seen.insert(input).inserted {
        if !evidence.nodes[input].isParameter { open.append(input) }
      }
    }
    return told > 0
  }

  /// How many numbers data have that are not the same of all examples; infinite where the graph does
  /// not say.
  private static func numbers(of index: Int, _ evidence: RunEvidence) -> Double {
    let node = evidence.nodes[index]
    if node.op == "constant" || node.role == .constant { return 0 }
    guard case .elements(let values, let shape)? = node.value else { return .infinity }
    if values.count == 1 { return 0 }
    guard let count = shape.first, count > 1, values.count.isMultiple(of: count) else {
      return .infinity
    }
    let width = values.count / count
    let columns = (0..<width).count { column in
      (1..<count).contains { values[$0 * width + column] != values[column] }
    }
    return Double(columns)
  }
}
