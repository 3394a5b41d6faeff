import VizBase
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
    return remark("The gradients are those of \(weightedSum(flow, known)).")
  }

  /// What the gradients may be those of as well, in place of what is said of a rule.
  static func alternative(
    _ other: GradientFlow, blaming suspects: Set<Int>
  ) -> GraphCheck.Remark {
    let replay = other.replay
    let known = replay.outputs.compactMap { index in
      (other.seeds[index] ?? replay.gradients[index]).map { (index, $0) }
    }
    let sum = weightedSum(other, known)
    let names = suspects.sorted().map { replay.nodes[$0].said }
    let rule =
      names.count > 1
      ? "one or more of the rules of \(names.said()) are" : "the rule of \(names.said()) is"
    let sentence =
      names.isEmpty
      ? "All of the gradients are right if they are those of \(sum)."
      : "Either \(rule) at fault, or every rule is right and the gradients are those of \(sum):"
        + " the numbers do not tell, and \"seeds\" would."
    return GraphCheck.Remark(kind: .outputs, nodes: replay.graph.outputs, sentence: sentence)
  }

  private static func weightedSum(
    _ flow: GradientFlow, _ known: [(Int, Tensor<Double>)]
  ) -> String {
    let nodes = flow.replay.nodes
    let weights = known.map { index, seed in
      let weight = seed.elements.first.flatMap { first in
        seed.elements.allSatisfy { $0 == first } ? first : nil
      }
      return weight.map {
        "\(NumberFormat.significant($0, digits: 7))·\(nodes[index].id.escaped(limit: 40))"
      }
        ?? "the elements of \(nodes[index].id.escaped(limit: 40)) weighted"
    }
    let open = flow.seeds.undetermined.sorted().map { nodes[$0].id.escaped(limit: 40) }
    return "a weighted sum of the outputs: \(weights.said(limit: 8))"
      + (open.isEmpty ? "" : " (with other weights of \(open.said()) they would be the same)")
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
