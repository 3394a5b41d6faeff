import VizTensor
import VizTrace

/// What the numbers of a faulty graph should be, and which of them are only made of wrong ones.
///
/// A number at which the check found a fault has a fault of its own. One that agrees with its
/// neighbours, but not with what the leaves give, inherits one, if a fault can have reached it:
/// values downstream of a wrong value, and gradients upstream of a wrong gradient or of a wrong
/// value.
struct RightNumbers {
  /// By the node's place; nodes with right numbers are left out.
  private(set) var corrections: [Int: Correction] = [:]

  /// - Parameters:
  ///   - flow: The gradients; nil in forward mode, whose tangents are compared where they stand.
  ///   - kinks: Where the file took another subgradient than the table has: what flows through
  ///     there is right in another way.
  ///   - tangents: What was found of the tangents, in forward mode.
  init(
    _ replay: GraphReplay, _ values: ValueCheck, _ flow: GradientFlow?, kinks: [Int],
    tangents: [Finding]
  ) {
    let replay = flow?.replay ?? replay
    judgeValues(replay, wrong: values.wrong)
    for (place, finding) in tangents.enumerated() where finding.isWrong {
      corrections[place, default: Correction()].gradient = .init(right: nil, isInherited: false)
    }
    if let flow { judgeGradients(flow, kinks: kinks) }
  }

  private mutating func judgeValues(_ replay: GraphReplay, wrong: Set<Int>) {
    guard !wrong.isEmpty else { return }
    var isReached = [Bool](repeating: false, count: replay.nodes.count)
    for place in replay.order {
      let isOwn = wrong.contains(place)
      isReached[place] = isOwn || replay.index.inputs(of: place).contains { isReached[$0] }
      guard isReached[place], case .elements? = replay.nodes[place].value,
        let value = replay.values[place]
      else { continue }
      let right = [replay.computed[place], replay.local[place]].compactMap { $0 }
        .first { !isSame(value, $0, replay.nodes[place]) }
      guard isOwn || right != nil && replay.computed[place] != nil else { continue }
      corrections[place, default: Correction()].value = .init(
        right: right.map(Self.data), isInherited: !isOwn)
    }
  }

  private mutating func judgeGradients(_ flow: GradientFlow, kinks: [Int]) {
    let replay = flow.replay
    let wrong = Set(flow.disagreements)
    var isReached = [Bool](repeating: false, count: replay.nodes.count)
    for place in wrong { isReached[place] = true }
    // A rule takes the values of its inputs, and of what it gave.
    for (place, correction) in corrections where correction.value != nil {
      for user in replay.index.consumers(of: place) + [place] {
        for input in replay.index.inputs(of: user) { isReached[input] = true }
      }
    }
    guard isReached.contains(true) else { return }
    var isUnsure = [Bool](repeating: false, count: replay.nodes.count)
    for place in kinks { isUnsure[place] = true }
    for place in replay.order.reversed() {
      for input in replay.index.inputs(of: place) {
        if isReached[place] { isReached[input] = true }
        if isUnsure[place] { isUnsure[input] = true }
      }
    }
    var seeds = flow.seeds.seeds
    for place in replay.nodes.indices
    where seeds[place] == nil && replay.index.consumers(of: place).isEmpty {
      seeds[place] = replay.gradients[place]
    }
    let right = replay.backpropagated(seeds, fromLeaves: true)
    for place in replay.nodes.indices where isReached[place] {
      guard let gradient = replay.gradients[place] else { continue }
      let isOwn = wrong.contains(place)
      // Where the leaves do not say it, the consumers do.
      let truth = isUnsure[place] ? nil : right[place]
      guard let expected = truth ?? (isOwn ? flow.expected(at: place) : nil) else {
        if isOwn {
          corrections[place, default: Correction()].gradient = .init(
            right: nil, isInherited: false)
        }
        continue
      }
      // A number may be right that does not follow from wrong ones.
      guard !isSame(gradient, expected, replay.nodes[place]) else { continue }
      corrections[place, default: Correction()].gradient = .init(
        right: Self.data(expected), isInherited: !isOwn)
    }
  }

  /// Whether two tensors are one but for rounding.
  private func isSame(_ a: Tensor<Double>, _ b: Tensor<Double>, _ node: Node) -> Bool {
    let tolerance = Tolerance(node.dtype)
    return tolerance.error(a, b) <= tolerance.relative
  }

  private static func data(_ tensor: Tensor<Double>) -> TensorData {
    .elements(tensor.elements, shape: tensor.shape.extents)
  }
}
