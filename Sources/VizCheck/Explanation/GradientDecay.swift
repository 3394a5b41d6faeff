import Foundation
import VizBase
public import VizTrace

/// How a gradient shrinks or grows on its way from the output to a tensor, operation by operation, in
/// decades: which factors made a layer's gradient vanish.
///
/// Summaries suffice. The way leads back from the tensor to that of its consumers with the largest
/// gradient, and so on up to an output; the sizes are root mean squares of the elements.
public struct GradientDecay: Sendable {
  /// A step of the way: from the gradient of a node to that of one of its inputs.
  public struct Factor: Sendable, Equatable {
    /// The node that the gradient passes.
    public var node: Node.ID
    /// Its operation.
    public var op: String
    /// The scope that it stands in.
    public var scope: String?
    /// The size of the gradient that it passes on.
    public var size: Double
    /// The decimal logarithm of that beside the size of its own gradient.
    public var decades: Double
  }

  /// The tensor that the way leads to.
  public let node: Node.ID
  /// The output that it begins at.
  public let output: Node.ID
  /// The size of the output's gradient, and of the tensor's.
  public let start, end: Double
  /// From the output to the tensor.
  public let factors: [Factor]

  /// The decimal logarithm of the tensor's gradient beside the output's.
  public var decades: Double { log10(end / start) }

  /// What each operation adds to ``decades``, the strongest first.
  public var byOperation: [(op: String, count: Int, decades: Double)] {
    Dictionary(grouping: factors, by: \.op)
      .map { ($0.key, $0.value.count, $0.value.reduce(0) { $0 + $1.decades }) }
      .sorted { ($1.2.magnitude, $0.0) < ($0.2.magnitude, $1.0) }
  }

  /// Follows a tensor's gradient.
  ///
  /// - Parameters:
  ///   - name: The tensor, by its id or else its label.
  ///   - graph: The graph, with gradients or summaries of them.
  /// - Throws: `GraphError` where the graph is none; ``ExplanationError``.
  public init(of name: String, in graph: ComputationGraph) throws {
    let index = try graph.wiring().index
    let names = ElementNames(graph, index)
    let location = try names.location(of: name, among: graph)
    guard location.index == nil else {
      throw ExplanationError(
        .noElement, "\(name.quoted()) is one number, and whole tensors shrink by decades",
        hint: "leave the brackets out")
    }
    let sizes = graph.nodes.map { Self.size($0.gradient) }
    func size(_ stop: Int) throws -> Double {
      if let size = sizes[stop] { return size }
      throw ExplanationError(
        .noNumbers,
        "the node \(graph.nodes[stop].id.quoted()) lies on the way, and has no gradient",
        hint: "run backward, and save the graph again")
    }
    var way = [location.node]
    while let last = way.last {
      let consumers = index.consumers(of: last).filter { sizes[$0] != nil }
      // The first of those with the largest.
      guard let next = consumers.max(by: { (sizes[$0] ?? 0, $1) < (sizes[$1] ?? 0, $0) }) else {
        break
      }
      way.append(next)
    }
    guard let first = way.last, way.count > 1 || index.consumers(of: first).isEmpty else {
      throw ExplanationError(
        .noNumbers, "what takes \(name.quoted()) has no gradient",
        hint: "run backward, and save the graph again")
    }
    node = graph.nodes[location.node].id
    output = graph.nodes[first].id
    start = try size(first)
    end = try size(location.node)
    factors = try zip(way.reversed(), way.reversed().dropFirst()).map { consumer, input in
      let passed = try size(input)
      let node = graph.nodes[consumer]
      return Factor(
        node: node.id, op: node.op, scope: node.scope, size: passed,
        decades: log10(passed / (try size(consumer))))
    }
  }

  /// The root mean square of the elements.
  private static func size(_ data: TensorData?) -> Double? {
    guard let statistics = data?.summary.statistics, statistics.count > 0 else { return nil }
    return statistics.norm / Double(statistics.count).squareRoot()
  }
}
