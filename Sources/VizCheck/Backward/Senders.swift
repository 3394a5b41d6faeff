import VizAutodiff
import VizTensor
import VizTrace

/// Which nodes a gradient came from: its consumers, and where the gradient of one is not stated,
/// those of that one.
struct Senders {
  private let flow: GradientFlow
  private let hasGaps: Bool

  init(_ flow: GradientFlow) {
    self.flow = flow
    hasGaps = flow.gradients.indices.contains {
      flow.gradients[$0] != nil && flow.replay.gradients[$0] == nil
    }
  }

  /// The nodes whose rules a gradient may have its fault from.
  func senders(to index: Int) -> Set<Int> {
    var found = Set(flow.contributions[index].keys)
    guard hasGaps else { return found }
    var open = found.filter { !isStated($0) }
    while let sender = open.popFirst() {
      for next in flow.contributions[sender].keys where found.insert(next).inserted {
        if !isStated(next) { open.insert(next) }
      }
    }
    return found
  }

  /// What comes to each node with a gradient of what some nodes send back.
  func parts(from nodes: Set<Int>) -> [Int: Tensor<Double>] {
    var parts: [Int: Tensor<Double>] = [:]
    for node in nodes {
      for input in Set(flow.replay.index.inputs(of: node)) {
        guard let sent = flow.contributions[input][node] else { continue }
        parts[input] = (try? parts[input].map { try $0 + sent }) ?? sent
      }
    }
    guard hasGaps else { return parts }
    pass(&parts)
    return parts
  }

  /// The stated nodes that a node's fault in one of its arguments shows at.
  func reach(of node: Int, in argument: Int) -> Set<Int> {
    guard !isStated(argument) else { return [argument] }
    var (found, seen, open) = (Set<Int>(), Set([argument]), [argument])
    while let index = open.popLast() {
      for input in flow.replay.index.inputs(of: index) where seen.insert(input).inserted {
        if isStated(input) { found.insert(input) } else { open.append(input) }
      }
    }
    return found
  }

  /// Whether faults of so many nodes can be followed down in bearable time.
  func canFollow(_ count: Int) -> Bool {
    !hasGaps || count * flow.replay.nodes.count <= Self.budget
  }

  private static let budget = 100_000

  private func isStated(_ index: Int) -> Bool { flow.replay.gradients[index] != nil }

  /// Passes what came to nodes whose gradients are not stated on to their inputs.
  private func pass(_ parts: inout [Int: Tensor<Double>]) {
    var seen = Set(parts.keys.filter { !isStated($0) })
    var open = Array(seen)
    while let index = open.popLast() {
      for input in flow.replay.index.inputs(of: index)
      where !isStated(input) && seen.insert(input).inserted {
        open.append(input)
      }
    }
    for index in seen.sorted(by: { flow.replay.rank[$0] > flow.replay.rank[$1] }) {
      guard let g = parts[index], let call = flow.replay.call(at: index) else { continue }
      for (position, input) in flow.replay.index.inputs(of: index).enumerated() {
        guard let sent = flow.replay.vjp(g, call, at: index, to: position) else { continue }
        parts[input] = (try? parts[input].map { try $0 + sent }) ?? sent
      }
    }
    for index in seen { parts[index] = nil }
  }
}
