import VizAutodiff
import VizTensor
import VizTrace

/// A graph with its numbers as tensors and its ops as primitives, to be computed once more.
struct GraphReplay {
  /// With a node for each output of a node that has several; see ``PortExpansion``.
  let graph: ComputationGraph
  /// For each node, the place of the one in the given graph that it is a part of.
  let origins: [Int]
  let index: NodeIndex
  let order: [Int]
  /// Where each node stands in ``order``.
  let rank: [Int]
  /// The primitive of each node; nil for leaves and for ops without a rule.
  private(set) var rules: [Primitive<Double>?]
  /// What dropouts kept, by the file's numbers.
  private(set) var masks: [Int: DropoutMask] = [:]
  /// Every value, recomputed from the leaves; nil where a rule or a number is missing.
  let computed: [Tensor<Double>?]
  /// The file's own values; recomputed ones where it has none.
  let values: [Tensor<Double>?]
  /// What each rule gives for the file's own values of its inputs.
  let local: [Tensor<Double>?]
  /// The gradients that the file states; nil where it has none, or a summary.
  let gradients: [Tensor<Double>?]
  /// How far numbers may lie apart.
  private let tolerances: PathTolerances
  private let primitives: [String: Primitive<Double>]

  /// Takes `primitives` for the ops of their names, and the table for others; verifies the graph, unless
  /// that has been done.
  init(
    _ graph: ComputationGraph, primitives: [Primitive<Double>] = [], isVerified: Bool = false
  ) throws {
    if !isVerified { try graph.verify() }
    let expansion = PortExpansion(GraphRules.completed(graph))
    (self.graph, origins) = (expansion.graph, expansion.origins)
    let graph = expansion.graph
    index = NodeIndex(graph)
    order = try graph.topologicalOrder(by: index)
    var rank = [Int](repeating: 0, count: graph.nodes.count)
    for (position, offset) in order.enumerated() { rank[offset] = position }
    self.rank = rank
    let given = Dictionary(primitives.map { ($0.name, $0) }) { _, last in last }
    self.primitives = given
    var rules: [Primitive<Double>?] = graph.nodes.map {
      $0.inputs.isEmpty ? nil : given[$0.op] ?? GraphRules.primitive(of: $0)
    }
    let own = graph.nodes.map { Self.tensor($0.value) }
    gradients = graph.nodes.map { Self.tensor($0.gradient) }
    let count = graph.nodes.count
    var computed = [Tensor<Double>?](repeating: nil, count: count)
    var local = computed
    // Whether a value is not the one that the leaves give, if only by rounding.
    var isOther = [Bool](repeating: false, count: count)
    for offset in order {
      guard !graph.nodes[offset].inputs.isEmpty else {
        computed[offset] = own[offset]
        local[offset] = own[offset]
        continue
      }
      let input = index.inputs(of: offset).first
      if let mask = DropoutMask(
        of: graph.nodes[offset], input: input.flatMap { own[$0] ?? computed[$0] }, value: own[offset])
      {
        masks[offset] = mask
        rules[offset] = mask.rule()
      } else if graph.nodes[offset].op == "dropout", case .summary? = graph.nodes[offset].value {
        // Its seed is not that of the step.
        rules[offset] = nil
      }
      let inputs = index.inputs(of: offset)
      if let holding = rules[offset]?.holding {
        let given = inputs.compactMap { own[$0] ?? computed[$0] }
        if given.count == inputs.count { rules[offset] = (try? holding(given)) ?? rules[offset] }
      }
      computed[offset] = Self.value(rules[offset], inputs.map { computed[$0] })
      local[offset] =
        inputs.contains { isOther[$0] }
        ? Self.value(rules[offset], inputs.map { own[$0] ?? computed[$0] }) : computed[offset]
      isOther[offset] = own[offset] != nil && own[offset] != computed[offset]
    }
    self.rules = rules
    self.computed = computed
    self.local = local
    values = zip(own, computed).map { $0 ?? $1 }
    tolerances = PathTolerances(graph.nodes, index, order)
  }

  var nodes: [Node] { graph.nodes }

  /// Why a node has no rule, said of its op.
  func whyNoRule(at location: Int) -> String {
    let op = nodes[location].op
    return op == "dropout" && (try? Primitive<Double>.make(for: nodes[location])) != nil
      ? "the op dropout, and a summary does not say what it dropped"
      : "the op \(op), which has no rule"
  }

  /// A node's rule in another precision; nil for one that was given.
  func rule<Scalar: TensorScalar>(at location: Int) -> Primitive<Scalar>? {
    guard primitives[nodes[location].op] == nil else { return rules[location] as? Primitive<Scalar> }
    return masks[location]?.rule() ?? GraphRules.primitive(of: nodes[location])
  }

  /// Takes some elements for dropped of which the value does not tell; see ``DropoutMask``.
  mutating func drop(_ elements: Set<Int>, at location: Int) {
    masks[location]?.drop(elements)
    if let mask = masks[location] { rules[location] = mask.rule() }
  }

  /// How far a gradient may lie from what the consumers of its node send back.
  func tolerance(at location: Int) -> Tolerance { tolerances.gradients[location] }

  /// How far a value may lie from what its inputs give.
  func valueTolerance(at location: Int) -> Tolerance { tolerances.values[location] }

  func isLeaf(_ location: Int) -> Bool { nodes[location].inputs.isEmpty }

  func isConstant(_ location: Int) -> Bool {
    nodes[location].op == "constant" || nodes[location].role == .constant
  }

