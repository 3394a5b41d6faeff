/// Where each node stands in a graph's list, and which nodes it is wired to.
///
/// Ids that no node has are left out; of two nodes with one id the first counts.
///
/// - Complexity: built in O(nodes + inputs); every question afterwards takes constant time.
public struct NodeIndex: Sendable {
  private var table: NodeTable
  /// Where the node stands that has the same id, of each that is not the first of its id.
  private(set) var repeats: [Int: Int] = [:]
  /// The names of the outputs of the nodes that list them.
  private var ports: [Int: [String?]] = [:]
  private var inputs = Wires()
  /// Which output of its node each end of ``inputs`` is; empty where no node lists outputs.
  private var inputPorts: [Int?] = []
  /// The nodes of which another output than the first is used.
  private var branching: Set<Int> = []
  private var consumers = Wires()

  /// The index of a list of nodes, which need not be a verified graph's.
  public init(_ nodes: [Node]) {
    table = NodeTable(nodes)
    // By index: a copy of a node takes longer than finding it.
    for index in nodes.indices {
      if let first = table.add(index) {
        repeats[index] = first
      } else if let list = nodes[index].ports {
        ports[index] = list.map(\.name)
      }
    }
    inputs.starts.reserveCapacity(nodes.count + 1)
    for index in nodes.indices {
      for input in nodes[index].inputs {
        guard let source = source(of: input) else { continue }
        inputs.ends.append(source.node)
        if !ports.isEmpty { inputPorts.append(source.port) }
        if let port = source.port, port > 0 { branching.insert(source.node) }
      }
      inputs.starts.append(Int32(inputs.ends.count))
    }
    connectConsumers(count: nodes.count)
  }

  /// The index of a graph's nodes.
  public init(_ graph: ComputationGraph) {
    self = graph.known.wiring?.index ?? Self(graph.nodes)
  }

  /// The index of a node in the list; of `"id:1"`, where no node is called so, that of the node
  /// whose output it is.
  public subscript(id: Node.ID) -> Int? { source(of: id)?.node }

  /// What an input, or an output of a graph, names: a node, and which of its outputs.
  public struct Source: Sendable, Hashable {
    /// The index of the node in the list.
    public var node: Int
    /// Which of its outputs, counted from 0; nil where the node lists none.
    public var port: Int?

    /// An output of the node at an index.
    public init(node: Int, port: Int? = nil) {
      self.node = node
      self.port = port
    }
  }

  /// What a name stands for: an id, which of a node of several outputs means the first, or
  /// `"id:1"`, with the number or the name of one of the outputs that the node lists.
  public func source(of name: Node.ID) -> Source? {
    if let node = table[name] { return Source(node: node, port: ports[node] == nil ? nil : 0) }
    guard !ports.isEmpty, let colon = name.lastIndex(of: ":"),
      let node = table[String(name[..<colon])], let names = ports[node]
    else { return nil }
    let port = String(name[name.index(after: colon)...])
    if let number = Int(port), String(number) == port {
      return names.indices.contains(number) ? Source(node: node, port: number) : nil
    }
    return names.firstIndex(of: port).map { Source(node: node, port: $0) }
  }

  /// Which output of its node a use takes, counted from 0; nil where the node lists none.
  public func port(of use: Use) -> Int? {
    let ends = inputs[use.consumer]
    guard !inputPorts.isEmpty, use.argument >= 0, use.argument < ends.count else { return nil }
    return inputPorts[ends.startIndex + use.argument]
  }

  /// The same where it is to be said: of a node that gives its first output alone it goes without saying.
  package func branch(of use: Use) -> Int? {
    guard let port = port(of: use) else { return nil }
    let ends = inputs[use.consumer]
    return branching.contains(ends[ends.startIndex + use.argument]) ? port : nil
  }

  /// The indices of a node's arguments, in their order and with their repeats.
  public func inputs(of node: Int) -> ArraySlice<Int> { inputs[node] }

  /// The indices of the nodes that take a node as an argument: ascending, each once.
  public func consumers(of node: Int) -> ArraySlice<Int> { consumers[node] }

  /// Counts the consumers of each node first, so that one array holds them all.
  private mutating func connectConsumers(count: Int) {
    var next = [Int32](repeating: 0, count: count)
    forEachWire { input, _ in next[input] += 1 }
    var total: Int32 = 0
    consumers.starts.reserveCapacity(count + 1)
    for node in next.indices {
      let own = next[node]
      next[node] = total
      total += own
      consumers.starts.append(total)
    }
    var ends = [Int](repeating: 0, count: Int(total))
    forEachWire { input, consumer in
      ends[Int(next[input])] = consumer
      next[input] += 1
    }
    consumers.ends = ends
  }

  /// Calls `body` with both ends of every wire, once for an input that stands several times.
  private func forEachWire(_ body: (_ input: Int, _ consumer: Int) -> Void) {
    var lastConsumer = [Int32](repeating: -1, count: inputs.starts.count - 1)
    for consumer in lastConsumer.indices {
      for input in inputs[consumer] where lastConsumer[input] != Int32(consumer) {
        lastConsumer[input] = Int32(consumer)
        body(input, consumer)
      }
    }
  }
}

/// Lists of indices, one a node, end to end in one array. Where they begin fits 32 bits: as many inputs
/// would fill the memory by themselves.
private struct Wires {
  var starts: [Int32] = [0]
  var ends: [Int] = []

  subscript(node: Int) -> ArraySlice<Int> {
    guard node >= 0, node + 1 < starts.count else { return [] }
    return ends[Int(starts[node])..<Int(starts[node + 1])]
  }
}

/// Finds nodes by their ids: a table of places alone, a fifth of what a dictionary with the ids takes.
private struct NodeTable {
  private let nodes: [Node]
  /// Where a node stands that is to be found here or further on; -1 for none.
  private var places: [Int32]

  /// A table of no node of the list yet.
  init(_ nodes: [Node]) {
    self.nodes = nodes
    var size = 2
    // Half of the table stays free, for searches to be short.
    while size < 2 * nodes.count { size *= 2 }
    places = [Int32](repeating: -1, count: size)
  }

  subscript(id: Node.ID) -> Int? {
    let place = places[slot(of: id)]
    return place < 0 ? nil : Int(place)
  }

  /// Adds a node, unless one has its id; that is returned.
  mutating func add(_ node: Int) -> Int? {
    let slot = slot(of: nodes[node].id)
    guard places[slot] < 0 else { return Int(places[slot]) }
    places[slot] = Int32(node)
    return nil
  }

  /// Where the node of an id is, or would be.
  private func slot(of id: Node.ID) -> Int {
    var slot = id.hashValue & (places.count - 1)
    while places[slot] >= 0, nodes[Int(places[slot])].id != id {
      slot = (slot + 1) & (places.count - 1)
    }
    return slot
  }
}
