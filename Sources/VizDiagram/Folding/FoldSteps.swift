import VizBase
import VizTrace

/// What is to be folded as steps in an order in which they can be computed: each fold that there is, and
/// each operation with the weights that it alone takes.
///
/// Any stretch of the steps may become one fold without closing a cycle. Outputs and what several
/// operations take are in no step, and stay in sight.
struct FoldSteps {
  /// The nodes of each step, in topological order.
  private(set) var nodes = IndexLists()
  /// The fold that each step is.
  private(set) var parts = Numbering(count: 0)
  /// The step that each node is in.
  private(set) var stepOf: Numbering
  /// Whether each step has to stay in sight.
  private(set) var isFixed: [Bool] = []

  /// A weight comes of its leaf in so few nodes that it belongs to the operation that takes it.
  private static let mostOwned = 12

  /// - Parameters:
  ///   - shown: Nodes that stay in sight.
  ///   - most: There are no steps, where there would be more than so many.
  init(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, folding: Folding, shown: Set<Int>,
    upTo most: Int = .max
  ) {
    let count = graph.nodes.count
    stepOf = Numbering(count: count)
    let owners = Self.owners(graph, order: order, inputs: inputs, folding, shown: shown)
    let operations = owners.indices.count { owners[$0] == $0 && folding.partOf[$0] == nil }
    guard operations <= most else { return }
    var ofPart = Numbering(count: folding.parts.count)
    var parts: [Int?] = []
    for node in order {
      guard let owner = owners[node] else { continue }
      let part = folding.partOf[owner]
      let known = part.map { ofPart[$0] } ?? stepOf[owner]
      let step = known ?? parts.count
      if known == nil {
        parts.append(part)
        if let part { ofPart[part] = step }
      }
      stepOf[owner] = step
      stepOf[node] = step
    }
    guard parts.count <= most else { return }
    // The file's own order, where it is one: there the steps of a recurrence stand together.
    let isSorted = inputs.indices.allSatisfy { node in inputs[node].allSatisfy { $0 < node } }
    let ranked = isSorted ? Array(0..<count) : order
    guard let places = places(of: parts.count, ranked, inputs) else { return }
    for node in ranked { stepOf[node] = stepOf[node].flatMap { places[$0] } }
    nodes = IndexLists(ranked, in: stepOf, count: parts.count)
    self.parts = Numbering(count: parts.count)
    for (step, part) in parts.enumerated() {
      if let part, let place = places[step] { self.parts[place] = part }
    }
    isFixed = [Bool](repeating: false, count: parts.count)
    for node in shown { if let step = stepOf[node] { isFixed[step] = true } }
  }

  /// The leaves that a step takes from outside, ascending, each once.
  func leaves(of step: Int, _ inputs: IndexLists) -> [Int] {
    var leaves: [Int] = []
    for node in nodes[step] {
      for input in inputs[node] where stepOf[input] == nil { leaves.append(input) }
    }
    return leaves.count < 2 ? leaves : Set(leaves).sorted()
  }

  /// The steps that a step takes something from, ascending, each once.
  func inputs(of step: Int, _ inputs: IndexLists) -> [Int] {
    var found: Set<Int> = []
    for node in nodes[step] {
      for input in inputs[node] {
        if let source = stepOf[input], source != step { found.insert(source) }
      }
    }
    return found.sorted()
  }

  /// For each node the operation that it belongs to, itself where it belongs to none; nil for what
  /// several operations take.
  private static func owners(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, _ folding: Folding,
    shown: Set<Int>
  ) -> Numbering {
    let count = graph.nodes.count
    var consumer = Numbering(count: count)
    var consumers = [Int32](repeating: 0, count: count)
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
    var owned = [Int8](repeating: 0, count: count)
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
      let size = inputs[node].reduce(1) { $0 + Int(owned[$1]) }
      if isLeaf || isWeight[node] && size <= Self.mostOwned { owned[node] = Int8(size) }
    }
    var owners = Numbering(count: count)
    for node in order.reversed() {
      if owned[node] > 0, let consumer = consumer[node] {
        owners[node] = owners[consumer]
      } else if !inputs[node].isEmpty || folding.partOf[node] != nil {
        owners[node] = node
      }
    }
    return owners
  }

  /// Where each step stands in an order in which each is behind what it takes: that of their last nodes,
  /// or of their first; nil where neither is one.
  private func places(of count: Int, _ ranked: [Int], _ inputs: IndexLists) -> Numbering? {
    for isLast in [true, false] {
      var places = Numbering(count: count)
      var place = isLast ? count : 0
      for rank in ranked.indices {
        let node = isLast ? ranked[ranked.count - 1 - rank] : ranked[rank]
        guard let step = stepOf[node], places[step] == nil else { continue }
        if isLast { place -= 1 }
        places[step] = place
        if !isLast { place += 1 }
      }
      let isOrder = inputs.indices.allSatisfy { node in
        guard let step = stepOf[node], let own = places[step] else { return true }
        return inputs[node].allSatisfy { input in
          guard let source = stepOf[input], source != step, let before = places[source] else {
            return true
          }
          return before < own
        }
      }
      if isOrder { return places }
    }
    return nil
  }
}
