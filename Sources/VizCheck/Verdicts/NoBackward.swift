import VizTensor
import VizTrace

/// Whether a backward pass has been run at all.
enum NoBackward {
  /// Zeros everywhere, and perhaps a seed at the output: they were set to zero, and nothing else.
  static func explanation(_ scene: Scene) -> Explanation? {
    let replay = scene.replay
    let outputs = Set(replay.outputs)
    let stated = scene.flow.stated
    let others = stated.filter { !outputs.contains($0) }
    guard !others.isEmpty, scene.flow.seeds.unknown.isEmpty,
      stated.allSatisfy({ isZero($0, replay) || outputs.contains($0) })
    else { return nil }
    // As a backward pass would have left them.
    let ones = replay.outputs.prefix(1).reduce(into: [Int: Tensor<Double>]()) { seeds, index in
      seeds[index] = replay.values[index].map { .ones($0.shape) }
    }
    // Zeros may be what is left of a gradient that is too small for the type.
    let seeds = OutputSeeds(origin: .stated, seeds: ones)
    guard !GradientFlow(replay, seeds: seeds).disagreements.isEmpty else { return nil }
    let right = replay.backpropagated(ones, isFlushed: true)
    let wrong = stated.filter { isZero($0, replay) && (right[$0]?.greatest ?? 0) > 0 }
    guard wrong.contains(where: { !outputs.contains($0) }) else { return nil }
    let sentence =
      "All gradients are 0: no backward pass has been run yet, or they were set to zero after it."
    return Explanation(
      remark: GraphCheck.Remark(kind: .noBackward, nodes: scene.ids(wrong), sentence: sentence),
      reason: "its gradient is 0, as before any backward pass", wrong: Set(wrong))
  }

  /// What is said of a graph without any gradient.
  static func remark(_ replay: GraphReplay) -> GraphCheck.Remark? {
    guard replay.nodes.allSatisfy({ $0.gradient == nil }), !replay.graph.isForwardMode,
      replay.nodes.contains(where: { !$0.inputs.isEmpty })
    else { return nil }
    return GraphCheck.Remark(
      kind: .noBackward, nodes: [],
      sentence: "The file has no gradients: no backward pass has been run yet.")
  }

  private static func isZero(_ index: Int, _ replay: GraphReplay) -> Bool {
    replay.gradients[index]?.greatest == 0
  }
}
