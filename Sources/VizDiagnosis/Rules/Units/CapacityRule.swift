import VizBase
import VizEvents
import VizTrace

/// A network too small for what it is to learn: the loss levels out high, of the data that it is
/// trained on as of others.
enum CapacityRule: DiagnosisRule {
  static let rule = Finding.Rule.capacity
  static let needs: [Need] = [.loss, .graph]
  static var threshold: String {
    "The loss falls by less than \(Int(fall * 100)) % over the last half and ends above a quarter"
      + " of its start, and the held-out one is within \(Int(gap * 100)) % of it; and the network"
      + " has no hidden layer, or one of fewer units than there are classes, or of one unit."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, sections 5.2 and 11.4; Minsky and"
    + " Papert, Perceptrons, 1969; Johnson, Deep, Skinny Neural Networks Are Not Universal"
    + " Approximators, 2019"

  static let fall = 0.05
  static let gap = 0.3

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.values.count >= 100, !evidence.endsWell, isLevel(loss),
      evidence.heldOut.map({ abs($0.end - loss.end) < gap * loss.end }) ?? true,
      let narrowest = narrowest(evidence)
    else { return [] }
    let isLinear = narrowest.units == 0
    // Where nothing at all was learnt there may be nothing to learn: then that is the finding.
    guard !isLinear || loss.end < 0.95 * loss.start && Guessing(endOf: loss, evidence)?.cost == nil
    else {
      return []
    }
    let finding = makeFinding(
      .warning,
      title: isLinear
        ? "The network has no hidden layer" : "The network is too narrow for what it is to learn",
      sentence: "\(loss.subject) levels out at \(NumberFormat.plain(loss.end)), where it began at"
        + " \(NumberFormat.plain(loss.start)), and so does what is held out; "
        + (isLinear
          ? "without a hidden layer the network can only weigh its inputs."
          : "through \(narrowest.name.escaped()) everything has to pass in"
            + " \(narrowest.units == 1 ? "one number" : "\(narrowest.units) numbers") an example."),
      nodes: narrowest.nodes, evidence: .curves([loss.name]),
      numbers: ["units": [Double(narrowest.units)], "last_loss": [loss.end]],
      advice: isLinear
        ? "Put a hidden layer of 16 units or so with ReLU or tanh before the last one; double it"
          + " while the loss on the training data goes on falling lower."
        : "Take a larger network: 16 units or so in each hidden layer, and twice as many while the"
          + " loss on the training data goes on falling lower.")
    return [Symptom(finding, becauseOf: causes)]
  }

  /// Whatever keeps the loss up by itself.
  private static let causes: Set<Finding.Rule> = [
    .notFinite, .diverges, .oscillates, .learningRate, .dataScale, .initialisation,
    .symmetricUnits, .accumulation, .noGradient, .frozen, .regularisation, .dropout, .clipping,
    .schedule,
    .output, .saturation, .vanishingGradients, .batchNoise, .labelNoise, .classImbalance,
  ]

  private static func isLevel(_ loss: LossCourse) -> Bool {
    let windows = loss.windows.map(\.mean)
    let quarter = windows.count / 4
    guard quarter > 0 else { return false }
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    let before = mean(windows.dropLast(quarter).suffix(quarter))
    return before - mean(windows.suffix(quarter)) < fall / 2 * before
  }

  /// The layer through which least passes; 0 units where there is no layer between the data and the
  /// loss. Nil where no layer is narrow, or where it is not known.
  private static func narrowest(
    _ evidence: RunEvidence
  ) -> (units: Int, name: String, nodes: [Node.ID])? {
    // What a classifier tells apart needs about as many directions; a number needs one.
    let fewest = max(2, evidence.classes ?? 2)
    if evidence.activations.isEmpty {
      let only = evidence.weights
      return only.count == 1 ? (0, "", only.map(\.node)) : nil
    }
    let widths = evidence.activations.compactMap { track in
      track.shape.flatMap { $0.count == 2 ? (units: $0[1], track: track) : nil }
    }
    guard let least = widths.min(by: { $0.units < $1.units }), least.units < fewest else {
      return nil
    }
    return (least.units, least.track.scope ?? least.track.node, [least.track.node])
  }
}
