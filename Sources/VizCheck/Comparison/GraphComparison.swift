import VizTensor
public import VizTrace

/// Two executions of one network: what only one of them has, and where their numbers part.
///
/// Nodes are matched by structure, with names as hints, so that each engine may call them as it
/// likes; a product by a weight and the sum with a bias are the layer that another engine has for both. What follows from a difference above is none of its own: a node parts where its own rule
/// gives other numbers. Where vizbp knows the rule, each file is held against it on the numbers
/// that the file has itself, as ``GraphCheck`` does, so that what is carried along from above,
/// rounding too, is told apart exactly; elsewhere a node's numbers are compared where those that
/// went into it agree.
public struct GraphComparison: Sendable {
  /// A node at which the two part.
  public struct Parting: Sendable, Equatable {
    /// Its id in the first graph.
    public var node: Node.ID
    /// Its id in the second graph.
    public var partner: Node.ID
    /// How far its numbers lie apart, or from its rule in the one that does not follow it, relative
    /// to their size.
    public var error: Double
    /// Other nodes of the first graph whose own rule, wrong by as plain a factor, would leave the same
    /// numbers: where neither file states what was sent along each wire, these do not tell which it is.
    public var others: [Node.ID] = []
  }

  /// How far the numbers of a node lie apart; nil where they were not compared.
  public struct Difference: Sendable, Equatable {
    /// Of the values, relative to the greatest.
    public var value: Double?
    /// Of the gradients, relative to the greatest.
    public var gradient: Double?
  }

  /// The nodes that only the first graph has, and those that only the second one has.
  public let onlyInFirst, onlyInSecond: [Node.ID]
  /// The first node whose value parts by its own rule, or a leaf whose number is another.
  public let forward: Parting?
  /// The first node on the way back whose own rule sends other gradients: not the one whose
  /// gradient is another, but the one that sent it.
  public let backward: Parting?
  /// How far the nodes of the first graph lie from their partners.
  public let differences: [Node.ID: Difference]
  /// How many values and gradients could be compared.
  public let comparedValues, comparedGradients: Int

  /// Whether the structure is one, and nothing parts.
  public var isSame: Bool {
    onlyInFirst.isEmpty && onlyInSecond.isEmpty && forward == nil && backward == nil
  }

  /// Compares two graphs; throws `GraphError` where one is none.
  public init(_ first: ComputationGraph, _ second: ComputationGraph) throws {
    try first.verify()
    try second.verify()
    let (first, second) = ComputationGraph.alike(first, second)
    let a = try GraphReplay(first.statingPrecision, isVerified: true)
    let b = try GraphReplay(second.statingPrecision, isVerified: true)
    let matching = try GraphMatching(a.graph, b.graph)
    var lonely: Set<Int> = []
    onlyInFirst = a.nodes.indices.filter { matching.partner[$0] == nil }.map { a.origins[$0] }
      .filter { lonely.insert($0).inserted }.map { first.nodes[$0].id }
    lonely = []
    onlyInSecond = b.nodes.indices.filter { matching.inverse[$0] == nil }.map { b.origins[$0] }
      .filter { lonely.insert($0).inserted }.map { second.nodes[$0].id }

    var differences: [Node.ID: Difference] = [:]
    var (values, gradients) = (0, 0)
    for index in a.nodes.indices {
      guard let other = matching.partner[index] else { continue }
      let found = Difference(
        value: Self.distance(a.nodes[index].value, b.nodes[other].value),
        gradient: Self.distance(a.nodes[index].gradient, b.nodes[other].gradient))
      if found.value != nil { values += 1 }
      if found.gradient != nil { gradients += 1 }
      differences[a.nodes[index].id] = found
    }
    (comparedValues, comparedGradients) = (values, gradients)
    self.differences = differences
    func parting(_ index: Int, _ error: Double, _ others: [Int] = []) -> Parting? {
      matching.partner[index].map {
        Parting(
          node: first.nodes[a.origins[index]].id, partner: second.nodes[b.origins[$0]].id,
          error: error, others: others.map { first.nodes[a.origins[$0]].id })
      }
    }
    let pairs = PairedGraphs(a: a, b: b, partner: matching.partner, inverse: matching.inverse)
    forward = ForwardParting(pairs).first.flatMap { parting($0.index, $0.error) }
    let back = first.isForwardMode || second.isForwardMode ? nil : BackwardParting(pairs)
    backward = back?.first.flatMap { parting($0.index, $0.error, back?.others ?? []) }
  }

