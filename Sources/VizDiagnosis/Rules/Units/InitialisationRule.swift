import Foundation
import VizBase
import VizEvents
import VizTrace

/// What is wrong before the first step is taken.
enum InitialisationRule: DiagnosisRule {
  static let rule = Finding.Rule.initialisation
  static let needs: [Need] = [.weights]
  static let wants: [Need] = [.firstStep]
  static var threshold: String {
    "A matrix before the last one whose elements are all equal at step 0; or the deviation before"
      + " the"
      + " functions grows or shrinks more than \(NumberFormat.plain(spread)) times from the first"
      + " hidden layer to the last, of three or more; or a first cross-entropy of more than"
      + " \(NumberFormat.plain(excess)) above the logarithm of the number of classes;"
      + " or, in a run that does not learn, weights before the last matrix whose deviation times"
      + " the root of the number of inputs is below \(NumberFormat.plain(1 / away)) or above"
      + " \(NumberFormat.plain(away)). Of histograms alone that begin at step 0: such a matrix; or three"
      + " layers or more that all together multiply what passes by more than"
      + " \(NumberFormat.plain(spread)), or, in a run that does not learn, by less than"
      + " \(NumberFormat.plain(1 / spread))."
  }
  static let source =
    "Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks,"
    + " 2010; He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015; Goodfellow, Bengio and"
    + " Courville, Deep Learning, 2016, section 8.4; CS231n, Neural Networks Part 2, Weight"
    + " Initialization"

