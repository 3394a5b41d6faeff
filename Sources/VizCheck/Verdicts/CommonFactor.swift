import VizBase
import VizTensor
import VizTrace

/// Whether the gradients of all leaves are the right ones times one number: of several backward
/// passes, of a sum in place of a mean, with the other sign, clipped.
enum CommonFactor {
  static func explanation(_ scene: Scene) -> Explanation? {
    guard !scene.wrong.isEmpty else { return nil }
    let leaves = scene.leaves
    let parameters = leaves.filter { scene.replay.nodes[$0].isTrained }
    let sets = [(leaves, "leaf"), (parameters, "parameter"), (unseeded(scene), "node")]
    for (indices, word) in sets {
      guard scene.wrong.isSubset(of: indices), let factor = factor(scene, indices) else { continue }
      let wrong = word == "node" ? Set(indices) : scene.wrong
      let found = explanation(scene, factor, word, wrong)
      // Of one rule for all of them, that may as well be the fault.
      let isTraining = scene.areParameters && found.remark.kind != .scaled
      guard scene.commonConsumer == nil || isTraining || word == "node" else { continue }
      return found
    }
    return nil
  }

  /// All nodes with gradients, where no output has one, so that its seed may be any number.
  private static func unseeded(_ scene: Scene) -> [Int] {
    let stated = scene.flow.stated
    return Set(stated).isDisjoint(with: scene.replay.outputs) ? stated : []
  }

  /// The number by which the right gradients of all nodes are multiplied, if there is one.
  private static func factor(_ scene: Scene, _ indices: [Int]) -> Double? {
    var (products, squares, count) = (0.0, 0.0, 0)
    var pairs: [(index: Int, stated: Tensor<Double>, right: Tensor<Double>)] = []
    for index in indices {
      guard let stated = scene.replay.gradients[index],
        let right = scene.right[index] ?? scene.flow.expected(at: index),
        right.shape == stated.shape, right.isFinite, stated.isFinite
      else { continue }
      let scale = max(right.greatest, stated.greatest)
      guard scale > 0 else { continue }
      pairs.append((index, stated, right))
      products += stated.contracted(with: right) / scale / scale
      squares += right.contracted(with: right) / scale / scale
      count += right.elements.count { $0.magnitude > 1e-6 * scale }
    }
    guard count > 1, squares > 0, pairs.count > 1 || count > 2 else { return nil }
    let factor = rounded(products / squares)
    guard factor != 1, factor != 0,
      pairs.allSatisfy({ scene.agree($0.stated, $0.right.map { factor * $0 }, at: $0.index) })
    else { return nil }
    return factor
  }

  /// A whole number, or one divided by one, where the factor is all but one.
  private static func rounded(_ factor: Double) -> Double {
    if factor.magnitude >= 0.9, (factor - factor.rounded()).magnitude < 1e-3 * factor.magnitude {
      return factor.rounded()
    }
    let inverse = 1 / factor
    return inverse.magnitude < 1e6 && (inverse - inverse.rounded()).magnitude < 1e-3
      ? 1 / inverse.rounded() : factor
  }

  private static func explanation(
    _ scene: Scene, _ factor: Double, _ word: String, _ wrong: Set<Int>
  ) -> Explanation {
    let (kind, why) = reason(of: factor, scene)
    let head =
      factor == -1
      ? "The gradient of every \(word) is the right one with the other sign"
      : "The gradient of every \(word) is \(factor.said) times the right one"
    return Explanation(
      remark: GraphCheck.Remark(
        kind: kind, nodes: scene.ids(wrong.sorted()), sentence: "\(head): \(why)."),
      reason: "its gradient is \(factor.said) times the right one, as that of every \(word)",
      wrong: wrong)
  }

  /// What gradients are that are the right ones times a number.
  static func reason(
    of factor: Double, _ scene: Scene
  ) -> (kind: GraphCheck.Remark.Kind, why: String) {
    let batches = BatchSizes(scene.replay)
    let isWhole = factor == factor.rounded() && factor >= 2
    let inverse = (1 / factor).rounded()
    if isWhole, batches.contains(factor) {
      return (
        .batchFactor,
        "\(factor.said) examples were summed where the graph has a mean, or \(factor.said) backward"
          + " passes added up"
      )
    }
    if inverse >= 2, (factor * inverse - 1).magnitude < 1e-9, batches.contains(inverse) {
      return (
        .batchFactor,
        "they were divided by \(inverse.said) examples once more than the graph does, as of a mean in"
          + " place of a sum"
      )
    }
    if isWhole, factor <= 1_000 {
      return (
        .accumulated,
        "those of \(factor.said) backward passes were added up; they are to be set to zero between"
      )
    }
    if factor == -1 { return (.scaled, "they are those of a function that is to be maximised") }
    if let norm = clipped(factor, scene) {
      return (.scaled, "they were clipped to a norm of \(norm.said)")
    }
    return (.scaled, "the output was weighted with \(factor.said), or the gradients scaled after")
  }

  /// The norm of all leaves' gradients together, where they are smaller than the right ones and it
  /// is a round number.
  private static func clipped(_ factor: Double, _ scene: Scene) -> Double? {
    guard factor > 0, factor < 1 else { return nil }
    let squares = scene.leaves.reduce(0.0) { sum, index in
      sum + (scene.replay.gradients[index].map { $0.contracted(with: $0) } ?? 0)
    }
    let norm = squares.squareRoot()
    let tenths = (10 * norm).rounded() / 10
    return tenths > 0 && (norm - tenths).magnitude < 1e-4 * norm ? tenths : nil
  }
}

/// The numbers of examples that a graph may take a mean over.
struct BatchSizes {
  private let sizes: Set<Int>

  init(_ replay: GraphReplay) {
    var sizes: Set<Int> = []
    for index in replay.nodes.indices {
      let node = replay.nodes[index]
      if replay.isLeaf(index), !node.isTrained, let first = node.extents?.first {
        sizes.insert(first)
      }
      let isMean = node.op == "mean" || node.op == "sum"
      guard node.operation.family == .loss || isMean else { continue }
      for input in replay.index.inputs(of: index) {
        let extents = replay.nodes[input].extents ?? []
        if let first = extents.first { sizes.insert(first) }
        // Where each class has a score, their number is that of no examples.
        guard !node.operation.traits.contains(.comparesClasses) else { continue }
        sizes.insert(extents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue })
      }
    }
    self.sizes = sizes
  }

  func contains(_ factor: Double) -> Bool { Int(exactly: factor).map(sizes.contains) ?? false }
}
