import VizAutodiff
import VizTensor
import VizTrace

/// What the numbers of a faulty graph should be, and which of them are only made of wrong ones.
///
/// A number at which the check found a fault has a fault of its own. One that agrees with its
/// neighbours, but not with what the leaves give, inherits one, if a fault can have reached it:
/// values downstream of a wrong value, and gradients upstream of a wrong gradient or of a wrong
/// value.
struct RightNumbers {
  /// By the node's index; nodes with right numbers are left out.
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
    for (index, finding) in tangents.enumerated() where finding.isWrong {
      corrections[index, default: Correction()].gradient = .init(right: nil, isInherited: false)
    }
    if let flow { judgeGradients(flow, kinks: kinks) }
  }

  private mutating func judgeValues(_ replay: GraphReplay, wrong: Set<Int>) {
    guard !wrong.isEmpty else { return }
    var isReached = [Bool](repeating: false, count: replay.nodes.count)
    for index in replay.order {
      let isOwn = wrong.contains(index)
      isReached[index] = isOwn || replay.index.inputs(of: index).contains { isReached[$0] }
      guard isReached[index], case .elements? = replay.nodes[index].value,
        let value = replay.values[index]
      else { continue }
      let right = [replay.computed[index], replay.local[index]].compactMap { $0 }
        .first { !isSame(value, $0, replay.valueTolerance(at: index)) }
      guard isOwn || right != nil && replay.computed[index] != nil else { continue }
      corrections[index, default: Correction()].value = .init(
        right: right.map(Self.data), isInherited: !isOwn)
    }
  }

  private mutating func judgeGradients(_ flow: GradientFlow, kinks: [Int]) {
    let replay = flow.replay
    let wrong = Set(flow.disagreements)
    var isReached = [Bool](repeating: false, count: replay.nodes.count)
    for index in wrong { isReached[index] = true }
    // A rule takes the values of its inputs, and of what it gave.
    for (index, correction) in corrections where correction.value != nil {
      for user in replay.index.consumers(of: index) + [index] {
        for input in replay.index.inputs(of: user) { isReached[input] = true }
      }
    }
    guard isReached.contains(true) else { return }
    var isUnsure = [Bool](repeating: false, count: replay.nodes.count)
    for index in kinks { isUnsure[index] = true }
    for index in replay.order.reversed() {
      for input in replay.index.inputs(of: index) {
        if isReached[index] { isReached[input] = true }
        if isUnsure[index] { isUnsure[input] = true }
      }
    }
    var seeds = flow.seeds.seeds
    for index in replay.nodes.indices
    where seeds[index] == nil && replay.index.consumers(of: index).isEmpty {
      seeds[index] = replay.gradients[index]
    }
    let right = replay.backpropagated(seeds, fromLeaves: true)
    for index in replay.nodes.indices where isReached[index] {
      guard let gradient = replay.gradients[index] else { continue }
      let isOwn = wrong.contains(index)
      // Where the leaves do not say it, the consumers do.
      let truth = isUnsure[index] ? nil : right[index]
      guard let expected = truth ?? (isOwn ? flow.expected(at: index) : nil) else {
        if isOwn {
          corrections[index, default: Correction()].gradient = .init(
            right: nil, isInherited: false)
        }
        continue
      }
      // A number may be right that does not follow from wrong ones.
      guard !isSame(gradient, expected, replay.tolerance(at: index)) else { continue }
      corrections[index, default: Correction()].gradient = .init(
        right: Self.data(expected), isInherited: !isOwn)
    }
  }

  /// Compares the local derivatives of rules at fault with what the rules should give: what comes back
  /// through one that is wrong only inherits its fault.
  mutating func judgeLocals(of suspects: Set<Int>, _ replay: GraphReplay) {
    for node in suspects.sorted() {
      guard let locals = replay.nodes[node].local, let call = replay.call(at: node),
        call.output.shape.extents.isEmpty
      else { continue }
      for (slot, input) in replay.index.inputs(of: node).enumerated() where slot < locals.count {
        guard case .number(let stated)? = locals[slot],
          let right = replay.vjp(Tensor(1), call, at: node, to: slot), right.elements.count == 1,
          !isSame(Tensor(stated), Tensor(right.elements[0]), replay.tolerance(at: node))
        else { continue }
        corrections[node, default: Correction()].locals[slot] = right.elements[0]
        let others = replay.index.consumers(of: input).filter { $0 != node }
        if suspects.isDisjoint(with: others) {
          corrections[input]?.gradient?.isInherited = true
        }
      }
    }
  }

  /// Whether two tensors are one but for rounding.
  private func isSame(_ a: Tensor<Double>, _ b: Tensor<Double>, _ tolerance: Tolerance) -> Bool {
    tolerance.error(a, b) <= tolerance.relative
  }

  private static func data(_ tensor: Tensor<Double>) -> TensorData {
    .elements(tensor.elements, shape: tensor.shape.extents)
  }
}
