import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// What lies on the way from a node to the outputs, as a graph of single numbers: the elements of
/// the tensors, and the derivatives between them.
///
/// The edges are never listed; see ``LocalMap``.
struct ElementGraph {
  /// One argument of one node, with its derivatives.
  struct Arc {
    var consumer: Int
    var input: Int
    var map: LocalMap
  }

  /// The graph, with a node for each output of a node that has several; see ``PortExpansion``.
  let graph: ComputationGraph
  /// The node that is explained.
  let target: Int
  /// The nodes on the way, each after its inputs.
  let order: [Int]
  /// The shape of each node on the way; nil for others.
  private(set) var shapes: [Shape?]
  /// Where the elements of each node on the way begin, among all; -1 for others.
  private(set) var offsets: [Int]
  private(set) var elementCount = 0
  /// What the outputs are weighted with.
  let seeds: [Int: Tensor<Double>]
  /// By consumer, the last of the order first.
  private(set) var arcs: [Arc] = []
  /// For each node, its indices among the arcs as an input.
  private(set) var leaving: [[Int32]]

  /// - Parameters:
  ///   - graph: A verified graph without ports.
  ///   - index: The index of its nodes.
  ///   - all: The nodes, each after its inputs.
  ///   - target: The node that is explained.
  ///   - seeds: For each output that counts its weights, by its shape.
  init(
    _ graph: ComputationGraph, _ index: NodeIndex, order all: [Int], target: Int,
    seeds: [Int: (Shape) throws -> Tensor<Double>]
  ) throws {
    self.graph = graph
    self.target = target
    var isAfter = [Bool](repeating: false, count: graph.nodes.count)
    isAfter[target] = true
    for node in all where index.inputs(of: node).contains(where: { isAfter[$0] }) {
      isAfter[node] = true
    }
    var isBefore = [Bool](repeating: false, count: graph.nodes.count)
    for output in seeds.keys { isBefore[output] = true }
    for node in all.reversed() where isBefore[node] {
      for input in index.inputs(of: node) { isBefore[input] = true }
    }
    order = all.filter { $0 == target || (isAfter[$0] && isBefore[$0]) }
    leaving = Array(repeating: [], count: graph.nodes.count)
    shapes = Array(repeating: nil, count: graph.nodes.count)
    offsets = Array(repeating: -1, count: graph.nodes.count)
    var source = LocalMapSource(graph, index)
    for node in order { shapes[node] = try source.shape(of: node) }
    for node in order {
      offsets[node] = elementCount
      elementCount += shapes[node]?.elementCount ?? 0
    }
    guard elementCount <= Self.mostElements else {
      throw ExplanationError(
        .tooLarge, "there are \(elementCount) numbers on the way, more than can be explained")
    }
    var weights: [Int: Tensor<Double>] = [:]
    for (output, seed) in seeds where isAfter[output] || output == target {
      guard let shape = shapes[output] else { continue }
      weights[output] = try seed(shape)
    }
    self.seeds = weights
    for node in order.reversed() where node != target {
      for (position, input) in index.inputs(of: node).enumerated() where offsets[input] >= 0 {
        guard let map = try source.map(to: node, position, from: input, shapes) else { continue }
        leaving[input].append(Int32(arcs.count))
        arcs.append(Arc(consumer: node, input: input, map: map))
      }
    }
  }

  private static let mostElements = 1 << 26

  /// Where an element stands among all.
  func position(_ node: Int, _ element: Int) -> Int { offsets[node] + element }
}

/// Where the derivatives come from: the numbers that the graph states on its wires, and else the
/// rules of the operations.
private struct LocalMapSource {
  let graph: ComputationGraph
  let index: NodeIndex
  private var replay: GraphReplay?

  init(_ graph: ComputationGraph, _ index: NodeIndex) {
    self.graph = graph
    self.index = index
  }

  /// Recomputing all takes longer than all else, and is seldom wanted where numbers are stated.
  private mutating func recomputed() throws -> GraphReplay {
    if let replay { return replay }
    let made = try GraphReplay(graph, isVerified: true)
    replay = made
    return made
  }

  mutating func shape(of node: Int) throws -> Shape {
    let stated = graph.nodes[node]
    if let extents = stated.extents { return try Shape(extents) }
    if stated.dimensions == nil, isStatedAsNumbers(node) { return .scalar }
    if let shape = try recomputed().values[node]?.shape { return shape }
    throw ExplanationError(
      .noNumbers, "the node \(stated.id.quoted()) lies on the way, and its shape is not known",
      hint: "give the leaves their values, or the node a shape")
  }

  /// Whether the node's own derivatives, or those in it, are numbers.
  private func isStatedAsNumbers(_ node: Int) -> Bool {
    if let local = graph.nodes[node].local, local.contains(where: { $0?.number != nil }) {
      return true
    }
    return index.consumers(of: node).contains { consumer in
      zip(index.inputs(of: consumer), graph.nodes[consumer].local ?? []).contains {
        $0 == node && $1?.number != nil
      }
    }
  }

  mutating func map(
    to consumer: Int, _ position: Int, from input: Int, _ shapes: [Shape?]
  ) throws -> LocalMap? {
    let node = graph.nodes[consumer]
    let isWhole = graph.nodes[input].dtype?.isDiscrete == true
    if node.operation.name == "detach" || isWhole { return nil }
    if shapes[consumer]?.elementCount == 1, shapes[input]?.elementCount == 1,
      let local = node.local,
      local.indices.contains(position), let number = local[position]?.number
    {
      return .number(number)
    }
    let replay = try recomputed()
    guard let rule = replay.rules[consumer] else {
      throw ExplanationError(
        .noRule,
        "the node \(node.id.quoted()) lies on the way and is of \(replay.whyNoRule(at: consumer))",
        hint: "state its derivatives in the field 'local', where it is a scalar")
    }
    guard let call = replay.call(at: consumer) else {
      throw ExplanationError(
        .noNumbers,
        "the node \(node.id.quoted()) lies on the way, and not all of its numbers are known",
        hint: "summaries do not suffice: the graph must state values, or those of its leaves")
    }
    do {
      return try LocalMap.of(rule, call, position: position)
    } catch LocalMapError.noRule {
      throw ExplanationError(
        .noRule,
        "the node \(node.id.quoted()) lies on the way, and its op \(node.op.escaped(limit: 40)) has"
          + " no derivative")
    } catch LocalMapError.tooLarge {
      throw ExplanationError(
        .tooLarge,
        "the node \(node.id.quoted()) has too many derivatives to be taken one by one")
    } catch {
      throw ExplanationError(
        .noNumbers, "the rule of the node \(node.id.quoted()) refuses its numbers: \(error)")
    }
  }
}

extension LocalDerivative {
  /// The derivative, where it is a number.
  var number: Double? { if case .number(let number) = self { number } else { nil } }
}
