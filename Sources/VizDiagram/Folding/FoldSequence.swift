import VizBase
import VizTrace

/// What is to be folded as a sequence of steps in an order in which it can be computed: each fold that
/// there is, and each operation with the weights that it alone takes.
///
/// Any stretch of the sequence may become one fold without closing a cycle. Outputs and what several
/// operations take are in no step, and stay in sight.
struct FoldSequence {
  struct Step {
    /// In topological order.
    var nodes: [Int]
    /// The node whose value leaves.
    var root: Int
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

  /// A weight comes of its leaf in so few nodes that it belongs to the operation that takes it.
  private static let mostOwned = 12

  /// A graph of more operations is not compared with itself.
  static let mostCompared = 200_000

  /// - Parameters:
  ///   - shown: Nodes that stay in sight.
  ///   - most: There are no steps, where there would be more than so many.
  init(
    _ graph: ComputationGraph, order: [Int], inputs: [[Int]], folding: Folding, shown: Set<Int>,
    upTo most: Int = .max
  ) {
    let count = graph.nodes.count
    var rank = [Int](repeating: 0, count: count)
    // The file's own order, where it is one: there the steps of a recurrence stand together.
    let isSorted = inputs.indices.allSatisfy { node in inputs[node].allSatisfy { $0 < node } }
    for (index, node) in (isSorted ? Array(0..<count) : order).enumerated() { rank[node] = index }
    let owners = Self.owners(graph, order: order, inputs: inputs, folding, shown: shown)
    // A million steps take a second, and a hundred megabytes.
    let operations = owners.indices.count { owners[$0] == $0 && folding.partOf[$0] == nil }
    guard operations <= most else { return }
    var stepOf = [Int?](repeating: nil, count: count)
    var ofPart: [Int: Int] = [:]
    for node in order {
      guard let owner = owners[node] else { continue }
      let part = folding.partOf[owner]
      let known = part.map { ofPart[$0] } ?? stepOf[owner]
      let step = known ?? steps.count
      if known == nil {
        steps.append(Step(nodes: [], root: owner, part: part))
        if let part { ofPart[part] = step }
      }
      stepOf[owner] = step
      stepOf[node] = step
      steps[step].nodes.append(node)
    }
    for step in steps.indices where steps[step].part != nil {
      steps[step].root = steps[step].nodes.last ?? steps[step].root
    }
    for step in steps.indices {
      steps[step].nodes.sort { rank[$0] < rank[$1] }
      steps[step].isFixed = steps[step].nodes.contains(where: shown.contains)
    }
    guard sort(stepOf, inputs, rank: rank) else {
      steps = []
      return
    }
    guard steps.count <= most else {
      steps = []
      return
    }
    for step in steps.indices {
      // A mask is no weight.
      steps[step].weights = steps[step].leaves.filter {
        !graph.nodes[$0].isConstant && graph.nodes[$0].role != .data
      }
    }
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

  /// For each node the operation that it belongs to, itself where it belongs to none; nil for what
  /// several operations take.
  private static func owners(
    _ graph: ComputationGraph, order: [Int], inputs: [[Int]], _ folding: Folding, shown: Set<Int>
  ) -> [Int?] {
    let count = graph.nodes.count
    var consumer = [Int?](repeating: nil, count: count)
    var consumers = [Int](repeating: 0, count: count)
    for (node, operands) in inputs.enumerated() {
      // Once for an operand that stands several times.
      for operand in operands where consumer[operand] != node {
        consumers[operand] += 1
        consumer[operand] = node
      }
    }
    // A product with a constant tensor is none: the first step of a recurrence begins with zeros.
    func isData(_ node: Int) -> Bool {
      graph.nodes[node].operation.family == .product
        && inputs[node].contains {
          graph.nodes[$0].isConstant && !graph.nodes[$0].dimensionTexts.isEmpty
        }
    }
    var isWeight = [Bool](repeating: false, count: count)
    var owned = [Int](repeating: 0, count: count)
    for node in order {
      let isLeaf = inputs[node].isEmpty
      isWeight[node] =
        isLeaf
        ? graph.nodes[node].role == .parameter || graph.nodes[node].isConstant
          || graph.nodes[node].op == "parameter"
        : inputs[node].allSatisfy { isWeight[$0] } && !isData(node)
      guard consumers[node] == 1, folding.partOf[node] == nil, !shown.contains(node) else {
        continue
      }
      let size = inputs[node].reduce(1) { $0 + owned[$1] }
      if isLeaf || isWeight[node] && size <= Self.mostOwned { owned[node] = size }
    }
    var owners = [Int?](repeating: nil, count: count)
    for node in order.reversed() {
      if owned[node] > 0, let consumer = consumer[node] {
        owners[node] = owners[consumer]
      } else if !inputs[node].isEmpty || folding.partOf[node] != nil {
        owners[node] = node
      }
    }
    return owners
  }

  /// Puts the steps into an order in which each stands behind what it takes.
  private mutating func sort(_ stepOf: [Int?], _ inputs: [[Int]], rank: [Int]) -> Bool {
    var taken = [[Int]](repeating: [], count: steps.count)
    var leaves = [[Int]](repeating: [], count: steps.count)
    for (index, step) in steps.enumerated() {
      for node in step.nodes {
        for input in inputs[node] {
          if let source = stepOf[input] {
            if source != index { taken[index].append(source) }
          } else {
            leaves[index].append(input)
          }
        }
      }
    }
    let last = steps.map { step in step.nodes.map { rank[$0] }.max() ?? 0 }
    let first = steps.map { step in step.nodes.map { rank[$0] }.min() ?? 0 }
    for keys in [last, first] {
      let sorted = steps.indices.sorted { keys[$0] < keys[$1] }
      var at = [Int](repeating: 0, count: steps.count)
      for (index, step) in sorted.enumerated() { at[step] = index }
      guard taken.indices.allSatisfy({ step in taken[step].allSatisfy { at[$0] < at[step] } })
      else { continue }
      let old = steps
      steps = sorted.map { index in
        var step = old[index]
        step.inputs = Array(Set(taken[index].map { at[$0] })).sorted()
        step.leaves = Array(Set(leaves[index])).sorted()
        return step
      }
      for index in steps.indices { for input in steps[index].inputs { steps[input].uses += 1 } }
      return true
    }
    return false
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
