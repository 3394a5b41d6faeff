import VizBase
import VizTrace

extension DiagramModel {
  /// What is so much smaller than the largest of its terms is what rounding left of them.
  private static let noise = 1e-12

  /// Shows as 0 what rounding left of a sum whose terms cancel, and what is made of that: a value beside those
  /// that it adds up, a gradient beside its contributions.
  mutating func removeNoise(_ graph: ComputationGraph, inputs: IndexLists) {
    var cleared = removeNoiseOfValues(graph, inputs: inputs)
    guard !isForwardMode else { return }
    for index in cards.indices.reversed() {
      removeNoiseOfGradient(at: index, &cleared)
      removeTensorNoise(at: index, graph)
    }
  }

  /// - Returns: The wires whose local derivative is what rounding left of a value.
  private mutating func removeNoiseOfValues(
    _ graph: ComputationGraph, inputs: IndexLists
  ) -> Set<Int> {
    var left: [Int: Double] = [:]
    for index in cards.indices where cards[index].nodes.count == 1 {
      let node = cards[index].nodes[0]
      guard let value = cards[index].value?.scalar else { continue }
      let terms = inputs[node].compactMap { graph.nodes[$0].value?.scalar?.magnitude }
      switch graph.nodes[node].operation.family {
      case .sum: guard Self.isNoise(value, beside: terms) else { continue }
      case .product:
        guard inputs[node].contains(where: { left[$0] != nil }),
          inputs[node].count == 1 || Self.isNoise(value, beside: terms)
        else { continue }
      default: continue
      }
      cards[index].value = .scalar(0)
      left[node] = value
    }
    guard !left.isEmpty else { return [] }
    // The derivative of a product is its other factor.
    func isLeft(_ local: Double, of node: Int) -> Bool {
      graph.nodes[node].operation.family == .product
        && inputs[node].contains { left[$0] == local }
    }
    for index in cards.indices where cards[index].nodes.count == 1 {
      let node = cards[index].nodes[0]
      cards[index].locals = cards[index].locals.map { isLeft($0, of: node) ? 0 : $0 }
    }
    var cleared: Set<Int> = []
    for (index, wire) in wires.enumerated() {
      guard let chain = wire.chain, chain.upstream.isFinite, let use = wire.uses.first,
        wire.uses.count == 1, isLeft(chain.local, of: use.consumer)
      else { continue }
      wires[index].chain?.local = 0
      wires[index].magnitude = 0
      cleared.insert(index)
    }
    return cleared
  }

  /// - Parameter cleared: The wires whose contribution is shown as 0, though it was not.
  private mutating func removeNoiseOfGradient(at index: Int, _ cleared: inout Set<Int>) {
    let (card, leaving) = (cards[index], cards[index].leaving)
    guard card.nodes.count == 1, let gradient = card.gradient?.scalar, gradient != 0 else { return }
    let terms = leaving.compactMap { wires[$0].chain?.product.magnitude }
    let isCleared =
      terms.count == leaving.count && terms.allSatisfy { $0 == 0 }
      && leaving.contains(where: cleared.contains)
    guard isCleared || Self.isNoise(gradient, beside: terms) else { return }
    cards[index].gradient = .scalar(0)
    for wire in card.arriving where wires[wire].chain?.local.isFinite ?? false {
      wires[wire].chain?.upstream = 0
      wires[wire].magnitude = 0
      cleared.insert(wire)
    }
  }

  /// The same of tensors that sums take, whose gradients add up what comes back: where that cancels in
  /// all elements, as the gradient of a bias before a softmax does, nothing is left.
  private mutating func removeTensorNoise(at index: Int, _ graph: ComputationGraph) {
    func rest(_ gradient: TensorData?, ofSums consumers: [Int]) -> TensorData? {
      guard case .elements(let values, let shape)? = gradient, let size = gradient?.magnitude,
        size > 0, !consumers.isEmpty
      else { return nil }
      let terms = consumers.compactMap { consumer in
        let node = graph.nodes[consumer]
        return node.operation.family == .sum ? node.gradient?.magnitude : nil
      }
      guard terms.count == consumers.count, let largest = terms.max(), largest.isFinite,
        size <= Self.noise * largest
      else { return nil }
      return .elements(values.map { _ in 0 }, shape: shape)
    }
    let leaving = cards[index].leaving
    if let none = rest(
      cards[index].gradient, ofSums: leaving.flatMap { wires[$0].uses.map(\.consumer) })
    {
      cards[index].gradient = none
      for wire in leaving { wires[wire].magnitude = 0 }
    }
    for lodger in cards[index].lodgers.indices where !cards[index].lodgers[lodger].isShared {
      let gradient = cards[index].lodgers[lodger].gradient
      if let none = rest(gradient, ofSums: cards[index].nodes) {
        cards[index].lodgers[lodger].gradient = none
      }
    }
  }

  private static func isNoise(_ sum: Double, beside terms: [Double]) -> Bool {
    guard sum != 0, terms.count > 1, let largest = terms.max(), largest.isFinite else {
      return false
    }
    return sum.magnitude <= noise * largest
  }
}
