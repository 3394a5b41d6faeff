import Foundation
import VizBase
import VizTensor
import VizTrace

extension Graphs {
  /// The seeds of the geometry tests; `VIZBP_SEEDS=5000` has them go on to that one.
  static let seeds: ClosedRange<UInt64> =
    1...max(UInt64(ProcessInfo.processInfo.environment["VIZBP_SEEDS"] ?? "") ?? 300, 1)

  /// A random graph of one of many shapes, with every kind of card: its structure is that of
  /// `seed`, and its numbers are drawn from `numbers`.
  static func varied(seed: UInt64, numbers: inout SplitMix64) -> ComputationGraph {
    let shapes = VariedGraph.Shape.allCases
    let shape = shapes[Int(seed % UInt64(shapes.count))]
    guard shape != .scalars else { return random(seed: seed, numbers: &numbers) }
    var maker = VariedGraph(seed: seed, numbers: numbers)
    maker.grow(shape)
    numbers = maker.numbers
    return maker.graph(named: "\(shape) \(seed)")
  }
}

/// A graph that grows by random nodes.
private struct VariedGraph {
  enum Shape: CaseIterable {
    case scalars, skips, layers, hub, star, tree, scopes, recurrent, apart, network, block
  }

  /// What is known of the numbers in all of it.
  private enum Knowledge { case all, some, valuesAlone, nothing, tangents }

  private var random: SplitMix64
  var numbers: SplitMix64
  private var nodes: [Node] = []
  private var outputs: [String] = []
  private var taken: Set<String> = []
  private let knowledge: Knowledge
  private let hasTensors: Bool
  private let hasNames: Bool

  init(seed: UInt64, numbers: SplitMix64) {
    random = SplitMix64(seed: seed)
    self.numbers = numbers
    let kinds: [Knowledge] = [.all, .all, .all, .some, .valuesAlone, .nothing, .tangents]
    knowledge = kinds.randomElement(using: &random) ?? .all
    hasTensors = Bool.random(using: &random)
    hasNames = Bool.random(using: &random)
  }

  func graph(named name: String) -> ComputationGraph {
    var graph = ComputationGraph(
      name: name, nodes: nodes, outputs: outputs.isEmpty ? [nodes.last?.id ?? ""] : outputs)
    graph.isForwardMode = knowledge == .tangents
    return graph
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func between(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &random)
  }

  private mutating func oneOf(_ ids: [String]) -> String {
    ids.randomElement(using: &random) ?? nodes.last?.id ?? ""
  }

  // MARK: Nodes

  private static let operations = [
    1: [
      "exp", "relu", "tanh", "neg", "sum", "mean", "softmax", "transpose", "sqrt",
      "my_custom_op_v2",
    ],
    2: ["add", "mul", "sub", "div", "maximum", "matmul", "pow", "dot", "mse"],
    3: ["linear", "concat", "where", "layer_norm"],
  ]

  private static let labels = [
    "the layer that learns", "ŷ", "h_{t−1}", "a very long label that says what nobody would say",
    "encoder.layers.0.self_attn.q_proj.weight", "x_1", "θ", "漢字", "Σ of all; and more", "W_ih",
  ]

