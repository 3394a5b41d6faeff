import VizAutodiff
import VizTensor
import VizTrace

/// The gradients of a graph against what the consumers of each node send back.
struct GradientFlow {
  /// With the masks of dropouts that the gradients show.
  private(set) var replay: GraphReplay
  /// For each node, what each of its consumers sends back; empty where that is not all known.
  private(set) var contributions: [[Int: Tensor<Double>]]
  /// What each gradient has that its consumers do not explain; nil where it could not be checked.
  private(set) var residuals: [Tensor<Double>?]
  /// The magnitude that errors of each node are relative to.
  private(set) var scales: [Double]
  private(set) var findings: [Finding]
  /// The nodes whose gradients are not what the table says, but subgradients at a kink.
  private(set) var excused: Set<Int> = []
  private let doubted: Set<Int>

  /// Takes no subgradient but the table's at the nodes `doubted`.
  init(_ replay: GraphReplay, doubting doubted: Set<Int> = []) {
    self.replay = replay
    self.doubted = doubted
    let count = replay.nodes.count
    contributions = Array(repeating: [:], count: count)
    residuals = Array(repeating: nil, count: count)
    scales = Array(repeating: 0, count: count)
    findings = Array(repeating: .absent, count: count)
    let reaching = Self.reaching(replay)
    // A graph without gradients has none to check.
    guard replay.nodes.contains(where: { $0.gradient != nil }) else { return }
    for place in replay.nodes.indices { check(place, reaching) }
  }

  /// The nodes that need a gradient: that an output depends on, and that move.
  private static func reaching(_ replay: GraphReplay) -> [Bool] {
    var reaching = [Bool](repeating: false, count: replay.nodes.count)
    for output in replay.graph.outputs {
      if let place = replay.index[output] { reaching[place] = true }
    }
    for place in replay.order.reversed() where reaching[place] {
      for input in replay.index.inputs(of: place) { reaching[input] = true }
    }
    return zip(reaching, moving(replay)).map { $0 && $1 }
  }

  /// The nodes that depend on something besides constants and data, of whose gradients who trains
  /// has no use.
  private static func moving(_ replay: GraphReplay) -> [Bool] {
    var moving = [Bool](repeating: false, count: replay.nodes.count)
    for place in replay.order {
      moving[place] =
        replay.isLeaf(place)
        ? !replay.isConstant(place) && replay.nodes[place].role != .data
        : replay.index.inputs(of: place).contains { moving[$0] }
    }
    return moving
  }

  private mutating func check(_ place: Int, _ reaching: [Bool]) {
    let node = replay.nodes[place]
    let consumers = replay.index.consumers(of: place)
    switch node.gradient {
    case nil:
      let needsNone = node.dtype == .int64 || node.dtype == .bool || !reaching[place]
      findings[place] = needsNone ? .absent : .unchecked("it has no gradient")
      return
    case .summary:
      findings[place] = .unchecked("its gradient is a summary")
      return
    case .elements: break
    }
    guard let gradient = replay.gradients[place] else { return }
    guard !consumers.isEmpty else {
      // The seed of the backward pass is given.
      findings[place] = .right(0)
      return
    }
    let senders = consumers.filter { replay.gradients[$0] != nil || reaching[$0] }
    compare(place, gradient, senders, recomputed: false)
    // Where a value was changed after the gradients were computed, it is the value that is wrong.
    if findings[place].isWrong {
      var other = self
      other.compare(place, gradient, senders, recomputed: true)
      if case .right = other.findings[place] { self = other }
    }
    // Engines choose other subgradients at kinks, and all of them are right.
    if findings[place].isWrong, !doubted.contains(place), isSubgradient(at: place) {
      findings[place] = .right(0)
      excused.insert(place)
    }
  }

  private mutating func compare(
    _ place: Int, _ gradient: Tensor<Double>, _ consumers: [Int], recomputed: Bool
  ) {
    var sent: [Int: Tensor<Double>] = [:]
    var terms = 0.0
    for consumer in consumers {
      let sending = contribution(
        of: consumer, to: place, shape: gradient.shape, recomputed: recomputed)
      switch sending {
      case .success(let sending):
        sent[consumer] = sending.tensor
        terms += sending.terms
      case .failure(let missing):
        findings[place] = .unchecked(missing.reason)
        return
      }
    }
    let tolerance = Tolerance(replay.nodes[place].dtype)
    var expected = Tensor<Double>.zeros(gradient.shape)
    var scale = tolerance.floor * terms
    decideMasks(place, gradient, &sent, within: tolerance.relative * max(scale, gradient.greatest))
    for tensor in sent.values {
      expected = (try? expected + tensor) ?? expected
      scale = max(scale, tensor.greatest)
    }
    let isOutput = replay.graph.outputs.contains(replay.nodes[place].id)
    if isOutput, gradient.shape.isScalar, replay.nodes[place].id == replay.graph.outputs.first,
      let seeded = try? expected + 1
    {
      expected = seeded
    } else if isOutput {
      findings[place] = .unchecked("it is an output that others use; its seed is not known")
      return
    }
    let error = tolerance.error(gradient, expected, terms: scale / tolerance.floor)
    guard let residual = try? gradient - expected else { return }
    contributions[place] = sent
    residuals[place] = residual
    scales[place] = max(scale, gradient.greatest)
    findings[place] =
      error <= tolerance.relative
      ? .right(error)
      : .wrong(error, "its gradient is not the sum of what its consumers send back")
  }

