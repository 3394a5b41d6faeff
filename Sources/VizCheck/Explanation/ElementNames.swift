import VizBase
import VizTensor
import VizTrace

/// Finds the node, and the number of it, that a person means by `W[0,3]`.
struct ElementNames {
  private let graph: ComputationGraph
  /// Where the graph's nodes stand.
  private let index: NodeIndex

  init(_ graph: ComputationGraph, _ index: NodeIndex) {
    self.graph = graph
    self.index = index
  }

  /// A node, and what stood in brackets behind its name.
  struct Location {
    var node: Int
    var index: [Int]?
  }

  /// The node that a name means: an id, or else the one label that reads so.
  func location(of name: String, among original: ComputationGraph) throws -> Location {
    // An id may have brackets of its own.
    if let node = node(name) { return Location(node: node, index: nil) }
    var known = name
    if let found = name.wholeMatch(of: /(.+)\[([^\[\]]*)\]/) {
      known = String(found.1)
      if let node = node(known) {
        let texts = found.2.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = texts.compactMap { Int($0.filter { !$0.isWhitespace }) }
        guard numbers.count == texts.count else {
          throw ExplanationError(
            .noElement, "\(name.quoted()) has no number for each axis in its brackets",
            hint: "name an element as in W[0,3]")
        }
        return Location(node: node, index: numbers)
      }
    }
    let names = original.nodes.lazy.flatMap { [$0.id] + [$0.label].compactMap { $0 } }
    throw ExplanationError(
      .noNode, "the graph has no node \(known.quoted())",
      hint: known.nearest(among: names).map { "did you mean \($0.quoted())?" })
  }

  private func node(_ name: String) -> Int? {
    if let node = index[name] { return node }
    let labelled = graph.nodes.indices.filter { graph.nodes[$0].label == name }
    return labelled.count == 1 ? labelled[0] : nil
  }

  /// The weights of an output: 1 at the number that is meant, or at all of them.
  func seed(_ location: Location, _ name: String, of shape: Shape) throws -> Tensor<Double> {
    guard location.index != nil else { return .ones(shape) }
    var weights = [Double](repeating: 0, count: shape.elementCount)
    weights[try element(location, name, of: shape)] = 1
    return try Tensor(weights, shape: shape)
  }

  /// The position among the row-major elements of the number that is meant.
  func element(_ location: Location, _ name: String, of shape: Shape?) throws -> Int {
    let shape = shape ?? .scalar
    let id = graph.nodes[location.node].id
    guard let index = location.index else {
      guard shape.elementCount == 1 else {
        let first = shape.extents.map { _ in "0" }.joined(separator: ",")
        throw ExplanationError(
          .noElement,
          "\(id.quoted()) has \(shape.elementCount) numbers, and one is to be explained",
          hint: "name it by its place along each axis, as in \(id.escaped(limit: 40))[\(first)]")
      }
      return 0
    }
    guard index.count == shape.rank else {
      throw ExplanationError(
        .noElement,
        "\(name.quoted()) has \(counted(index.count, "index", "indices")), and \(id.quoted()) has"
          + " \(counted(shape.rank, "axis", "axes"))",
        hint: shape.isScalar ? "it is a scalar: leave the brackets out" : "its shape is \(shape)")
    }
    var position = 0
    for (axis, (number, extent)) in zip(index, shape.extents).enumerated() {
      guard number >= 0, number < extent else {
        throw ExplanationError(
          .noElement,
          "\(name.quoted()) is out of range: axis \(axis) has \(extent)"
            + " elements, from 0",
          hint: "the shape of \(id.quoted()) is \(shape)")
      }
      position = position * extent + number
    }
    return position
  }
}