  @discardableResult
  private mutating func add(
    _ inputs: [String], as op: String? = nil, scope: String? = nil, shape given: [Int]? = nil
  ) -> String {
    let isLeaf = inputs.isEmpty
    let leaf = ["input", "parameter", "constant"].randomElement(using: &random)
    let kinds = Self.operations[min(inputs.count, 3)] ?? []
    let op = op ?? (isLeaf ? leaf : kinds.randomElement(using: &random)) ?? "input"
    var id =
      hasNames && chance(3)
      ? "\(scope.map { $0 + "/" } ?? "")\(op)_\(nodes.count)" : "v\(nodes.count)"
    if !taken.insert(id).inserted { id = "v\(nodes.count)" }
    taken.insert(id)
    let shapes: [[Int]] = [[], [], [1], [2, 3], [5], [3, 0], [64, 48], [2, 3, 4, 4]]
    let shape = given ?? (hasTensors ? shapes.randomElement(using: &random) ?? [] : [])
    let isKnown = knowledge != .nothing && !(knowledge == .some && chance(4))
    let hasGradient =
      isKnown && knowledge != .valuesAlone && !(knowledge == .some && chance(3))
    let isSummed = shape.reduce(1, *) > 100 && chance(2)
    // The numbers of constants are part of the formula.
    let isConstant = op == "constant"
    if isConstant { swap(&numbers, &random) }
    var node = Node(
      id: id, op: op, inputs: inputs, scope: scope, shape: shape,
      value: isKnown ? data(shape, isSummed) : nil,
      gradient: hasGradient ? data(shape, isSummed) : nil)
    if isConstant { swap(&numbers, &random) }
    if hasNames, chance(4) { node.label = Self.labels.randomElement(using: &random) }
    if !isLeaf, chance(2) {
      let isText = chance(3)
      node.local = inputs.map { _ in isText ? .text("W₂ᵀδ") : .number(number()) }
    }
    if op == "parameter", chance(3) { node.attributes = ["update_ratio": .number("0.0012")] }
    if isLeaf, chance(6) { node.role = .data }
    nodes.append(node)
    return id
  }

