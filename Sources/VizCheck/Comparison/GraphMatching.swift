import VizBase
import VizTrace

/// Which nodes of two graphs are the same part of the same network, whatever they are called.
///
/// First come leaves: by name where their values agree, by their place in the structure, by value.
/// Then every node whose inputs, in their order, have partners, with the one of the same operation
/// on these; and back from the outputs what lies beyond a part that one graph alone has; and between two
/// such parts what alone gives a value. Where several suit, names, shapes, values and what uses them decide.
struct GraphMatching {
  /// For each node of the first graph its partner in the second.
  private(set) var partner: [Int?]
  /// For each node of the second graph its partner in the first.
  private(set) var inverse: [Int?]
  private let a: Side
  private let b: Side

  init(_ a: ComputationGraph, _ b: ComputationGraph) throws {
    self.a = try Side(a)
    self.b = try Side(b)
    partner = Array(repeating: nil, count: a.nodes.count)
    inverse = Array(repeating: nil, count: b.nodes.count)
    matchLeaves()
    for _ in 0..<Self.mostRounds {
      let before = count
      matchForward()
      matchBackward()
      matchNames { $0.isLeaf($1) ? nil : $0.graph.nodes[$1].id }
      if count == before { matchValues() }
      if count == before { break }
    }
    matchLeftovers()
    matchForward()
  }

  private static let mostRounds = 20

  private var count: Int { partner.count { $0 != nil } }

  private mutating func pair(_ first: Int, _ second: Int) {
    partner[first] = second
    inverse[second] = first
  }

  private func kind(_ index: Int, _ other: Int) -> Bool {
    a.kinds[index] == b.kinds[other]
      && (a.graph.nodes[index].extents == b.graph.nodes[other].extents
        || a.graph.nodes[index].extents == nil || b.graph.nodes[other].extents == nil)
  }

  /// Whether the values agree about; nil where they are not known.
  private func isNear(_ index: Int, _ other: Int) -> Bool? {
    guard let x = a.graph.nodes[index].value, let y = b.graph.nodes[other].value else { return nil }
    guard case .elements(let xs, _) = x, case .elements(let ys, _) = y else {
      return abs(x.magnitude - y.magnitude) <= 0.02 * max(x.magnitude, y.magnitude)
    }
    guard xs.count == ys.count else { return false }
    let scale = max(xs.map(\.magnitude).max() ?? 0, ys.map(\.magnitude).max() ?? 0)
    return zip(xs, ys).allSatisfy { $0 == $1 || ($0 - $1).magnitude <= 0.01 * scale || $0.isNaN }
  }

  // MARK: - Leaves

  private mutating func matchLeaves() {
    func id(_ side: Side, _ index: Int) -> String? {
      side.isLeaf(index) ? side.graph.nodes[index].id : nil
    }
    func label(_ side: Side, _ index: Int) -> String? {
      side.isLeaf(index) ? side.graph.nodes[index].label : nil
    }
    func colour(_ side: Side, _ index: Int) -> String? {
      side.isLeaf(index) ? String(side.colours[index]) : nil
    }
    func shape(_ side: Side, _ index: Int) -> String? {
      side.isLeaf(index) ? "\(side.graph.nodes[index].extents ?? [])" : nil
    }
    matchAlike(by: id) { $0.isNear($1, $2) == true }
    matchAlike(by: label) { $0.isNear($1, $2) == true }
    // The same number in the same place.
    matchAlike(by: colour) { $0.isNear($1, $2) == true }
    matchAlike(by: shape) { $0.isNear($1, $2) == true }
    matchNames(by: id)
    matchNames(by: label)
    matchAlike(by: colour) { $0.isNear($1, $2) ?? true }
  }

  /// Leaves that nothing but their place among the others tells apart.
  private mutating func matchLeftovers() {
    matchAlike(by: { $0.isLeaf($1) ? String($0.colours[$1]) : nil }, { _, _, _ in true })
  }

  /// Pairs the first with the first that suits, of those that have a key in common.
  private mutating func matchAlike(
    by key: (Side, Int) -> String?, _ suits: (GraphMatching, Int, Int) -> Bool
  ) {
    var groups: [String: [Int]] = [:]
    for index in b.order where inverse[index] == nil {
      if let key = key(b, index) { groups[key, default: []].append(index) }
    }
    for index in a.order where partner[index] == nil {
      guard let key = key(a, index), let group = groups[key] else { continue }
      let found = group.prefix(Self.mostTried).filter {
        inverse[$0] == nil && kind(index, $0) && suits(self, index, $0)
      }
      // Of those that suit, the one that is used alike.
      let best = found.first { b.colours[$0] == a.colours[index] } ?? found.first
      if let best {
        pair(index, best)
        groups[key]?.removeAll { $0 == best }
      }
    }
  }

  private static let mostTried = 500

  /// Pairs what alone has a name in both graphs.
  private mutating func matchNames(by key: (Side, Int) -> String?) {
    func unique(_ side: Side, _ isFree: (Int) -> Bool) -> [String: Int] {
      var found: [String: Int] = [:]
      for index in side.order where isFree(index) {
        if let key = key(side, index) { found[key] = found[key] == nil ? index : -1 }
      }
      return found
    }
    let second = unique(b) { inverse[$0] == nil }
    let first = unique(a) { partner[$0] == nil }
    for index in a.order where partner[index] == nil {
      guard let key = key(a, index), first[key] == index, let other = second[key], other >= 0,
        kind(index, other)
      else { continue }
      pair(index, other)
    }
  }

  // MARK: - Operations

