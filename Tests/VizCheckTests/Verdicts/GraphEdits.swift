import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// What tests do to the numbers of a right graph.
extension ComputationGraph {
  init(
    of text: String, _ inputs: [String: Tensor<Double>], seed: Tensor<Double>? = nil
  ) throws {
    let output = try MathExpression(text).trace(inputs: inputs).output
    try self.init(
      capturing: output, seed: seed ?? (output.shape.isScalar ? nil : .ones(output.shape)))
    for index in nodes.indices { nodes[index].local = nil }
  }

  /// The graph of some nodes, as a file lists them, whose output is `f`.
  init(nodesText: String) throws {
    try self.init(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "nodes": [\(nodesText)], "outputs": ["f"]}
        """)
  }

  func index(of id: Node.ID) -> Int? { nodes.firstIndex { $0.id == id } }

  func gradient(_ id: Node.ID) -> [Double] {
    guard let index = self.index(of: id), case .elements(let elements, _)? = nodes[index].gradient
    else {
      return []
    }
    return elements
  }

  mutating func setGradient(_ id: Node.ID, _ elements: [Double]?) {
    guard let index = self.index(of: id) else { return }
    nodes[index].gradient = elements.map { .elements($0, shape: nodes[index].extents ?? []) }
  }

  mutating func mapGradients(
    where isChosen: (Node) -> Bool, _ change: (_ node: Node, _ gradient: [Double]) -> [Double]?
  ) {
    for node in nodes where isChosen(node) && node.gradient != nil {
      setGradient(node.id, change(node, gradient(node.id)))
    }
  }

  /// Keeps the gradients of the leaves alone.
  mutating func forgetGradients(but isKept: (Node) -> Bool = { $0.inputs.isEmpty }) {
    for index in nodes.indices where !isKept(nodes[index]) { nodes[index].gradient = nil }
  }
}

extension Node {
  var elements: [Double] {
    if case .elements(let elements, _)? = value { elements } else { [] }
  }

  var isMovingLeaf: Bool { inputs.isEmpty && op != "constant" && role != .constant }
}

extension GraphCheck {
  var kinds: Set<Remark.Kind> { Set(remarks.map(\.kind)) }

  var wrong: [Node.ID] { nodes.filter { $0.status == .wrong }.map(\.id) }

  func reason(_ id: Node.ID) -> String? { nodes.first { $0.id == id }?.reason }
}
