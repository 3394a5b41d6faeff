/// Where each node stands in a graph's list, and which nodes it is wired to.
///
/// Ids that no node has are left out; of two nodes with one id the first counts.
///
/// - Complexity: built in O(nodes + inputs); every question afterwards takes constant time.
public struct NodeIndex: Sendable {
  private var places: [Node.ID: Int]
  private var inputs = Wires()
  private var consumers = Wires()

  /// The index of a list of nodes, which need not be a verified graph's.
  public init(_ nodes: [Node]) {
    places = [:]
    places.reserveCapacity(nodes.count)
    for (place, node) in nodes.enumerated() where places[node.id] == nil {
      places[node.id] = place
    }
    inputs.starts.reserveCapacity(nodes.count + 1)
    for node in nodes {
      for input in node.inputs {
        if let place = places[input] { inputs.ends.append(place) }
      }
      inputs.starts.append(inputs.ends.count)
    }
    connectConsumers(count: nodes.count)
  }

  /// The index of a graph's nodes.
  public init(_ graph: ComputationGraph) { self.init(graph.nodes) }

  /// The place of a node in the list.
  public subscript(id: Node.ID) -> Int? { places[id] }

  /// The places of a node's arguments, in their order and with their repeats.
  public func inputs(of node: Int) -> ArraySlice<Int> { inputs[node] }

  /// The places of the nodes that take a node as an argument: ascending, each once.
  public func consumers(of node: Int) -> ArraySlice<Int> { consumers[node] }

  /// Counts the consumers of each node first, so that one array holds them all.
  private mutating func connectConsumers(count: Int) {
    var next = [Int](repeating: 0, count: count)
    forEachWire { input, _ in next[input] += 1 }
    var total = 0
    for node in next.indices {
      let own = next[node]
      next[node] = total
      total += own
      consumers.starts.append(total)
    }
    var ends = [Int](repeating: 0, count: total)
    forEachWire { input, consumer in
      ends[next[input]] = consumer
      next[input] += 1
    }
    consumers.ends = ends
  }

  /// Calls `body` with both ends of every wire, once for an input that stands several times.
  private func forEachWire(_ body: (_ input: Int, _ consumer: Int) -> Void) {
    var lastConsumer = [Int](repeating: -1, count: inputs.starts.count - 1)
    for consumer in lastConsumer.indices {
      for input in inputs[consumer] where lastConsumer[input] != consumer {
        lastConsumer[input] = consumer
        body(input, consumer)
      }
    }
  }
}

/// Lists of places, one a node, end to end in one array.
private struct Wires {
  var starts = [0]
  var ends: [Int] = []

  subscript(node: Int) -> ArraySlice<Int> {
    guard node >= 0, node + 1 < starts.count else { return [] }
    return ends[starts[node]..<starts[node + 1]]
  }
}