  private struct Call: Hashable {
    var op: String
    var inputs: [Int]
  }

  /// Pairs operations on the same inputs.
  private mutating func matchForward() {
    var calls: [Call: [Int]] = [:]
    for index in b.order where inverse[index] == nil && !b.isLeaf(index) {
      let call = Call(op: b.kinds[index], inputs: Array(b.index.inputs(of: index)))
      calls[call, default: []].append(index)
    }
    for index in a.order where partner[index] == nil && !a.isLeaf(index) {
      let inputs = a.index.inputs(of: index).compactMap { partner[$0] }
      guard inputs.count == a.graph.nodes[index].inputs.count else { continue }
      let call = Call(op: a.kinds[index], inputs: inputs)
      let open = (calls[call] ?? []).filter { inverse[$0] == nil && kind(index, $0) }
      guard let best = open.max(by: { score(index, $0) < score(index, $1) }) else { continue }
      // The first of equals.
      pair(index, open.first { score(index, $0) == score(index, best) } ?? best)
    }
  }

  /// Pairs operations that alone in both graphs give about the same tensor: what lies between two parts that one
  /// graph alone has.
  private mutating func matchValues() {
    func groups(_ side: Side, _ isFree: (Int) -> Bool) -> [String: [Int]] {
      let open = side.order.filter {
        isFree($0) && !side.isLeaf($0) && (side.graph.nodes[$0].value?.summary.count ?? 0) > 1
      }
      return Dictionary(grouping: open) {
        "\(side.kinds[$0]) \(side.graph.nodes[$0].extents ?? [])"
      }.filter { $0.value.count <= Self.mostTried }
    }
    let first = groups(a) { partner[$0] == nil }
    for (key, theirs) in groups(b, { inverse[$0] == nil }) {
      let mine = first[key] ?? []
      for index in mine {
        let near = theirs.filter { isNear(index, $0) == true }
        guard near.count == 1, mine.count(where: { isNear($0, near[0]) == true }) == 1 else {
          continue
        }
        pair(index, near[0])
      }
    }
  }

  private func score(_ index: Int, _ other: Int) -> Int {
    let (x, y) = (a.graph.nodes[index], b.graph.nodes[other])
    return (a.colours[index] == b.colours[other] ? 8 : 0) + (x.id == y.id ? 4 : 0)
      + (x.label != nil && x.label == y.label ? 2 : 0)
      + (x.scope != nil && x.scope == y.scope ? 2 : 0) + (isNear(index, other) == true ? 1 : 0)
  }

  /// Pairs what is used in the same places by nodes that have partners.
  private mutating func matchBackward() {
    for (first, second) in zip(a.outputs, b.outputs)
    where partner[first] == nil && inverse[second] == nil && kind(first, second) {
      pair(first, second)
    }
    for index in a.order.reversed() {
      guard let other = partner[index] else { continue }
      let (mine, theirs) = (a.index.inputs(of: index), b.index.inputs(of: other))
      guard mine.count == theirs.count else { continue }
      for (x, y) in zip(mine, theirs)
      where partner[x] == nil && inverse[y] == nil && kind(x, y) && isUsedAlike(x, y) {
        pair(x, y)
      }
    }
  }

  /// Whether what uses the one is what uses the other, as far as it has partners.
  private func isUsedAlike(_ x: Int, _ y: Int) -> Bool {
    let users = Set(b.index.consumers(of: y))
    return a.index.consumers(of: x).allSatisfy { partner[$0].map(users.contains) ?? true }
  }

  // MARK: - One graph

  struct Side {
    let graph: ComputationGraph
    let index: NodeIndex
    let order: [Int]
    let outputs: [Int]
    /// What each node is: its operation by the name that graph files have for it.
    let kinds: [String]
    /// What tells a node by all that it is made of and all that is made of it.
    let colours: [Int]

    init(_ graph: ComputationGraph) throws {
      self.graph = graph
      let index = NodeIndex(graph)
      let order = try graph.topologicalOrder()
      let outputs = graph.outputs.compactMap { index[$0] }
      let kinds = graph.nodes.map { $0.inputs.isEmpty ? "" : Synonyms.operation($0.op) }
      var colours = graph.nodes.indices.map { node -> Int in
        var hasher = Hasher()
        hasher.combine(kinds[node])
        hasher.combine(graph.nodes[node].extents)
        for output in outputs.indices where outputs[output] == node { hasher.combine(output) }
        return hasher.finalize()
      }
      // Refined along and against the wires (Weisfeiler and Leman, 1968).
      for _ in 0..<3 {
        for node in order where !graph.nodes[node].inputs.isEmpty {
          var hasher = Hasher()
          hasher.combine(colours[node])
          for input in index.inputs(of: node) { hasher.combine(colours[input]) }
          colours[node] = hasher.finalize()
        }
        for node in order.reversed() {
          var uses: [Int] = []
          for consumer in index.consumers(of: node) {
            for (argument, input) in index.inputs(of: consumer).enumerated() where input == node {
              var hasher = Hasher()
              hasher.combine(colours[consumer])
              hasher.combine(argument)
              uses.append(hasher.finalize())
            }
          }
          var hasher = Hasher()
          hasher.combine(colours[node])
          for use in uses.sorted() { hasher.combine(use) }
          colours[node] = hasher.finalize()
        }
      }
      (self.index, self.order, self.outputs) = (index, order, outputs)
      (self.kinds, self.colours) = (kinds, colours)
    }

    func isLeaf(_ node: Int) -> Bool { graph.nodes[node].inputs.isEmpty }
  }
}
