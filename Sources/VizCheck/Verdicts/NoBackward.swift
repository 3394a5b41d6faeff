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
    // Where a pass began, zeros may be right, at a kink, or the fault of the outputs' own rules.
    let isSeeded = outputs.contains { stated.contains($0) && !isZero($0, replay) }
    let isDirect = others.allSatisfy { index in
      replay.index.consumers(of: index).allSatisfy(outputs.contains)
    }
    if isSeeded, scene.wrong.isEmpty || isDirect { return nil }
    // As a backward pass would have left them.
    let ones = replay.outputs.prefix(1).reduce(into: [Int: Tensor<Double>]()) { seeds, index in
      seeds[index] = replay.values[index].map { .ones($0.shape) }
    }
    // Zeros may be what is left of a gradient that is too small for the type.
    let seeds = OutputSeeds(origin: .stated, seeds: ones)
    guard !GradientFlow(replay, seeds: seeds).disagreements.isEmpty else { return nil }
    let right = replay.backpropagated(ones, isFlushed: true)
    let wrong = stated.filter { isZero($0, replay) && (right[$0]?.greatest ?? 0) > 0 }
    // Behind an op without a rule nobody knows what is right; but that of an output is not 0.
    let isLost = !isSeeded && others.contains { right[$0] == nil }
    guard wrong.contains(where: { isLost || !outputs.contains($0) }) else { return nil }
    let sentence =
      "All gradients are 0: no backward pass has been run yet, or they were set to zero after it."
    return Explanation(
      remark: GraphCheck.Remark(kind: .noBackward, nodes: scene.ids(wrong), sentence: sentence),
      reason: "its gradient is 0, as before any backward pass", wrong: Set(wrong))
  }

  /// Zeros at all leaves, or all parameters, behind gradients that are not 0.
  static func cleared(_ scene: Scene) -> Explanation? {
    let leaves = scene.leaves
    let parameters = leaves.filter { scene.replay.nodes[$0].isTrained }
    for (indices, word) in [(leaves, "leaves"), (parameters, "parameters")] {
      // Of one rule for all of them, that may as well be the fault.
      guard indices.count > 1, scene.commonConsumer == nil, !scene.wrong.isEmpty,
        scene.wrong.isSubset(of: indices),
        indices.allSatisfy({ isZero($0, scene.replay) })
      else { continue }
      let sentence =
        "The gradients of all \(word) are 0, and those of the nodes between are not: they were set"
        + " to zero after the backward pass."
      return Explanation(
        remark: GraphCheck.Remark(
          kind: .noBackward, nodes: scene.ids(scene.wrong.sorted()), sentence: sentence),
        reason: "its gradient is 0, as after all were set to zero", wrong: scene.wrong)
    }
    return nil
  }

  /// What is said of a graph without any gradient, or with those of its outputs alone.
  static func remark(_ replay: GraphReplay) -> GraphCheck.Remark? {
    let stated = replay.nodes.indices.filter { replay.nodes[$0].gradient != nil }
    guard stated.allSatisfy({ replay.outputs.contains($0) && !replay.isLeaf($0) }),
      !replay.graph.isForwardMode, replay.nodes.contains(where: { !$0.inputs.isEmpty }),
      // A file without any number tells of no pass, forward or backward.
      replay.nodes.contains(where: { $0.value != nil || $0.gradient != nil })
    else { return nil }
    let what = stated.isEmpty ? "no gradients" : "no gradients but the outputs' own"
    return GraphCheck.Remark(
      kind: .noBackward, nodes: [],
      sentence: "The file has \(what): no backward pass has been run yet.")
  }

  private static func isZero(_ index: Int, _ replay: GraphReplay) -> Bool {
    replay.gradients[index]?.greatest == 0
  }
}
