import VizTensor
import VizTrace

extension OutputSeeds {
  /// Which outputs a graph's gradients are those of, where that is not plain: of several outputs, of
  /// one that is no scalar, or of one whose own gradient is not 1.
  static func remark(_ flow: GradientFlow) -> GraphCheck.Remark? {
    let replay = flow.replay
    let seeded = replay.outputs.map { ($0, flow.seeds[$0] ?? flow.replay.gradients[$0]) }
    let known = seeded.compactMap { index, seed in seed.map { (index, $0) } }
    guard known.count == seeded.count, !known.isEmpty,
      replay.nodes.contains(where: { $0.gradient != nil })
    else { return nil }
    let ids = replay.graph.outputs
    let names = known.map { replay.nodes[$0.0].said }
    let areOnes = known.map { $0.1.elements.allSatisfy { $0 == 1 } }
    let areZero = known.map { $0.1.greatest == 0 }
    func remark(_ sentence: String) -> GraphCheck.Remark {
      GraphCheck.Remark(kind: .outputs, nodes: ids, sentence: sentence)
    }
    if known.count == 1 { return single(replay, known[0].0, known[0].1) }
    if areOnes.allSatisfy({ $0 }) {
      return remark("The gradients are those of the sum of the outputs \(names.said()).")
    }
    let weight = known[0].1.elements.first ?? 0
    if weight == 1 / Double(known.count),
      known.allSatisfy({ $0.1.elements.allSatisfy { $0 == weight } })
    {
      return remark("The gradients are those of the mean of the outputs \(names.said()).")
    }
    let one = areZero.indices.filter { !areZero[$0] }
    if one.count == 1, areOnes[one[0]] {
      let which = one[0] == 0 ? "the first output" : "the output"
      return remark("The gradients are those of \(which), \(names[one[0]]), alone.")
    }
    if one.isEmpty { return nil }
    return remark("The gradients are those of \(weightedSum(replay, known)).")
  }

  /// What the gradients may be those of as well, in place of what is said of one rule.
  static func alternative(_ flow: GradientFlow) -> GraphCheck.Remark? {
    let replay = flow.replay
    let known = replay.outputs.compactMap { index in
      (flow.seeds[index] ?? replay.gradients[index]).map { (index, $0) }
    }
    return GraphCheck.Remark(
      kind: .outputs, nodes: replay.graph.outputs,
      sentence: "All of the gradients are right if they are those of"
        + " \(weightedSum(replay, known)); a \"seed\" for each output says so.")
  }

  private static func weightedSum(
    _ replay: GraphReplay, _ known: [(Int, Tensor<Double>)]
  ) -> String {
    let weights = known.map { index, seed in
      let weight = seed.elements.first.flatMap { first in
        seed.elements.allSatisfy { $0 == first } ? first : nil
      }
      return weight.map { "\($0.said)·\(replay.nodes[index].id)" }
        ?? "the elements of \(replay.nodes[index].id) weighted"
    }
    return "a weighted sum of the outputs: \(weights.said())"
  }

  private static func single(
    _ replay: GraphReplay, _ index: Int, _ seed: Tensor<Double>
  ) -> GraphCheck.Remark? {
    let name = replay.nodes[index].said
    if let seed = seed.scalar {
      guard seed != 1, seed != 0 else { return nil }
      return GraphCheck.Remark(
        kind: .scaled, nodes: [replay.nodes[index].id],
        sentence: "The gradient of the output \(name) is \(seed.said): all gradients are those of"
          + " \(seed.said) times the output.")
    }
    guard seed.elements.count > 1 else { return nil }
    let isSum = seed.elements.allSatisfy { $0 == 1 }
    let what = isSum ? "the sum" : "a weighted sum"
    return GraphCheck.Remark(
      kind: .outputs, nodes: [replay.nodes[index].id],
      sentence: "The output \(name) has \(seed.elements.count) elements: the gradients are those of"
        + " \(what) of them.")
  }
}
