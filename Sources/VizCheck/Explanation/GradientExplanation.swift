public import VizBase
import VizTensor
public import VizTrace

/// Why a gradient is what it is: the paths from a number of a graph to the output, of which the
/// chain rule adds up the products.
///
/// Every number of a tensor is a node of its own here, and an edge is there where the output of an
/// operation depends on a number of its input; the derivatives are those that the graph states on
/// scalars, and else those of the operations' rules. Nothing lists paths: all comes from
/// backpropagation over other semirings (arXiv 2307.03056), and takes about as long as there are
/// edges.
public struct GradientExplanation: Sendable {
  /// One number of one node.
  public struct Element: Sendable, Hashable {
    /// The id of the node.
    public var node: Node.ID
    /// Where the number stands along each axis; empty for a scalar.
    public var index: [Int]

    /// A number of a node; the node itself where it is a scalar.
    public init(node: Node.ID, index: [Int] = []) {
      self.node = node
      self.index = index
    }
  }

  /// A path, and what it contributes.
  public struct Path: Sendable, Equatable {
    /// The numbers along it, from the output to the one that is explained.
    public var elements: [Element]
    /// The derivative of each in the next.
    public var factors: [Double]
    /// What the output is weighted with, which is a factor of the product, too.
    public var seed: Double
    /// What all factors multiply to.
    public var product: Double
  }

  /// All paths of one length.
  public struct Length: Sendable, Equatable {
    /// How many edges a path has.
    public var edges: Int
    /// How many such paths there are.
    public var paths: Natural
    /// The sum of their products.
    public var sum: Double
    /// The sum of the magnitudes of their products.
    public var sumOfAbsolute: Double
  }

  /// The number whose gradient is explained.
  public let element: Element
  /// What it is the gradient of: the outputs that are added up with their weights, mostly one.
  public let outputs: [Node.ID]
  /// The gradient: the sum of the products of all paths.
  public let gradient: Double
  /// The gradient that the graph states; nil where it states none of these outputs, or a summary.
  public let statedGradient: Double?
  /// How many paths there are.
  public let paths: Natural
  /// The sum of the magnitudes of the products.
  public let sumOfAbsolute: Double
  /// The entropy in bits of the distribution that gives each path a share by its magnitude.
  public let entropy: Double
  /// The paths with the greatest magnitudes, the strongest first.
  public let strongest: [Path]
  /// The gradient divided by the length of the paths, the shortest first; nil where the lengths
  /// are too many to be told apart.
  public let lengths: [Length]?
  /// The chain rule, worked line by line; see ``ChainRule``.
  public let chainRule: ChainRule

  /// How much of what flows along the paths cancels: 1 − |gradient| / ``sumOfAbsolute``; 0 where
  /// nothing flows.
  public var cancellation: Double {
    sumOfAbsolute == 0 ? 0 : 1 - gradient.magnitude / sumOfAbsolute
  }

  /// Explains the gradient of one number.
  ///
  /// - Parameters:
  ///   - graph: The graph, of any engine.
  ///   - name: The node, by its id or else its label, with the place of the number along each axis
  ///     in brackets: `W[0,3]`.
  ///   - output: The node, or the number, whose gradient it is; nil for the graph's outputs, as
  ///     their seeds say.
  ///   - count: How many of the strongest paths are wanted.
  /// - Throws: `GraphError` where the graph is none; ``ExplanationError``.
  public init(
    of name: String, in graph: ComputationGraph, output: String? = nil, paths count: Int = 5
  ) throws {
    try graph.verify()
    guard !graph.isForwardMode else {
      throw ExplanationError(
        .forwardMode, "the graph is one of forward mode, in which nothing flows back",
        hint: "trace it in reverse mode")
    }
    let expanded = PortExpansion(graph).graph
    let (index, order) = try expanded.uncheckedWiring()
    let names = ElementNames(expanded, index)
    let target = try names.location(of: name, among: graph)
    var seeds = Self.seeds(expanded, index, order)
    let end = try output.map { try names.location(of: $0, among: graph) }
    // One number of an output, or a node that is none.
    let isOther = end.map { $0.index != nil || seeds[$0.node] == nil || seeds.count > 1 } ?? false
    if let end, isOther {
      seeds = [end.node: { try names.seed(end, output ?? "", of: $0) }]
    }
    let elements = try ElementGraph(
      expanded, index, order: order, target: target.node, seeds: seeds)
    let number = try names.element(target, name, of: elements.shapes[target.node])
    let sums = PathSums(elements)
    let position = elements.position(target.node, number)
    element = elements.element(target.node, number)
    outputs = seeds.keys.sorted().map { expanded.nodes[$0].id }
    gradient = sums.sum[position]
    sumOfAbsolute = sums.absolute[position]
    entropy = sums.entropy(of: position)
    let lengths = sums.lengths(of: target.node, number)
    self.lengths =
      sums.hasLengths
      ? lengths.map {
        Length(
          edges: $0.edges, paths: $0.paths.paths, sum: $0.paths.sum,
          sumOfAbsolute: $0.paths.absolute)
      } : nil
    paths = sums.paths(of: target.node, number)
    var search = StrongestPaths(elements, sums)
    let found = search.paths(from: target.node, number, limit: count)
    strongest = found.map { path in
      let factors = Array(path.factors.reversed())
      return Path(
        elements: path.elements.reversed().map { elements.element($0.node, $0.element) },
        factors: factors, seed: path.seed, product: factors.reduce(path.seed, *))
    }
    chainRule = ChainRule(elements, sums, found, from: target.node, number)
    if !isOther, case .elements(let stated, _)? = expanded.nodes[target.node].gradient,
      stated.indices.contains(number)
    {
      statedGradient = stated[number]
    } else {
      statedGradient = nil
    }
  }

  /// What the graph's gradients are those of: its outputs with their seeds, or the first one, with
  /// its own gradient where nothing else flows into that.
  private static func seeds(
    _ graph: ComputationGraph, _ index: NodeIndex, _ order: [Int]
  ) -> [Int: (Shape) throws -> Tensor<Double>] {
    if let stated = graph.seeds {
      var seeds: [Int: [TensorData?]] = [:]
      for (output, seed) in zip(graph.outputs, stated) {
        guard let node = index[output], seed?.magnitude != 0 else { continue }
        seeds[node, default: []].append(seed)
      }
      // An output that is named twice counts twice.
      if !seeds.isEmpty {
        return seeds.mapValues { seeds in
          { shape in try seeds.reduce(.zeros(shape)) { try $0 + weights($1, shape) } }
        }
      }
    }
    let named = graph.outputs.first.flatMap { index[$0] }
    guard let first = named ?? order.last else { return [:] }
    let own = graph.nodes[first].gradient
    let isOwn = index.consumers(of: first).isEmpty && own?.shape != nil && own?.magnitude != 0
    return [first: { try weights(isOwn ? own : nil, $0) }]
  }

  /// One number for all elements, nil for 1, or one for each.
  private static func weights(_ seed: TensorData?, _ shape: Shape) throws -> Tensor<Double> {
    guard case .elements(let elements, let extents)? = seed else { return .ones(shape) }
    return try Tensor(elements, shape: Shape(extents)).broadcast(to: shape)
  }
}

extension ElementGraph {
  /// An element as a reader names it.
  func element(_ node: Int, _ element: Int) -> GradientExplanation.Element {
    var index: [Int] = []
    var rest = element
    for extent in (shapes[node]?.extents ?? []).reversed() {
      index.append(rest % max(extent, 1))
      rest /= max(extent, 1)
    }
    return .init(node: graph.nodes[node].id, index: index.reversed())
  }
}
