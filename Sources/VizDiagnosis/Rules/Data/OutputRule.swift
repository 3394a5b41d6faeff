import Foundation
import VizBase
import VizEvents
import VizTrace

/// A last function that does not fit the loss, or the range of the targets.
enum OutputRule: DiagnosisRule {
  static let rule = Finding.Rule.output
  static let needs: [Need] = [.loss]
  static let wants: [Need] = [.graph]
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "In the graph, a cross-entropy of scores that a softmax, a sigmoid, a tanh or a ReLU gives; a"
      + " mean squared error between a sigmoid or a softmax and targets that are 0 or 1; targets"
      + " beyond what the"
      + " last function can give; a softmax of one unit; a softmax whose result a layer multiplies with its matrix. Without a graph, a loss that ends no lower than"
      + " ln(1 + (C − 1)/e), which is the least that a softmax of a softmax can reach, at an"
      + " accuracy"
      + " above \(Int(accuracy * 100)) %."
  }
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2; Bridle, Probabilistic"
    + " Interpretation of Feedforward Classification Network Outputs, 1990"

  /// With so much right, a cross-entropy of scores would be far lower.
  static let accuracy = 0.8

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    (structure(evidence) ?? range(evidence) ?? hidden(evidence) ?? floor(evidence))
      .map { [Symptom($0)] } ?? []
  }

  /// What the last function may give.
  private static let ranges: [String: ClosedRange<Double>] = [
    "sigmoid": 0...1, "softmax": 0...1, "tanh": -1...1, "relu": 0...(.infinity),
    "softplus": 0...(.infinity),
  ]

  /// The function whose values a node of the graph has, behind what only moves them.
  private static func function(behind index: Int, _ evidence: RunEvidence) -> Node? {
    var index = index
    // A chain of views is short.
    for _ in 0..<16 {
      let node = evidence.nodes[index]
      guard ["reshape", "view", "squeeze", "unsqueeze", "flatten", "transpose"].contains(node.op),
        let next = evidence.index.inputs(of: index).first
      else { return node }
      index = next
    }
    return nil
  }

  private static func structure(_ evidence: RunEvidence) -> Finding? {
    guard let loss = evidence.lossNode, let index = evidence.index[loss.id] else { return nil }
    let inputs = Array(evidence.index.inputs(of: index))
    guard let scores = inputs.first, let last = function(behind: scores, evidence) else {
      return nil
    }
    if last.op == "softmax", last.extents?.last == 1 {
      return makeFinding(
        .problem, title: "A softmax of one unit is always 1",
        sentence: "\(last.id.escaped()) (softmax) has a single unit for each example: what it gives"
          + " is 1 whatever it is given, and no gradient passes.",
        nodes: [last.id, loss.id], evidence: .graph(step: evidence.tracks.steps.last ?? 0),
        advice: "Use a sigmoid for one unit, or better the binary cross-entropy of scores without"
          + " one; or as many units as there are classes.")
    }
    let takesScores =
      loss.operation.traits.contains(.comparesClasses) || loss.op.contains("with_logits")
    if takesScores, ["softmax", "sigmoid", "tanh", "relu"].contains(last.op) {
      return makeFinding(
        .problem, title: "The scores pass \(last.op) before the cross-entropy",
        sentence: "\(loss.id.escaped()) (\(loss.op)) takes scores of any size and applies its own"
          + " softmax or sigmoid; it gets what \(last.id.escaped()) (\(last.op)) gives,"
          + " which is squeezed into a short range. The loss cannot come near 0, and gradients are"
          + " small.",
        nodes: [last.id, loss.id], evidence: .graph(step: evidence.tracks.steps.last ?? 0),
        numbers: floorOfLoss(evidence).map { ["least_loss_possible": [$0]] } ?? [:],
        advice: "Leave \(last.op) out before the loss, and apply it only where probabilities are"
          + " wanted: the cross-entropy of scores has it inside.")
    }
    if ["nll", "nll_loss"].contains(loss.op), last.op == "softmax" {
      return makeFinding(
        .problem, title: "nll_loss gets probabilities, not their logarithms",
        sentence: "\(loss.id.escaped()) takes log-probabilities, and gets what \(last.id.escaped())"
          + " (softmax) gives.", nodes: [last.id, loss.id],
        evidence: .graph(step: evidence.tracks.steps.last ?? 0),
        advice: "Use log_softmax, or the cross-entropy of scores.")
    }
    guard loss.op == "mse", ["sigmoid", "softmax"].contains(last.op),
      let target = evidence.inputs.targets.first, areBits(target, evidence)
    else { return nil }
    return makeFinding(
      .warning, title: "A mean squared error compares \(last.op) with classes",
      sentence: "The targets \(target.node.escaped()) are all 0 or 1, and \(loss.id.escaped())"
        + " squares"
        + " the difference to what \(last.id.escaped()) (\(last.op)) gives. Where that is certain"
        + " and"
        + " wrong its slope is next to 0, and nothing is learnt from the worst mistakes.",
      nodes: [last.id, loss.id], evidence: .graph(step: evidence.tracks.steps.last ?? 0),
      advice: "Use the cross-entropy of scores (`--loss cross-entropy`, or binary-cross-entropy for"
        + " one output), without \(last.op) before it.")
  }

  /// A softmax whose result a layer multiplies with its own matrix. (Attention multiplies it with
  /// data.)
  private static func hidden(_ evidence: RunEvidence) -> Finding? {
    let nodes = evidence.nodes
    let found = nodes.indices.filter { index in
      nodes[index].op == "softmax"
        && evidence.index.consumers(of: index).contains { consumer in
          ["matmul", "linear", "addmm"].contains(nodes[consumer].op)
            && evidence.index.inputs(of: consumer).contains {
              nodes[$0].isParameter && (nodes[$0].extents?.count ?? 0) == 2
            }
        }
    }.map { nodes[$0] }
    guard let first = found.first else { return nil }
    return makeFinding(
      .warning, title: "A softmax stands between the layers",
      sentence: "What \(first.id.escaped()) gives"
        + (found.count > 1 ? ", and \(found.count - 1) more," : "")
        + " goes into another layer. The units of a softmax share a sum of 1: one that grows takes"
        + " from all others, and of many units each is near 0, with a slope as small.",
      nodes: found.map(\.id), evidence: .graph(step: evidence.tracks.steps.last ?? 0),
      advice: "Use ReLU, GELU or tanh between the layers; softmax is for probabilities at the end.",
      confidence: .likely)
  }

  private static func areBits(_ track: NodeTrack, _ evidence: RunEvidence) -> Bool {
    guard !track.value.isEmpty else { return false }
    return evidence.sample.allSatisfy { row in
      let ones = Double(track.value.count[row] - track.value.zeros[row])
      let squares = track.value.norm[row] * track.value.norm[row]
      return track.value.min[row] >= 0 && track.value.max[row] <= 1
        && abs(squares - ones) <= 1e-6 * max(1, ones)
    }
  }

  /// Targets that the last function cannot give.
  private static func range(_ evidence: RunEvidence) -> Finding? {
    guard let loss = evidence.lossNode, loss.op == "mse", let index = evidence.index[loss.id],
      let output = evidence.index.inputs(of: index).first,
      let last = function(behind: output, evidence), let range = ranges[last.op],
      let target = evidence.inputs.targets.first, !target.value.isEmpty
    else { return nil }
    let low = evidence.sample.map { target.value.min[$0] }.filter(\.isFinite).min() ?? 0
    let high = evidence.sample.map { target.value.max[$0] }.filter(\.isFinite).max() ?? 0
    let slack = 0.01
    guard low < range.lowerBound - slack || high > range.upperBound + slack else { return nil }
    let ends = "\(NumberFormat.plain(range.lowerBound)) to \(NumberFormat.plain(range.upperBound))"
    return makeFinding(
      .problem, title: "\(last.op) cannot give the targets",
      sentence: "The targets \(target.node.escaped()) go from \(NumberFormat.plain(low)) to"
        + " \(NumberFormat.plain(high)); what \(last.id.escaped()) (\(last.op)) gives lies within"
        + " \(ends).",
      nodes: [last.id, target.node], evidence: .distribution(target.node),
      numbers: ["least_target": [low], "greatest_target": [high]],
      advice: "Leave the last function out, so that the output can be any number, or scale the"
        + " targets into its range.")
  }

  /// The least cross-entropy that scores between 0 and 1 can reach.
  private static func least(_ classes: Double) -> Double { log(1 + (classes - 1) / M_E) }

  private static func floorOfLoss(_ evidence: RunEvidence) -> Double? {
    evidence.classes.map { least(Double($0)) }
  }

  /// Without a graph: a loss that stays where a softmax of a softmax must, though most is right.
  private static func floor(_ evidence: RunEvidence) -> Finding? {
    guard evidence.lossNode == nil, let loss = evidence.loss, loss.values.count >= 5,
      let right = evidence.accuracy, right > accuracy, right <= 1, loss.start > 0
    else { return nil }
    // It begins about where guessing stands, which tells the number of classes.
    let classes = exp(loss.values[0]).rounded()
    guard classes >= 2, classes < 1e5, abs(log(classes) - loss.values[0]) < 0.1 * log(classes)
    else { return nil }
    let bottom = least(classes)
    // What is wrong costs up to one more; what a usual cross-entropy would be is far below.
    guard loss.end >= 0.99 * bottom, loss.end <= bottom + 1.1 * (1 - right) + 0.05,
      bottom > 0.1 - 3 * log(right)
    else { return nil }
    return makeFinding(
      .warning, title: "The loss ends where a softmax of a softmax must",
      sentence: "\(NumberFormat.plain(100 * right)) % is right, and still \(loss.name.escaped())"
        + " ends at"
        + " \(NumberFormat.plain(loss.end)). With scores between 0 and 1 a cross-entropy of"
        + " \(NumberFormat.plain(classes)) classes cannot fall below"
        + " \(NumberFormat.plain(bottom)): the scores seem to pass a softmax or a sigmoid before"
        + " the"
        + " loss, which has its own.",
      evidence: .curves([loss.name]),
      numbers: ["last_loss": [loss.end], "least_loss_possible": [bottom], "accuracy": [right]],
      advice: "Give the loss the scores themselves, without softmax or sigmoid before it"
        + " (`nn.CrossEntropyLoss` and `from_logits=True` apply it inside).", confidence: .possible)
  }
}
