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
    }
  }

  private static func isNoise(_ sum: Double, beside terms: [Double]) -> Bool {
    guard sum != 0, terms.count > 1, let largest = terms.max(), largest.isFinite else {
      return false
    }
    return sum.magnitude <= noise * largest
  }
}
