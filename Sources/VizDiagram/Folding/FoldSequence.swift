import VizTrace

/// The steps of ``FoldSteps`` with what is needed to compare them.
struct FoldSequence {
  struct Step {
    /// In topological order.
    var nodes: [Int]
    /// The fold that it is.
    var part: Int?
    /// Alike for steps of the same operations.
    var kind = 0
    /// Alike for steps of one kind that take the values of those as far before them.
    var wiring = 0
    /// The indices of the steps that it takes something from.
    var inputs: [Int] = []
    /// Shared leaves that it takes, and those of them that are weights.
    var leaves: [Int] = []
    var weights: [Int] = []
    /// How many steps take its value.
    var uses = 0
    /// Whether it has to stay in sight.
    var isFixed = false
  }

  private(set) var steps: [Step] = []
  /// Of each place, the values of how many steps before it are taken at it or behind.
  private(set) var crossing: [Int] = []

  /// A graph of more operations is not compared with itself: a million steps take a second, and hundreds
  /// of megabytes.
  static let mostCompared = 200_000

  /// - Parameter shown: Nodes that stay in sight.
  init(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, folding: Folding, shown: Set<Int>
  ) {
    let found = FoldSteps(
      graph, order: order, inputs: inputs, folding: folding, shown: shown,
      upTo: Self.mostCompared)
    steps = found.nodes.indices.map { step in
      let leaves = found.leaves(of: step, inputs)
      return Step(
        nodes: Array(found.nodes[step]), part: found.parts[step],
        inputs: found.inputs(of: step, inputs), leaves: leaves,
        // A mask is no weight.
        weights: leaves.filter { !graph.nodes[$0].isConstant && graph.nodes[$0].role != .data },
        isFixed: found.isFixed[step])
    }
    for index in steps.indices { for input in steps[index].inputs { steps[input].uses += 1 } }
    findKinds(graph)
    for index in steps.indices {
      var hasher = Hasher()
      hasher.combine(steps[index].kind)
      for input in steps[index].inputs { hasher.combine(index - input) }
      steps[index].wiring = hasher.finalize()
    }
    crossing = [Int](repeating: 0, count: steps.count + 1)
    var last = [Int](repeating: 0, count: steps.count)
    for (index, step) in steps.enumerated() {
      for input in step.inputs { last[input] = index }
    }
    for (index, end) in last.enumerated() where end > index {
      crossing[index + 1] += 1
      crossing[min(end + 1, steps.count)] -= 1
    }
    for index in crossing.indices.dropFirst() { crossing[index] += crossing[index - 1] }
  }

  private mutating func findKinds(_ graph: ComputationGraph) {
    var kinds: [String: Int] = [:]
    for index in steps.indices {
      let step = steps[index]
      // What has to stay is like nothing else; data that a step takes from outside make no difference.
      let words =
        step.isFixed
        ? "fixed \(index)"
        : step.nodes.map { graph.nodes[$0].op }.filter { $0 != "input" }.joined(separator: " ")
      let kind = kinds[words] ?? kinds.count
      kinds[words] = kind
      steps[index].kind = kind
    }
  }
}