  private mutating func number() -> Double {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 1e-300, -1e300, 0, -0.0, .leastNonzeroMagnitude, 123_456.789, 1,
    ]
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0: return odd.randomElement(using: &numbers) ?? 0
    case 1:
      let power = Int.random(in: -40...30, using: &numbers)
      return Double.random(in: -1...1, using: &numbers)
        * Double(sign: .plus, exponent: power, significand: 1)
    case 2: return Double(Int.random(in: -9...9, using: &numbers))
    default: return Double.random(in: -10...10, using: &numbers)
    }
  }

  private mutating func data(_ shape: [Int], _ isSummed: Bool) -> TensorData {
    let count = shape.reduce(1, *)
    guard isSummed else {
      return .elements((0..<count).map { _ in number() }, shape: shape)
    }
    let size = abs(number())
    return .summary(
      TensorSummary(
        count: count, mean: 0, std: size, min: -size, max: size, norm: size,
        nan: Int.random(in: 0...1, using: &numbers)))
  }

  // MARK: Shapes

  mutating func grow(_ shape: Shape) {
    switch shape {
    case .scalars: break
    case .skips: growSkips(length: between(3...22), skip: between(1...4))
    case .layers: growLayers(depth: between(1...4), width: between(2...5))
    case .hub: growHub(between(3...14))
    case .star: growStar(between(2...12))
    case .tree: growTree(between(3...12))
    case .scopes: growScopes()
    case .recurrent: growRecurrent(steps: between(2...5))
    case .apart: growApart()
    case .network: growNetwork(layers: between(1...6))
    case .block: growBlocks(between(1...3))
    }
  }

  /// A chain that also takes what stands some way before.
  private mutating func growSkips(length: Int, skip: Int) {
    var line = [add([]), add([])]
    for _ in 0..<length {
      var inputs = [line[line.count - 1]]
      while chance(2), inputs.count < 4 {
        inputs.append(line[max(0, line.count - 1 - between(1...(skip * 3)))])
      }
      line.append(add(inputs))
    }
  }

  /// Layers, each of whose nodes takes several of the layer before.
  private mutating func growLayers(depth: Int, width: Int) {
    var layer = (0..<width).map { _ in add([]) }
    for _ in 0..<depth {
      let before = layer
      layer = (0..<between(1...width)).map { _ in
        add((0..<between(1...before.count)).map { _ in oneOf(before) })
      }
    }
    outputs = layer
  }

  /// One node that takes all the others.
  private mutating func growHub(_ count: Int) {
    let leaves = (0..<count).map { _ in add([]) }
    let sum = add(leaves, as: ["sum", "concat", "add"].randomElement(using: &random))
    add([sum, oneOf(leaves)])
  }

  /// One node that all the others take.
  private mutating func growStar(_ count: Int) {
    let center = add([add([])])
    let rays = (0..<count).map { _ in add([center]) }
    outputs = chance(2) ? rays : [add(rays, as: "sum")]
  }

  private mutating func growTree(_ count: Int) {
    var level = (0..<count).map { _ in add([]) }
    while level.count > 1 {
      let size = between(2...3)
      level = stride(from: 0, to: level.count, by: size).map { first in
        let part = Array(level[first..<min(first + size, level.count)])
        return part.count == 1 ? part[0] : add(part)
      }
    }
  }

  /// Scopes in scopes, with leaves of their own and skips into them from outside.
  private mutating func growScopes() {
    var line = [add([])]
    for outer in 0..<between(1...3) {
      for inner in 0..<between(1...3) {
        let scope = chance(4) ? "encoder" : "encoder/\(outer)/a long name of part \(inner)"
        for _ in 0..<between(1...3) {
          var inputs = [line[line.count - 1]]
          if chance(2) { inputs.append(add([], as: "parameter", scope: scope)) }
          if chance(3) { inputs.append(oneOf(line)) }
          line.append(add(inputs, scope: scope))
        }
      }
      if chance(2) { line.append(add([line[line.count - 1], oneOf(line)])) }
    }
  }

  /// One cell at several steps, with shared weights.
  private mutating func growRecurrent(steps: Int) {
    let weights = (0..<between(1...3)).map { _ in
      add([], as: "parameter", scope: chance(2) ? "cell" : nil)
    }
    var state = add([])
    for step in 0..<steps {
      let scope = chance(3) ? nil : "t=\(step)"
      let input = add([], as: "input")
      for weight in weights {
        let product = add([weight, chance(2) ? state : input], as: "matmul", scope: scope)
        state = add([product, state], as: "add", scope: scope)
      }
      state = add([state], as: "tanh", scope: scope)
      if chance(2) { outputs.append(state) }
    }
  }

  /// Parts that have nothing to do with each other, leaves that nothing takes among them.
  private mutating func growApart() {
    for _ in 0..<between(1...4) {
      let leaves = (0..<between(1...3)).map { _ in add([]) }
      guard !chance(4) else { continue }
      outputs.append(add([add(leaves), oneOf(leaves)]))
    }
  }

  private mutating func growNetwork(layers: Int) {
    var (line, width) = (add([], as: "input", shape: [4, 3]), 3)
    for layer in 0..<layers {
      let next = between(1...9)
      let scope = chance(3) ? nil : "layer\(layer)"
      let weight = add([], as: "parameter", scope: scope, shape: [next, width])
      let bias = add([], as: "parameter", scope: scope, shape: [next])
      line = add([line, weight, bias], as: "linear", scope: scope, shape: [4, next])
      let activation = ["tanh", "relu", "gelu"].randomElement(using: &random)
      line = add([line], as: activation, scope: scope, shape: [4, next])
      width = next
    }
    let labels = add([], as: "input", shape: [4])
    add([line, labels], as: "cross_entropy", shape: [])
  }

  /// Blocks with a skip around each.
  private mutating func growBlocks(_ count: Int) {
    var line = add([], as: "input", shape: [2, 6])
    for block in 0..<count {
      let scope = "blocks/\(block)"
      let skip = line
      let scales = (0..<2).map { _ in add([], as: "parameter", scope: scope) }
      line = add([line] + scales, as: "layer_norm", scope: scope)
      let parts = (0..<between(1...3)).map { part in
        let head = "\(scope)/head\(part)"
        return add([line, add([], as: "parameter", scope: head)], as: "matmul", scope: head)
      }
      line = parts.count == 1 ? parts[0] : add(parts, as: "concat", scope: scope)
      line = add([line, skip], as: "add", scope: chance(2) ? scope : nil)
    }
  }
}
