import VizAutodiff
import VizTensor
import VizTrace

/// The gradients of a graph against what the consumers of each node send back.
///
/// A gradient that the file does not state is recomputed from those of the consumers, so that the
/// next ones can be compared.
struct GradientFlow {
  /// With the masks of dropouts that the gradients show.
  private(set) var replay: GraphReplay
  let seeds: OutputSeeds
  /// The file's gradients; recomputed ones where it has none, nil where that cannot be.
  private(set) var gradients: [Tensor<Double>?]
  /// For each node, what each of its consumers sends back; empty where that is not all known.
  private(set) var contributions: [[Int: Tensor<Double>]]
  /// What each gradient has that its consumers do not explain; nil where it could not be checked.
  private(set) var residuals: [Tensor<Double>?]
  /// The magnitude that errors of each node are relative to.
  private(set) var scales: [Double]
  /// How far a gradient may be off where it comes from a normalisation.
  private(set) var noises: [Int: Tensor<Double>] = [:]
  private(set) var findings: [Finding]
  /// The elements of a gradient of which it, or what was sent, is no finite number.
  private(set) var unfit: [Int: [Int]] = [:]
  /// Whether an output depends on the node, and the node on something that moves.
  private let reaching: [Bool]
  /// Whether a gradient is recomputed where none is stated.
  private let needed: [Bool]
  /// Whether missing gradients are recomputed at the values that the leaves give.
  private let isFromLeaves: Bool

  init(_ replay: GraphReplay, seeds: OutputSeeds, fromLeaves: Bool = false) {
    self.replay = replay
    self.seeds = seeds
    isFromLeaves = fromLeaves
    let count = replay.nodes.count
    gradients = replay.gradients
    contributions = Array(repeating: [:], count: count)
    residuals = Array(repeating: nil, count: count)
    scales = Array(repeating: 0, count: count)
    findings = Array(repeating: .absent, count: count)
    reaching = replay.isUsed(moving: { $0.role != .data })
    // A gradient of data is not needed, but may be stated.
    needed = replay.isUsed(moving: { $0.role != .data || $0.gradient != nil })
    // A graph without gradients has none to check.
    guard replay.nodes.contains(where: { $0.gradient != nil }) else { return }
    for index in replay.order.reversed() { check(index) }
  }

  private mutating func check(_ index: Int) {
    let node = replay.nodes[index]
    let consumers = replay.index.consumers(of: index)
    if case .summary = node.gradient { findings[index] = .unchecked("its gradient is a summary") }
    // What the backward pass started from is not known, nor all that follows from it.
    if seeds.unknown.contains(index) { return }
    let isStated = replay.gradients[index] != nil
    guard let shape = (gradients[index] ?? replay.values[index])?.shape else {
      if reaching[index], node.gradient == nil {
        findings[index] = .unchecked("it has no gradient and no value")
      }
      return
    }
    if isStated, let value = replay.computed[index] ?? replay.values[index], value.shape != shape {
      findings[index] = .wrong(1, "its gradient has the shape \(shape), its value \(value.shape)")
      return
    }
    if consumers.isEmpty, isStated, seeds[index] == nil {
      // The seed of the backward pass is given.
      findings[index] = .right(0)
      return
    }
    guard isStated || needed[index] else { return }
    let senders = consumers.filter { gradients[$0] != nil || needed[$0] }
    var comparison = comparison(index, shape, senders, fromLeaves: isFromLeaves)
    if isFromLeaves, case .failure = comparison {
      // Behind an op without a rule, the file's own values are all that there is.
      comparison = self.comparison(index, shape, senders, fromLeaves: false)
    }
    switch comparison {
    case .failure(let missing):
      let needsNone = node.dtype?.isDiscrete == true || !reaching[index]
      if isStated || !needsNone, node.gradient?.summaryOnly != true {
        findings[index] = .unchecked(missing.reason)
      }
    case .success(let found):
      guard isStated else {
        take(found, at: index)
        gradients[index] = found.expected
        return
      }
      var best = found
      if best.isWrong,
        case .success(let other) = self.comparison(
          index, shape, senders, fromLeaves: !isFromLeaves), !other.isWrong
      {
        best = other
      }
      take(best, at: index)
      // What its consumers got is what the outputs are weighted with, whatever it says itself.
      if consumers.isEmpty { gradients[index] = best.expected }
      findings[index] = best.finding
      if !best.unfit.isEmpty { unfit[index] = best.unfit }
    }
  }

