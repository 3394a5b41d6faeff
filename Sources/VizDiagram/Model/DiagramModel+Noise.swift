import VizBase
import VizTrace

extension DiagramModel {
  /// What is so much smaller than the largest of its terms is what rounding left of them.
  private static let noise = 1e-12

  /// Shows as 0 what rounding left of a sum whose terms cancel: a value beside those that it adds up,
  /// a gradient beside its contributions.
  mutating func removeNoise(_ graph: ComputationGraph, inputs: [[Int]]) {
    for index in cards.indices {
      guard let node = cards[index].nodes.first, cards[index].nodes.count == 1 else { continue }
      if let value = cards[index].value?.scalar, graph.nodes[node].operation.family == .sum {
        let terms = inputs[node].compactMap { graph.nodes[$0].value?.scalar?.magnitude }
        if Self.isNoise(value, beside: terms) { cards[index].value = .scalar(0) }
      }
      if !isForwardMode, let gradient = cards[index].gradient?.scalar {
        let terms = cards[index].leaving.compactMap { wires[$0].chain?.product.magnitude }
        if Self.isNoise(gradient, beside: terms) { cards[index].gradient = .scalar(0) }
      }
      if !isForwardMode { removeTensorNoise(at: index, graph) }
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
