import VizTensor
import VizTrace

/// Whether the gradients of all nodes are those of several backward passes that were never set to
/// zero between, in an engine in which each pass starts from what the last one left: a node further
/// from the output has them more often.
enum Accumulation {
  static func explanation(_ scene: Scene) -> Explanation? {
    let replay = scene.replay
    guard scene.wrong.count > 1, scene.wrong.contains(where: { !replay.isLeaf($0) }) else {
      return nil
    }
    let seeds = replay.outputs.reduce(into: [Int: Tensor<Double>]()) { seeds, index in
      seeds[index] = scene.flow.seeds[index] ?? scene.flow.gradients[index]
    }
    var earlier = scene.right
    for passes in 2...maximum {
      earlier = replay.backpropagated(seeds, adding: earlier)
      let agrees = scene.flow.stated.allSatisfy { index in
        guard let stated = replay.gradients[index], let expected = earlier[index] else {
          return !scene.wrong.contains(index)
        }
        return seeds[index] != nil || scene.agree(stated, expected, at: index)
      }
      guard agrees else { continue }
      let sentence =
        "Every node's gradient is what \(passes) backward passes add up to: the gradients of all"
        + " nodes are to be set to zero between."
      return Explanation(
        remark: GraphCheck.Remark(
          kind: .accumulated, nodes: scene.ids(scene.wrong.sorted()), sentence: sentence),
        reason: "its gradient is that of \(passes) backward passes", wrong: scene.wrong)
    }
    return nil
  }

  private static let maximum = 5
}