  private mutating func take(_ found: Comparison, at index: Int) {
    contributions[index] = found.sent
    residuals[index] = found.residual
    scales[index] = found.scale
    noises[index] = found.noise
    for (consumer, dropped) in found.dropped { replay.drop(dropped, at: consumer) }
  }

  /// A gradient beside what should be there.
  private struct Comparison {
    var sent: [Int: Tensor<Double>]
    var expected: Tensor<Double>
    var residual: Tensor<Double>
    var scale: Double
    var noise: Tensor<Double>?
    var error = 0.0
    var isWrong = false
    var unfit: [Int] = []
    var dropped: [Int: Set<Int>] = [:]

    var finding: Finding {
      isWrong
        ? .wrong(error, "its gradient is not the sum of what its consumers send back")
        : .right(error)
    }
  }

  private func comparison(
    _ index: Int, _ shape: Shape, _ consumers: [Int], fromLeaves: Bool
  ) -> Swift.Result<Comparison, Missing> {
    var found = Comparison(
      sent: [:], expected: seeds[index] ?? .zeros(shape), residual: .zeros(shape), scale: 0)
    var terms = 0.0
    for consumer in consumers {
      switch contribution(of: consumer, to: index, shape: shape, fromLeaves: fromLeaves) {
      case .success(let sending):
        found.sent[consumer] = sending.tensor
        terms += sending.terms
        if let noise = sending.noise {
          found.noise = found.noise.flatMap { try? $0 + noise } ?? noise
        }
      case .failure(let missing):
        return .failure(missing)
      }
    }
    let tolerance = replay.tolerance(at: index)
    found.scale = tolerance.floor * terms
    if let gradient = replay.gradients[index] {
      let limit = tolerance.relative * max(found.scale, gradient.greatest.finite)
      decideMasks(gradient, &found, within: limit)
    }
    // In the order of the consumers, so that sums are the same in every run.
    for consumer in consumers {
      guard let tensor = found.sent[consumer] else { continue }
      found.expected = (try? found.expected + tensor) ?? found.expected
      found.scale = max(found.scale, tensor.greatest.finite)
    }
    guard let gradient = replay.gradients[index] else { return .success(found) }
    let distance = tolerance.distance(
      gradient, found.expected, terms: found.scale / tolerance.floor, noise: found.noise ?? 0)
    found.error = distance.error
    found.isWrong = distance.error > tolerance.relative
    found.unfit = distance.unfit
    found.scale = max(found.scale, gradient.greatest.finite)
    found.residual =
      (try? Tensor.zip(gradient, found.expected, for: "residual") { stated, sent in
        (stated - sent).finite
      }) ?? found.residual
    return .success(found)
  }

  /// Takes what dropouts send back for 0 where their value does not tell and the gradient says so.
  private func decideMasks(
    _ gradient: Tensor<Double>, _ found: inout Comparison, within limit: Double
  ) {
    for (consumer, part) in found.sent {
      guard let mask = replay.masks[consumer], !mask.undecided.isEmpty,
        let others = try? found.sent.filter({ $0.key != consumer }).values
          .reduce(Tensor.zeros(gradient.shape), { try $0 + $1 })
      else { continue }
      let dropped = Set(
        mask.undecided.filter { element in
          let rest = gradient.elements[element] - others.elements[element]
          return rest.magnitude <= limit
            && rest.magnitude < (rest - part.elements[element]).magnitude
        })
      guard !dropped.isEmpty else { continue }
      found.dropped[consumer] = dropped
      let kept = part.elements.indices.map { dropped.contains($0) ? 0 : part.elements[$0] }
      found.sent[consumer] = (try? Tensor(kept, shape: part.shape)) ?? part
    }
  }

  private struct Missing: Error {
    var reason: String
  }

