import VizBase
import VizTrace

/// The one chain of operations that a graph is, from the first value to the output.
///
/// Beside the chain an operation may take leaves, what little is computed from leaves alone, and
/// values that stand earlier on the chain, as a residual block does.
struct ScoreChain: Sendable {
  /// The nodes of the chain, in the order of the forward pass; the first is a leaf.
  private(set) var nodes: [Int] = []
  /// Of each node of the chain, which argument the one before it is.
  private(set) var arguments: [Int] = []
  /// Of each node of the chain, what it takes besides: the nodes of leaves and of what is computed
  /// from them, each where it is taken first, in the order of the arguments.
  private(set) var sides: [[Int]] = []
  /// Of each node of the chain, the indices on it of what is used there again.
  private(set) var skips: [[Int]] = []
  /// The ids of the nodes that the output does not depend on.
  private(set) var unused: [Node.ID] = []
  let index: NodeIndex

  /// So many operations may lead from a leaf to what the chain takes from beside it.
  private static let longestSide = 2

  /// - Throws: `GraphError` where the graph is none, ``DiagramError`` where it is no chain.
  init(_ graph: ComputationGraph) throws {
    let order: [Int]
    (index, order) = try graph.wiring()
    guard !graph.isForwardMode else {
      throw Self.refusal("the graph is of forward mode, which has no backward pass")
    }
    guard let output = graph.outputs.first.flatMap({ index[$0] }) ?? order.last,
      !graph.nodes[output].inputs.isEmpty
    else { throw Self.refusal("there is no operation in it") }
    guard graph.nodes.contains(where: { $0.gradient != nil }) else {
      throw Self.refusal("no gradient was recorded, and a score has a backward staff")
    }
    let facts = Facts(graph, index, order)
    walk(back: output, graph, facts)
    let positions = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    if let other = graph.outputs.first(where: { index[$0].map { positions[$0] == nil } ?? false }) {
      throw Self.refusal("its output \(other.quoted(limit: 40)) stands beside the chain")
    }
    if let node = nodes.first(where: { graph.nodes[$0].ports != nil }) {
      throw Self.refusal("\(graph.nodes[node].id.quoted(limit: 40)) has several outputs")
    }
    var taken: Set<Int> = []
    for (position, node) in nodes.enumerated() {
      var own: [Int] = []
      var again: [Int] = []
      for input in Set(index.inputs(of: node)).sorted(by: { facts.rank[$0] < facts.rank[$1] })
      where position > 0 && input != nodes[position - 1] {
        if let earlier = positions[input] {
          again.append(earlier)
          continue
        }
        let side = try Self.side(from: input, beside: node, graph, index, positions, facts)
        own += side.filter { taken.insert($0).inserted }
      }
      sides.append(own)
      skips.append(again.sorted())
    }
    unused = order.filter { positions[$0] == nil && !taken.contains($0) }.map { graph.nodes[$0].id }
  }

  static func refusal(_ reason: String) -> DiagramError {
    .unsuitable("a score is written for one chain of operations: \(reason)")
  }

  private mutating func walk(back output: Int, _ graph: ComputationGraph, _ facts: Facts) {
    var node = output
    nodes = [node]
    while let input = facts.main(of: node, index) {
      arguments.append(Array(index.inputs(of: node)).firstIndex(of: input) ?? 0)
      nodes.append(input)
      node = input
    }
    arguments.append(0)
    nodes.reverse()
    arguments.reverse()
  }

  /// What leads to an input that is not on the chain, leaves first.
  private static func side(
    from input: Int, beside node: Int, _ graph: ComputationGraph, _ index: NodeIndex,
    _ positions: [Int: Int], _ facts: Facts
  ) throws -> [Int] {
    var found: [Int] = []
    var open = [input]
    while let next = open.popLast() {
      let isShort = facts.depth[next] <= longestSide && facts.depth[next] < facts.depth[node] - 1
      guard positions[next] == nil, facts.depth[next] == 0 || isShort else {
        throw refusal(
          "\(graph.nodes[input].id.quoted(limit: 40)) runs beside it and joins at"
            + " \(graph.nodes[node].id.quoted(limit: 40))")
      }
      if found.contains(next) { continue }
      found.append(next)
      open += index.inputs(of: next)
    }
    return found.sorted { facts.rank[$0] < facts.rank[$1] }
  }

  /// What decides which way is the chain.
  private struct Facts {
    /// How many operations lead to a node, on the longest way.
    var depth: [Int]
    /// The rank in the order of the forward pass.
    var rank: [Int]
    /// Whether it depends on more than parameters and constants.
    var isData: [Bool]
    var isX: [Bool]

    init(_ graph: ComputationGraph, _ index: NodeIndex, _ order: [Int]) {
      depth = [Int](repeating: 0, count: graph.nodes.count)
      rank = depth
      isData = depth.map { _ in false }
      isX = isData
      for (position, node) in order.enumerated() {
        rank[node] = position
        let inputs = index.inputs(of: node)
        if inputs.isEmpty {
          isData[node] = !graph.nodes[node].isLikeAParameter && !graph.nodes[node].isConstant
          isX[node] = graph.nodes[node].isLikeAnInput
        } else {
          depth[node] = 1 + (inputs.map { depth[$0] }.max() ?? 0)
          isData[node] = inputs.contains { isData[$0] }
        }
      }
    }

    /// The input by which the chain comes: the longest way from data.
    func main(of node: Int, _ index: NodeIndex) -> Int? {
      let inputs = Array(index.inputs(of: node))
      let data = inputs.filter { isData[$0] }
      func weight(_ input: Int) -> (Int, Int) { (depth[input], isX[input] ? 1 : 0) }
      // The first of several.
      return (data.isEmpty ? inputs : data).reversed().max { weight($0) < weight($1) }
    }
  }
}

extension Node {
  /// The last part of its name: `weight` of `layers.0.weight`.
  fileprivate var lastName: Substring {
    (label ?? id).split(separator: ".").last ?? ""
  }

  /// Whether it is a parameter, or called as people call one: W, b₁, theta.
  var isLikeAParameter: Bool {
    if isParameter { return true }
    guard inputs.isEmpty else { return false }
    let name = lastName.prefix { !$0.isNumber && $0 != "_" }
    return ["W", "w", "b", "V", "U", "weight", "bias", "theta", "beta", "gamma", "θ", "β", "γ"]
      .contains(name)
  }

  fileprivate var isLikeAnInput: Bool {
    lastName.first.map { "xX".contains($0) } ?? false
  }
}
