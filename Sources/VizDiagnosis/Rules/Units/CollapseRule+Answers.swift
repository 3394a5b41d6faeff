import VizBase
import VizEvents
import VizTrace

/// A network that is told to answer two things alike, and answers all things alike.
extension CollapseRule {
  /// What stays of the spread of the first answers where nothing is told apart any more.
  static let spread = 0.05

  /// Two answers of the network are compared with each other, and nothing holds those of different
  /// examples apart: the least loss is that of one answer for all.
  static func ofAnswers(_ evidence: RunEvidence) -> Symptom? {
    guard let lossNode = evidence.lossNode, lossNode.op == "mse",
      let index = evidence.index[lossNode.id], let loss = evidence.loss
    else { return nil }
    let (inputs, learnt) = (Array(evidence.index.inputs(of: index)), evidence.learnt)
    guard inputs.count == 2, inputs.allSatisfy({ learnt.contains($0) }) else { return nil }
    let found = inputs.compactMap { input -> (node: Node.ID, first: Double, last: Double)? in
      let node = evidence.nodes[input]
      guard let track = evidence.tracks[node.id], let first = track.value.std.first, first > 0,
        let last = deviation(of: node), last < spread * first
      else { return nil }
      return (node.id, first, last)
    }
    guard found.count == 2, let answer = found.first else { return nil }
    let finding = makeFinding(
      .problem, title: "All examples get the same answer",
      sentence:
        "\(lossNode.id.escaped()) compares two answers of the network, \(answer.node.escaped())"
        + " and \(found[1].node.escaped()), and falls to \(NumberFormat.plain(loss.end)). What they give"
        + " for the examples of the last batch deviates by \(NumberFormat.plain(answer.last)), where it"
        + " was \(NumberFormat.plain(answer.first)) at first: the loss is low because all answers are"
        + " one, and nothing is told apart.",
      step: evidence.tracks.steps.last, nodes: found.map(\.node),
      evidence: .distribution(answer.node),
      numbers: [
        "first_deviations": found.map(\.first), "last_deviations": found.map(\.last),
        "last_loss": [loss.end],
      ],
      advice:
        "Give the loss something that holds examples apart: pairs that are not alike (a contrastive"
        + " loss), a term for the variance of each unit over the batch (VICReg), or a predictor on one"
        + " side and a stopped gradient on the other (SimSiam, BYOL).")
    return Symptom(finding, becauseOf: [.notFinite, .regularisation, .dataScale, .learningRate])
  }

  /// How far the answers of a batch lie from their mean; nil where there are few, or no elements.
  private static func deviation(of node: Node) -> Double? {
    guard case .elements(let values, let shape)? = node.value, shape.count == 2,
      shape[0] >= fewestExamples, shape[1] > 0, values.count == shape[0] * shape[1],
      values.allSatisfy(\.isFinite)
    else { return nil }
    let columns = (0..<shape[1]).map { column in
      stride(from: column, to: values.count, by: shape[1]).map { values[$0] }[...]
    }
    let squares = columns.map { column in
      let mean = column.mean
      return column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    return (squares.reduce(0, +) / Double(values.count)).squareRoot()
  }
}
