import VizBase

extension ComputationGraph {
  /// The indices of the nodes in an order in which every node follows its inputs.
  ///
  /// Of the nodes whose inputs are all placed, the first of the list comes next: a list that is
  /// in such an order already keeps it.
  ///
  /// - Throws: ``GraphError`` for a cycle.
  /// - Complexity: O(inputs + nodes · log nodes), without recursion.
  public func topologicalOrder() throws(GraphError) -> [Int] {
    try uncheckedWiring().order
  }

  /// What ``wiring()`` finds, of a graph whose nodes need not be checked: it was verified, or is made of
  /// one that was.
  ///
  /// - Throws: ``GraphError`` for a cycle.
  package func uncheckedWiring() throws(GraphError) -> (index: NodeIndex, order: [Int]) {
    if let wiring = known.wiring { return wiring }
    let index = NodeIndex(self)
    do {
      return (index, try topologicalOrder(index))
    } catch {
      throw error.error
    }
  }

  func topologicalOrder(_ index: NodeIndex) throws(GraphFault) -> [Int] {
    var missing = [Int32](repeating: 0, count: nodes.count)
    for node in nodes.indices {
      for consumer in index.consumers(of: node) { missing[consumer] += 1 }
    }
    var free = MinimumHeap()
    for node in nodes.indices where missing[node] == 0 { free.insert(node) }
    var order: [Int] = []
    order.reserveCapacity(nodes.count)
    while let node = free.removeMinimum() {
      order.append(node)
      for consumer in index.consumers(of: node) {
        missing[consumer] -= 1
        if missing[consumer] == 0 { free.insert(consumer) }
      }
    }
    guard order.count == nodes.count else { throw cycle(unplaced: missing, index) }
    return order
  }

  /// The fault of a cycle, found by walking from input to input among nodes that wait for one.
  private func cycle(unplaced missing: [Int32], _ index: NodeIndex) -> GraphFault {
    var path: [Int] = []
    var depths: [Int: Int] = [:]
    var next = missing.firstIndex { $0 > 0 }
    while let node = next, depths[node] == nil {
      depths[node] = path.count
      path.append(node)
      next = index.inputs(of: node).first { missing[$0] > 0 }
    }
    // The walk went against the flow of data; begin with the node that the list has first.
    var cycle = Array(path[(next.flatMap { depths[$0] } ?? 0)...].reversed())
    let first = cycle.indices.min { cycle[$0] < cycle[$1] } ?? 0
    cycle = Array(cycle[first...] + cycle[..<first])
    let ids = cycle.map { nodes[$0].id }
    var names = ids.prefix(10).map { $0.quoted() }
    if ids.count > 10 { names.append("… (\(ids.count - 10) more)") }
    names.append(contentsOf: ids.prefix(1).map { $0.quoted() })
    return GraphFault(
      error: GraphError(
        .cycle, "the nodes form a cycle: \(names.joined(separator: " → "))", nodes: ids,
        hint: "remove one of these wires; a loop must be unrolled into a node a step"),
      spot: cycle.first.map { .field($0, .inputs) } ?? .nodes)
  }
}

/// A binary heap of integers.
private struct MinimumHeap {
  private var items: [Int] = []

  mutating func insert(_ item: Int) {
    items.append(item)
    var child = items.count - 1
    while child > 0, items[(child - 1) / 2] > items[child] {
      items.swapAt((child - 1) / 2, child)
      child = (child - 1) / 2
    }
  }

  mutating func removeMinimum() -> Int? {
    guard let last = items.popLast() else { return nil }
    guard let minimum = items.first else { return last }
    items[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < items.count else { return minimum }
      if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
      guard items[child] < items[parent] else { return minimum }
      items.swapAt(child, parent)
      parent = child
    }
  }
}