  /// How far the first loss may be above that of guessing.
  static let excess = 4.0
  /// How far from 1 the factor may be by which a layer multiplies what passes.
  static let away = 10.0
  /// How much the deviation of what goes into the functions may grow or shrink over all layers.
  static let spread = 100.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let row = evidence.firstRow else { return byHistograms(evidence) }
    return symmetry(evidence, row) ?? scale(evidence, row) ?? firstLoss(evidence)
      ?? size(evidence, row) ?? []
  }

  /// Layers whose weights are all equal; the last one may start that way.
  static func symmetry(_ evidence: RunEvidence, _ row: Int) -> [Symptom]? {
    let equal = evidence.weights.dropLast().filter { track in
      !track.value.isEmpty && track.value.count[row] > 1 && track.value.std[row] == 0
        && track.value.nan[row] + track.value.inf[row] == 0
    }
    guard let first = equal.first else { return nil }
    let value = NumberFormat.plain(first.value.mean[row])
    let finding = makeFinding(
      .problem, title: "All weights of \(first.node.escaped()) start equal",
      sentence: "At step 0 every element of \(names(equal)) is \(value). Units that start equal get"
        + " equal gradients and stay equal: the layer has one unit, however many it was given.",
      step: 0, nodes: equal.map(\.node), evidence: .distribution(first.node),
      numbers: ["weight": [first.value.mean[row]]],
      advice:
        "Draw the weights at random, with variance 1 / inputs for tanh and sigmoid (Xavier) or"
        + " 2 / inputs for ReLU (He); zeros are for biases, and at most for the last layer.")
    return [Symptom(finding)]
  }

  /// Activations that grow or shrink from layer to layer.
  private static func scale(_ evidence: RunEvidence, _ row: Int) -> [Symptom]? {
    let inputs = evidence.activations.compactMap { function -> NodeTrack? in
      guard let index = evidence.index[function.node],
        let input = evidence.index.inputs(of: index).first
      else { return nil }
      return evidence.tracks[evidence.nodes[input].id]
    }.filter { !$0.value.isEmpty && $0.value.std[row].isFinite && $0.value.std[row] > 0 }
    guard inputs.count > 2, let first = inputs.first, let last = inputs.last else { return nil }
    let growth = last.value.std[row] / first.value.std[row]
    guard growth > spread || growth < 1 / spread else { return nil }
    let isGrowing = growth > 1
    let each = pow(growth, 1 / Double(inputs.count - 1))
    let finding = makeFinding(
      .warning,
      title: "The first weights are too \(isGrowing ? "large" : "small")",
      sentence: "At step 0 what goes into the functions deviates by"
        + " \(NumberFormat.plain(first.value.std[row])) in the first layer"
        + " (\(first.node.escaped()))"
        + " and by \(NumberFormat.plain(last.value.std[row])) in the last"
        + " (\(last.node.escaped())): \(NumberFormat.plain(each)) times from layer to layer, in"
        + " \(inputs.count) layers.",
      step: 0, nodes: inputs.map(\.node), evidence: .distribution(last.node),
      numbers: ["deviations": inputs.map { $0.value.std[row] }],
      advice:
        "Draw the weights with variance 2 / inputs for ReLU (He) or 2 / (inputs + outputs) for"
        + " tanh and sigmoid (Xavier); or normalise between the layers.")
    return [Symptom(finding, becauseOf: [.dataScale])]
  }

  /// Matrices far from the size that keeps what passes at its size, in a run that does not learn.
  private static func size(_ evidence: RunEvidence, _ row: Int) -> [Symptom]? {
    guard !evidence.endsWell else { return nil }
    let hidden = evidence.weights.dropLast().filter {
      !$0.value.isEmpty && !evidence.isNormalised($0.node) && ($0.shape?.count ?? 0) == 2
    }
    // Which axis is that of the inputs nobody says: whichever speaks for the weights.
    func size(_ track: NodeTrack, _ inputs: ([Int]) -> Int?) -> Double? {
      (track.shape.flatMap(inputs)).map { track.value.rms(row) * Double($0).squareRoot() }
    }
    let small = hidden.compactMap { track in size(track) { $0.max() } }
    let large = hidden.compactMap { track in size(track) { $0.min() } }
    guard let first = hidden.first, let most = small.max(), let least = large.min(),
      most > 0, hidden.count > 1 && most < 1 / away || least > away
    else { return nil }
    let isLarge = least > away
    let gain = isLarge ? least : most
    let finding = makeFinding(
      .warning, title: "The first weights are too \(isLarge ? "large" : "small")",
      sentence: "At step 0 the weights of \(names(Array(hidden))) deviate by"
        + " \(NumberFormat.plain(first.value.rms(row))) in \(first.node.escaped()): what passes"
        + " a layer is multiplied by \(NumberFormat.plain(gain)) or \(isLarge ? "more" : "less"),"
        + " where about 1 keeps it at its size.",
      step: 0, nodes: hidden.map(\.node), evidence: .distribution(first.node),
      numbers: ["gains": isLarge ? large : small],
      advice: "Draw the weights with variance 2 / inputs for ReLU (He), or 2 / (inputs + outputs)"
        + " for tanh and sigmoid (Xavier): here that is \(isLarge ? "a division" : "a factor") of"
        + " about \(NumberFormat.brief(isLarge ? gain : 1 / gain)).")
    return [Symptom(finding, becauseOf: [.dataScale])]
  }

  /// A classifier that starts far more certain than it can be.
  private static func firstLoss(_ evidence: RunEvidence) -> [Symptom]? {
    guard let classes = evidence.classes, let loss = evidence.history.loss,
      let first = loss.values.first,
      loss.steps.first == 0, first.isFinite
    else { return nil }
    let chance = log(Double(classes))
    guard first > chance + excess else { return nil }
    let finding = makeFinding(
      .warning, title: "The first loss is far above that of guessing",
      sentence:
        "The cross-entropy begins at \(NumberFormat.plain(first)); to guess among \(classes)"
        + " classes costs ln \(classes) = \(NumberFormat.plain(chance)). The network starts"
        + " certain,"
        + " and wrong: its weights, or its inputs, are too large.",
      step: 0, nodes: evidence.weights.map(\.node), evidence: .curves([loss.name]),
      numbers: ["first_loss": [first], "loss_of_guessing": [chance]],
      advice: "Start with smaller weights (variance 1 / inputs), in the last layer above all, and"
        + " bring the inputs to mean 0 and deviation 1.")
    // What is dropped makes what stays larger.
    return [Symptom(finding, becauseOf: [.dataScale, .dropout])]
  }

  private static func names(_ tracks: [NodeTrack]) -> String {
    tracks.prefix(4).map { $0.node.escaped() }.joined(separator: ", ")
      + (tracks.count > 4 ? " and \(tracks.count - 4) more" : "")
  }
}
