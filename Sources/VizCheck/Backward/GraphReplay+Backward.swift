import VizTensor
import VizTrace

extension GraphReplay {
  /// The gradients of the outputs weighted with `seeds`, by the rules alone: no gradient of the file
  /// is looked at. Nil for nodes that no seed reaches, or only through what has no rule.
  ///
  /// - Parameters:
  ///   - earlier: What is there already, and added to, but for the seeds.
  ///   - fromLeaves: Whether the rules take the values that the leaves give, where these are known,
  ///     and not the file's.
  ///   - isFlushed: Whether what is too small for the types of a file is 0.
  func backpropagated(
    _ seeds: [Int: Tensor<Double>], adding earlier: [Tensor<Double>?]? = nil,
    fromLeaves: Bool = false, isFlushed: Bool = false
  ) -> [Tensor<Double>?] {
    var gradients: [Tensor<Double>?] = Array(repeating: nil, count: nodes.count)
    var isUnknown = [Bool](repeating: false, count: nodes.count)
    for (offset, seed) in seeds { gradients[offset] = seed }
    for offset in order.reversed() {
      let sent = gradients[offset]
      if let earlier = earlier?[offset], seeds[offset] == nil {
        gradients[offset] = (try? sent.map { try $0 + earlier }) ?? earlier
      }
      if isFlushed {
        let least = tolerance(at: offset).least
        gradients[offset] = gradients[offset]?.map { $0.magnitude <= least ? 0 : $0 }
      }
      guard let g = gradients[offset], !isLeaf(offset) else { continue }
      let recomputed = fromLeaves ? call(at: offset, recomputed: true) : nil
      let call = isUnknown[offset] ? nil : recomputed ?? call(at: offset)
      for (position, input) in index.inputs(of: offset).enumerated() {
        guard let call, let part = vjp(g, call, at: offset, to: position) else {
          isUnknown[input] = true
          continue
        }
        gradients[input] = (try? gradients[input].map { try $0 + part }) ?? part
      }
    }
    return zip(gradients, isUnknown).map { $1 ? nil : $0 }
  }
}
