import VizBase
import VizTensor
import VizTrace

// Affine layers in one form: `x W + b` of one library is what another calls `linear`.
extension ComputationGraph {
  /// Both graphs, with the products and sums of the one as layers where the other has layers alone, and without
  /// casts that the other lacks.
  static func alike(
    _ first: ComputationGraph, _ second: ComputationGraph
  ) -> (first: ComputationGraph, second: ComputationGraph) {
    let (first, second) = withoutLoneCasts(first, second)
    return switch (first.hasLayers, second.hasLayers) {
    case (true, false): (first, second.withLayers)
    case (false, true): (first.withLayers, second)
    default: (first, second)
    }
  }

  private var hasLayers: Bool { nodes.contains { $0.isCalled("linear") } }

  /// The graph with each product by a weight to which a vector is added, which nothing else takes, as
  /// one `linear`. Its weight is turned over, as there a row belongs to an output; a transpose that
  /// did that before is left out.
  private var withLayers: ComputationGraph {
    var graph = self
    let indices = Dictionary(nodes.indices.map { (nodes[$0].id, $0) }) { first, _ in first }
    var uses: [Node.ID: Int] = [:]
    for input in nodes.lazy.flatMap(\.inputs) { uses[input, default: 0] += 1 }
    /// The node of an input that nothing else takes.
    func own(_ input: Node.ID, _ op: String? = nil) -> Int? {
      guard uses[input] == 1, let index = indices[input], nodes[index].ports == nil,
        !outputs.contains(input)
      else { return nil }
      return op.map(nodes[index].isCalled) ?? true ? index : nil
    }
    func extents(_ input: Node.ID) -> Int? { indices[input].flatMap { nodes[$0].extents?.count } }
    var gone: Set<Int> = []
    for (index, node) in nodes.enumerated() {
      var parts: (x: Node.ID, weight: Node.ID, bias: Node.ID, product: Int?)?
      if node.isCalled("add"), node.inputs.count == 2 {
        for (product, bias) in [(0, 1), (1, 0)].map({ (node.inputs[$0], node.inputs[$1]) }) {
          guard let found = own(product, "matmul"), nodes[found].inputs.count == 2 else { continue }
          parts = (nodes[found].inputs[0], nodes[found].inputs[1], bias, found)
        }
      } else if node.isCalled("addmm"), node.inputs.count == 3, node.attributes.isEmpty {
        parts = (node.inputs[1], node.inputs[2], node.inputs[0], nil)
      }
      guard let parts, let weight = own(parts.weight), extents(parts.weight) == 2,
        extents(parts.bias) == 1, parts.x != parts.weight
      else { continue }
      if nodes[weight].isCalled("transpose"), nodes[weight].inputs.count == 1 {
        graph.nodes[index].inputs = [parts.x, nodes[weight].inputs[0], parts.bias]
        gone.insert(weight)
      } else if nodes[weight].inputs.isEmpty {
        graph.nodes[weight].turnOver()
        graph.nodes[index].inputs = [parts.x, parts.weight, parts.bias]
      } else {
        continue
      }
      if let product = parts.product { gone.insert(product) }
      graph.nodes[index].op = "linear"
      graph.nodes[index].local = nil
      graph.nodes[index].attributes = [:]
      graph.nodes[index].unknownFields["contributions"] = nil
    }
    graph.nodes = graph.nodes.indices.filter { !gone.contains($0) }.map { graph.nodes[$0] }
    return graph
  }
}

extension Node {
  fileprivate func isCalled(_ name: String) -> Bool { Synonyms.operation(op) == name }

  /// Exchanges the rows and the columns of a matrix.
  fileprivate mutating func turnOver() {
    dimensions = dimensions.map { $0.reversed() }
    value = value?.turnedOver
    gradient = gradient?.turnedOver
  }
}

extension TensorData {
  fileprivate var turnedOver: TensorData {
    guard case .elements(let elements, let shape) = self, shape.count == 2,
      let turned = try? Tensor(elements, shape: Shape(shape)).transposed()
    else { return self }
    return .elements(turned.elements, shape: turned.shape.extents)
  }
}