  /// What a consumer sends back to a node, over all of its arguments that the node is, how large
  /// the terms are that it sums to that, and what rounding there may be besides.
  private typealias Sending = (tensor: Tensor<Double>, terms: Double, noise: Tensor<Double>?)

  private func contribution(
    of consumer: Int, to index: Int, shape: Shape, fromLeaves: Bool
  ) -> Swift.Result<Sending, Missing> {
    let name = replay.nodes[consumer].id
    guard replay.rules[consumer]?.vjp != nil else {
      return .failure(
        Missing(
          reason: "its consumer \(name) has \(replay.whyNoRule(at: consumer))"))
    }
    guard let g = gradients[consumer] else {
      let isSummary = replay.nodes[consumer].gradient?.summaryOnly == true
      return .failure(
        Missing(
          reason: isSummary
            ? "the gradient of its consumer \(name) is a summary"
            : "its consumer \(name) has no gradient"))
    }
    guard let call = replay.call(at: consumer, recomputed: fromLeaves) else {
      return .failure(Missing(reason: "its consumer \(name) has no values"))
    }
    let rounding = NormalizationNoise(
      replay.nodes[consumer], call.inputs, replay.tolerance(at: index))
    guard g.shape == call.output.shape else {
      return .failure(
        Missing(
          reason: "the gradient of its consumer \(name) has the shape \(g.shape), "
            + "its value \(call.output.shape)"))
    }
    var (sum, noise): (Tensor<Double>?, Tensor<Double>?)
    var terms = g.greatest.finite
    for (position, input) in replay.index.inputs(of: consumer).enumerated() where input == index {
      guard let part = replay.vjp(g, call, at: consumer, to: position), part.shape == shape else {
        return .failure(Missing(reason: "the rule of its consumer \(name) refuses the numbers"))
      }
      sum = (try? sum.map { try $0 + part }) ?? part
      terms += replay.terms(of: g, call, at: consumer, to: position)
      if let part = rounding?.gradient(g, to: position) {
        noise = noise.flatMap { try? $0 + part } ?? part
      }
    }
    return .success((sum ?? .zeros(shape), terms, noise))
  }

  // MARK: - Verdicts

  /// The nodes whose gradients their consumers do not explain.
  var disagreements: [Int] { findings.indices.filter { findings[$0].isWrong } }

  /// The nodes whose gradients the file states.
  var stated: [Int] { gradients.indices.filter { replay.gradients[$0] != nil } }

  /// What the file should state at a node: what its consumers send back, and its seed.
  func expected(at index: Int) -> Tensor<Double>? {
    guard let residual = residuals[index] else { return nil }
    return replay.gradients[index].flatMap { try? $0 - residual } ?? gradients[index]
  }

  /// Says of some nodes more than that they disagree.
  mutating func explain(_ index: Int, _ reason: String) {
    findings[index] = .wrong(findings[index].error.map { $0 > 0 ? $0 : 1 } ?? 1, reason)
  }

  /// Replaces what was found at a node, whose gradient is as it should be after all.
  mutating func settle(_ index: Int, _ finding: Finding) {
    findings[index] = finding
    residuals[index] = residuals[index].map { .zeros($0.shape) }
  }
}

extension TensorData {
  /// Whether nothing but a summary is known.
  fileprivate var summaryOnly: Bool { if case .summary = self { true } else { false } }
}

extension GraphReplay {
  /// Which nodes an output depends on that depend on a leaf which moves; constants do not, and whole
  /// numbers and truths, such as those of a comparison, do not move with what they are made of.
  func isUsed(moving isMoved: (Node) -> Bool) -> [Bool] {
    var isUsed = [Bool](repeating: false, count: nodes.count)
    for node in ancestors(of: outputs) { isUsed[node] = true }
    var isMoving = [Bool](repeating: false, count: nodes.count)
    for node in order {
      isMoving[node] =
        isLeaf(node)
        ? !isConstant(node) && isMoved(nodes[node])
        : nodes[node].dtype?.isDiscrete != true
          && index.inputs(of: node).contains { isMoving[$0] }
    }
    return zip(isUsed, isMoving).map { $0 && $1 }
  }
}