  /// How far apart numbers, or what a summary says of them, lie; nil where one is missing.
  private static func distance(_ a: TensorData?, _ b: TensorData?) -> Double? {
    guard let a, let b else { return nil }
    return PairedGraphs.distance(a, b, terms: 0)
  }
}

extension ComputationGraph {
  /// The graph with single precision stated where no type is and every number has that precision.
  fileprivate var statingPrecision: ComputationGraph {
    func isSingle(_ data: TensorData?) -> Bool {
      guard case .elements(let elements, _)? = data else { return true }
      return elements.allSatisfy { !$0.isFinite || Double(Float($0)) == $0 }
    }
    guard nodes.allSatisfy({ isSingle($0.value) && isSingle($0.gradient) }) else { return self }
    var graph = self
    for index in graph.nodes.indices where graph.nodes[index].dtype == nil {
      graph.nodes[index].dtype = .float32
    }
    return graph
  }
}

/// Two graphs whose nodes are paired.
struct PairedGraphs {
  let a: GraphReplay
  let b: GraphReplay
  let partner: [Int?]
  let inverse: [Int?]

  /// The coarser of the tolerances of a pair.
  func tolerance(_ index: Int, _ other: Int) -> Double {
    max(a.tolerance(at: index).relative, b.tolerance(at: other).relative)
  }

  /// The greatest magnitude in the smaller one of a pair's gradients; 0 where one is missing.
  func leastGradient(_ index: Int, _ other: Int) -> Double {
    let summaries = [a.nodes[index].gradient?.summary, b.nodes[other].gradient?.summary]
    return summaries.map { $0.map { max($0.max.magnitude, $0.min.magnitude).finite } ?? 0 }.min()
      ?? 0
  }

  /// The distance of numbers relative to the greatest of them, and to `terms`; of summaries, of
  /// what both say. 1 where the shapes differ.
  static func distance(_ a: TensorData, _ b: TensorData, terms: Double) -> Double {
    var (gap, scale) = (0.0, terms.finite)
    func compare(_ x: Double, _ y: Double) {
      if x == y || (x.isNaN && y.isNaN) { return }
      guard x.isFinite, y.isFinite else {
        gap = .infinity
        return
      }
      gap = max(gap, (x - y).magnitude)
      scale = max(scale, x.magnitude, y.magnitude)
    }
    if case .elements(let xs, let shape) = a, case .elements(let ys, let other) = b {
      guard shape == other else { return 1 }
      for (x, y) in zip(xs, ys) { compare(x, y) }
    } else {
      let (x, y) = (a.summary, b.summary)
      guard x.count == y.count else { return 1 }
      // Relative to the greatest number in it.
      scale = max(scale, x.max.magnitude, x.min.magnitude)
      for (first, second) in [(x.mean, y.mean), (x.std, y.std), (x.min, y.min), (x.max, y.max)] {
        compare(first, second)
      }
    }
    return gap == 0 ? 0 : gap.isInfinite ? 1 : gap / scale
  }

  /// Whether the values, or the gradients, of a pair agree; nil where one is missing.
  func agree(_ index: Int, _ field: KeyPath<Node, TensorData?>) -> Bool? {
    guard let other = partner[index], let x = a.nodes[index][keyPath: field],
      let y = b.nodes[other][keyPath: field]
    else { return nil }
    return Self.distance(x, y, terms: 0) <= tolerance(index, other)
  }
}
