import VizTrace

/// How far the numbers of a graph may lie apart, by the coarsest type that they went through.
///
/// A gradient is made of what consumers compute in their own type: in mixed precision weights are of
/// single precision, and all that comes to them has fewer digits. What the file does not state is
/// recomputed exactly, so that what was rounded on the way there counts as well.
struct PathTolerances {
  /// Of each value beside what its inputs give.
  private(set) var values: [Tolerance]
  /// Of each gradient beside what its consumers send back.
  private(set) var gradients: [Tolerance]

  init(_ nodes: [Node], _ index: NodeIndex, _ order: [Int]) {
    values = nodes.map { Tolerance($0.dtype) }
    gradients = values
    for offset in order {
      for input in index.inputs(of: offset)
      where !nodes[input].value.areElements && nodes[input].isRounded {
        values[offset].widen(by: values[input])
      }
    }
    // Of what a node sends back.
    var sent = values
    for offset in order.reversed() {
      for consumer in index.consumers(of: offset) where nodes[consumer].isRounded {
        gradients[offset].widen(by: sent[consumer])
      }
      if !nodes[offset].gradient.areElements { sent[offset].widen(by: gradients[offset]) }
    }
  }
}

extension Node {
  /// Whether its numbers are of a type that is known to round them.
  fileprivate var isRounded: Bool { dtype?.significandBits != nil }
}

extension TensorData? {
  /// Whether each number is stated.
  fileprivate var areElements: Bool { if case .elements = self { true } else { false } }
}

extension Tolerance {
  /// The tolerance of what some nodes compute together.
  init(of nodes: some Sequence<Node>, for leaf: Node) {
    self.init(leaf.dtype)
    for node in nodes where node.isRounded { widen(by: Tolerance(node.dtype)) }
  }
}
