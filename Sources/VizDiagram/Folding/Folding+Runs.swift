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
    _ graph: ComputationGraph, order: [Int], inputs: [[Int]], withLeaves: Bool = false,
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
      fold(nodes, title: "\(operations) operations")
      open -= enough < .max ? nodes.count : 0
    }
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
