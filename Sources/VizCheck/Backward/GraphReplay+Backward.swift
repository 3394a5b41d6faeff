import VizTensor
import VizTrace

extension GraphReplay {
  /// The gradients of the outputs weighted with `seeds`, by the rules alone: no gradient of the file
  /// is looked at, but for those that are given. Nil for nodes that no seed reaches, or only through what has no rule.
  ///
  /// - Parameters:
  ///   - earlier: What is there already, and added to, but for the seeds.
  ///   - fromLeaves: Whether the rules take the values that the leaves give, where these are known,
  ///     and not the file's.
  ///   - isFlushed: Whether what is too small for the types of a file is 0.
  ///   - known: What some nodes are taken to have as gradients, whatever arrives at them; it is what
  ///     their rules send on.
  func backpropagated(
    _ seeds: [Int: Tensor<Double>], adding earlier: [Tensor<Double>?]? = nil,
    fromLeaves: Bool = false, isFlushed: Bool = false, sending known: [Tensor<Double>?]? = nil
  ) -> [Tensor<Double>?] {
    var gradients: [Tensor<Double>?] = Array(repeating: nil, count: nodes.count)
    var isUnknown = [Bool](repeating: false, count: nodes.count)
    for (node, seed) in seeds { gradients[node] = seed }
    for node in order.reversed() {
      let sent = gradients[node]
      if let earlier = earlier?[node], seeds[node] == nil {
        gradients[node] = (try? sent.map { try $0 + earlier }) ?? earlier
      }
      if isFlushed {
        let least = tolerance(at: node).least
        gradients[node] = gradients[node]?.map { $0.magnitude <= least ? 0 : $0 }
      }
      let given = known?[node]
      guard let g = given ?? gradients[node], !isLeaf(node) else { continue }
      if let given, given.elements.allSatisfy({ $0 == 0 }) { continue }
      let recomputed = fromLeaves ? call(at: node, recomputed: true) : nil
      let isLost = isUnknown[node] && given == nil
      let call = isLost ? nil : recomputed ?? call(at: node)
      for (position, input) in index.inputs(of: node).enumerated() {
        guard let call, let part = vjp(g, call, at: node, to: position) else {
          isUnknown[input] = true
          continue
        }
        gradients[input] = (try? gradients[input].map { try $0 + part }) ?? part
      }
    }
    return zip(gradients, isUnknown).map { $1 ? nil : $0 }
  }
}