  /// Takes what dropouts send back for 0 where their value does not tell and the gradient says so.
  private mutating func decideMasks(
    _ place: Int, _ gradient: Tensor<Double>, _ sent: inout [Int: Tensor<Double>],
    within limit: Double
  ) {
    for (consumer, part) in sent {
      guard let mask = replay.masks[consumer], !mask.undecided.isEmpty,
        let others = try? sent.filter({ $0.key != consumer }).values
          .reduce(Tensor.zeros(gradient.shape), { try $0 + $1 })
      else { continue }
      let dropped = Set(
        mask.undecided.filter { element in
          let rest = gradient.elements[element] - others.elements[element]
          return rest.magnitude <= limit
            && rest.magnitude < (rest - part.elements[element]).magnitude
        })
      guard !dropped.isEmpty else { continue }
      replay.drop(dropped, at: consumer)
      let kept = part.elements.indices.map { dropped.contains($0) ? 0 : part.elements[$0] }
      sent[consumer] = (try? Tensor(kept, shape: part.shape)) ?? part
    }
  }

  /// Whether one consumer has a kink at every element that disagrees, between whose slopes what it
  /// must have sent lies.
  private func isSubgradient(at place: Int) -> Bool {
    guard let residual = residuals[place] else { return false }
    let limit = Tolerance(replay.nodes[place].dtype).relative * scales[place]
    let elements = residual.elements.indices.filter { residual.elements[$0].magnitude > limit }
    guard elements.count <= Self.kinkLimit else { return false }
    return contributions[place].contains { consumer, sent in
      let positions = replay.index.inputs(of: consumer).enumerated()
        .filter { $0.element == place }.map(\.offset)
      // Of two arguments at once, or where `local` states the table's choice, nothing is open.
      guard let rule = replay.rules[consumer], let g = replay.gradients[consumer],
        let call = replay.call(at: consumer), let position = positions.first,
        positions.count == 1,
        !statesItsSlope(Use(consumer: consumer, argument: position), sent: sent)
      else { return false }
      return elements.allSatisfy { element in
        GradientCheck.kink(
          of: rule, in: call, cotangent: g, argument: position, element: element,
          around: sent.elements[element] + residual.elements[element]) != nil
      }
    }
  }

  /// Whether a node's `local` says that it sent what its rule says.
  private func statesItsSlope(_ use: Use, sent: Tensor<Double>) -> Bool {
    guard let sent = sent.scalar,
      let stated = replay.graph.contribution(of: use, in: replay.index)?.numbers?.product
    else { return false }
    return (stated - sent).magnitude <= 1e-6 * max(sent.magnitude, stated.magnitude)
  }

  /// Kinks are exceptions: more of them are not looked for.
  private static let kinkLimit = 64

  private struct Missing: Error {
    var reason: String
  }

  /// What a consumer sends back to a node, over all of its arguments that the node is, and how
  /// large the terms are that it sums to that.
  private func contribution(
    of consumer: Int, to place: Int, shape: Shape, recomputed: Bool
  ) -> Swift.Result<(tensor: Tensor<Double>, terms: Double), Missing> {
    let name = replay.nodes[consumer].id
    guard replay.rules[consumer]?.vjp != nil else {
      return .failure(
        Missing(
          reason: "its consumer \(name) has \(replay.whyNoRule(at: consumer))"))
    }
    guard let g = replay.gradients[consumer] else {
      return .failure(Missing(reason: "its consumer \(name) has no gradient"))
    }
    guard let call = replay.call(at: consumer, recomputed: recomputed) else {
      return .failure(Missing(reason: "its consumer \(name) has no values"))
    }
    var sum: Tensor<Double>?
    var terms = g.greatest.finite
    for (position, input) in replay.index.inputs(of: consumer).enumerated() where input == place {
      guard let part = replay.vjp(g, call, at: consumer, to: position), part.shape == shape else {
        return .failure(Missing(reason: "the rule of its consumer \(name) refuses the numbers"))
      }
      sum = (try? sum.map { try $0 + part }) ?? part
      terms += replay.terms(of: g, call, at: consumer, to: position)
    }
    return .success((sum ?? .zeros(shape), terms))
  }

  /// The nodes whose gradients their consumers do not explain.
  var disagreements: [Int] { findings.indices.filter { findings[$0].isWrong } }

  /// The nodes whose rules may be at fault for the gradient of `leaf` where numbers are missing on
  /// the way: the consumers of it and of everything unverified behind it.
  func unverifiedConsumers(from leaf: Int) -> Set<Int> {
    var (found, open) = (Set<Int>(), [leaf])
    while let place = open.popLast() {
      for consumer in replay.index.consumers(of: place) where found.insert(consumer).inserted {
        if case .right = findings[consumer] { continue }
        open.append(consumer)
      }
    }
    return found
  }
}
