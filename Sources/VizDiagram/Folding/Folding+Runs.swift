import VizTrace

// Graphs without scopes.
extension Folding {
  /// What comes of a leaf in so few operations is folded with the operation that takes it.
  private static let longestOwn = 4

  /// Folds runs of five or more operations of one input and one consumer.
  ///
  /// - Parameter withLeaves: Whether leaves that one operation alone takes are folded with it; runs
  ///   of two operations are then folded, too.
  /// - Parameter upTo: So many cards are enough; of longer runs only a part is folded.
  mutating func foldRuns(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, withLeaves: Bool = false,
    upTo enough: Int = .max
  ) {
    var consumers = [Int](repeating: 0, count: graph.nodes.count)
    for node in inputs.indices { for input in inputs[node] { consumers[input] += 1 } }
    let outputs = Set(graph.outputs)
    let isConstant = graph.nodes.indices.map { graph.nodes[$0].op == "constant" }
    // What one operation alone takes, as a layer takes its weights: a leaf, or what one leaf becomes
    // in operations of one input, such as a weight's transpose.
    var own = [[Int]](repeating: [], count: graph.nodes.count)
    for node in order where withLeaves && consumers[node] == 1 && partOf[node] == nil {
      guard !isConstant[node], !outputs.contains(graph.nodes[node].id) else { continue }
      if inputs[node].isEmpty {
        own[node] = [node]
      } else if inputs[node].count == 1, !own[inputs[node][0]].isEmpty,
        own[inputs[node][0]].count < Self.longestOwn
      {
        own[node] = own[inputs[node][0]] + [node]
      }
    }
    func source(_ node: Int) -> Int? {
      var found: Int?
      for operand in inputs[node] where own[operand].isEmpty && !isConstant[operand] {
        guard found == nil else { return nil }
        found = operand
      }
      return found
    }
    // The run that ends at each node.
    var run = [[Int]](repeating: [], count: graph.nodes.count)
    for node in order {
      guard partOf[node] == nil, let input = source(node), !outputs.contains(graph.nodes[node].id)
      else { continue }
      var nodes: [Int] = []
      if consumers[input] == 1 { swap(&nodes, &run[input]) }
      nodes += inputs[node].flatMap { own[$0] }
      nodes.append(node)
      run[node] = nodes
    }
    var open = enough
    let runs = run.filter { !$0.isEmpty }.sorted {
      enough < .max && $0.count != $1.count ? $0.count > $1.count : $0[0] < $1[0]
    }
    for nodes in runs where open > 0 {
      let nodes = open < nodes.count ? part(of: nodes, own, atLeast: open) : nodes
      let operations = nodes.count { !inputs[$0].isEmpty && own[$0].isEmpty }
      guard operations >= (withLeaves ? 2 : 5) else { continue }
      let parts = enough < .max ? [nodes] : stretches(of: nodes, own, graph, operations)
      for nodes in parts {
        fold(
          nodes,
          title: name(of: nodes, graph) ?? scopesTitle(of: nodes) ?? contents(of: nodes, graph))
      }
      open -= enough < .max ? nodes.count : 0
    }
  }

  /// One card says enough of so many operations of several kinds.
  private static let longestRun = 1_000
  /// A run is never parted into more.
  private static let mostStretches = 20

  /// A run, or where it is long and of several kinds of operations, equal stretches of it: one card would
  /// hide all of them behind a number.
  private func stretches(
    of nodes: [Int], _ own: [[Int]], _ graph: ComputationGraph, _ operations: Int
  ) -> [[Int]] {
    let count = min(operations / Self.longestRun + 1, Self.mostStretches)
    let onWay = nodes.lazy.filter { own[$0].isEmpty }
    guard count > 1, let first = onWay.first,
      onWay.contains(where: { graph.nodes[$0].op != graph.nodes[first].op })
    else { return [nodes] }
    var parts: [[Int]] = [[]]
    var passed = 0
    for node in nodes {
      parts[parts.count - 1].append(node)
      guard own[node].isEmpty else { continue }
      passed += 1
      if passed < operations, passed * count / operations == parts.count { parts.append([]) }
    }
    return parts
  }

  /// The middle of a run, of at least so many nodes, with the leaves that its operations take.
  private func part(of nodes: [Int], _ own: [[Int]], atLeast enough: Int) -> [Int] {
    var steps: [[Int]] = [[]]
    for node in nodes {
      steps[steps.count - 1].append(node)
      if own[node].isEmpty { steps.append([]) }
    }
    var (first, last) = (0, steps.count)
    var count = nodes.count
    // From both ends, first from the one near the inputs.
    while last - first > 2 {
      let isFront = first <= steps.count - last
      let step = isFront ? steps[first] : steps[last - 1]
      guard count - step.count >= enough else { break }
      count -= step.count
      if isFront { first += 1 } else { last -= 1 }
    }
    return Array(steps[first..<last].joined())
  }
}