  /// Whether a consumer chooses by the node's numbers, as by labels; they have no neighbours.
  func isChoice(_ location: Int) -> Bool {
    index.consumers(of: location).contains { consumer in
      let inputs = Array(index.inputs(of: consumer))
      return !isHeld(consumer) && choices(at: consumer).contains { inputs[$0] == location }
    }
  }

  /// Whether the node is taken for constant, whatever its inputs do: a detach.
  func isHeld(_ location: Int) -> Bool {
    !isLeaf(location) && choices(at: location).count == nodes[location].inputs.count
  }

  /// The positions of a node's inputs along which its rule says that nothing moves.
  private func choices(at location: Int) -> Set<Int> {
    let inputs = index.inputs(of: location)
    let shapes = inputs.compactMap { values[$0]?.shape }
    guard let rule = rules[location], shapes.count == inputs.count,
      rule.arity?.contains(inputs.count) != false
    else { return [] }
    return rule.choices(shapes)
  }

  /// The outputs, in the order of the file.
  var outputs: [Int] { graph.outputs.compactMap { index[$0] } }

  /// What some nodes depend on, and themselves, each node after its inputs.
  func ancestors(of outputs: [Int]) -> [Int] {
    var isAncestor = [Bool](repeating: false, count: nodes.count)
    for output in outputs { isAncestor[output] = true }
    for offset in order.reversed() where isAncestor[offset] {
      for input in index.inputs(of: offset) { isAncestor[input] = true }
    }
    return order.filter { isAncestor[$0] }
  }

  /// The output's value with other values of some leaves; nil where it cannot be recomputed.
  func output(_ output: Int, with leaves: [Int: Tensor<Double>]) -> Tensor<Double>? {
    var values = [Int: Tensor<Double>]()
    for offset in ancestors(of: [output]) {
      values[offset] =
        leaves[offset]
        ?? (isLeaf(offset) || isHeld(offset)
          ? computed[offset] : Self.value(rules[offset], index.inputs(of: offset).map { values[$0] }))
    }
    return values[output]
  }

  /// What the node's rule is applied to; nil where a number is missing or shapes do not fit.
  ///
  /// The numbers are the file's, or those recomputed from the leaves.
  func call(at location: Int, recomputed: Bool = false) -> Call<Double>? {
    let numbers = recomputed ? computed : values
    let inputs = index.inputs(of: location).compactMap { numbers[$0] }
    guard let output = numbers[location], inputs.count == nodes[location].inputs.count,
      (recomputed ? computed : local)[location]?.shape == output.shape
    else { return nil }
    return Call(inputs: inputs, output: output)
  }

  /// What a node's rule sends back to the argument at `position` for the cotangent `g`.
  func vjp(_ g: Tensor<Double>, _ call: Call<Double>, at location: Int, to position: Int)
    -> Tensor<Double>?
  {
    guard call.inputs.indices.contains(position), g.shape == call.output.shape,
      let rule = rules[location]?.vjp
    else { return nil }
    return try? rule(g, call, position).sum(to: call.inputs[position].shape)
  }

  /// About how large the terms are, added up without their signs, that make an element of what a
  /// rule sends back for the cotangent `g`.
  ///
  /// With random signs, terms add up to the root of the sum of their squares, where those of the
  /// gradient may cancel, as they do for a bias before a normalisation. The sum of the magnitudes is
  /// at most so many times more as the root of their number.
  func terms(of g: Tensor<Double>, _ call: Call<Double>, at location: Int, to position: Int) -> Double
  {
    var generator = SplitMix64(seed: 0)
    guard
      let part = vjp(g.withRandomSigns(using: &generator), call, at: location, to: position),
      part.shape.elementCount > 0
    else { return 0 }
    let others = call.inputs.indices.filter { $0 != position }
    let most = others.map { call.inputs[$0].shape.elementCount }.max() ?? g.shape.elementCount
    // As a product of matrices has it: of m × k and k × n elements come m × n, each of k terms.
    let number = (Double(g.shape.elementCount) * Double(most) / Double(part.shape.elementCount))
      .squareRoot()
    return part.greatest.finite * max(1, number).squareRoot()
  }

  /// About how large the terms are that make an element of a node's value; see
  /// ``terms(of:_:at:to:)``. Zero where the rule has no jvp.
  func terms(of call: Call<Double>, at location: Int) -> Double {
    var generator = SplitMix64(seed: 0)
    guard let rule = rules[location], let jvp = rule.jvp else { return 0 }
    let choices = rule.choices(call.inputs.map(\.shape))
    let tangents = call.inputs.indices.map { position in
      choices.contains(position)
        ? nil : call.inputs[position].withRandomSigns(using: &generator)
    }
    guard let moved = try? jvp(tangents, call), moved.shape.elementCount > 0 else { return 0 }
    let counts = call.inputs.map { Double($0.shape.elementCount) }.sorted().suffix(2)
    let number = (counts.reduce(1, *) / Double(moved.shape.elementCount)).squareRoot()
    return moved.greatest.finite * max(1, number).squareRoot()
  }

  /// What a rule gives; nil where an input is missing.
  ///
  /// Foreign graphs may have inputs that the rule refuses, in number or in shape.
  static func value(
    _ rule: Primitive<Double>?, _ inputs: [Tensor<Double>?]
  ) -> Tensor<Double>? {
    let given = inputs.compactMap { $0 }
    guard let rule, given.count == inputs.count else { return nil }
    // The tape checks the number of arguments.
    let tape = Tape<Double>()
    return try? tape.apply(rule, given.map { tape.constant($0) }).value
  }

  private static func tensor(_ data: TensorData?) -> Tensor<Double>? {
    guard case .elements(let elements, let extents)? = data, let shape = try? Shape(extents)
    else { return nil }
    return try? Tensor(elements, shape: shape)
  }
}
