import VizAutodiff
import VizTensor
import VizTrace

/// A graph with its numbers as tensors and its ops as primitives, to be computed once more.
struct GraphReplay {
  /// With a node for each output of a node that has several; see ``PortExpansion``.
  let graph: ComputationGraph
  /// For each node, the index of the one in the given graph that it is a part of.
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
    (index, order) = try graph.uncheckedWiring()
    var rank = [Int](repeating: 0, count: graph.nodes.count)
    for (position, node) in order.enumerated() { rank[node] = position }
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
    for node in order {
      guard !graph.nodes[node].isLeaf else {
        computed[node] = own[node]
        local[node] = own[node]
        continue
      }
      let input = index.inputs(of: node).first
      if let mask = DropoutMask(
        of: graph.nodes[node], input: input.flatMap { own[$0] ?? computed[$0] }, value: own[node])
      {
        masks[node] = mask
        rules[node] = mask.rule()
      } else if graph.nodes[node].op == "dropout", case .summary? = graph.nodes[node].value {
        // Its seed is not that of the step.
        rules[node] = nil
      }
      let inputs = index.inputs(of: node)
      if let holding = rules[node]?.holding {
        let given = inputs.compactMap { own[$0] ?? computed[$0] }
        if given.count == inputs.count { rules[node] = (try? holding(given)) ?? rules[node] }
      }
      computed[node] = Self.value(rules[node], inputs.map { computed[$0] })
      local[node] =
        inputs.contains { isOther[$0] }
        ? Self.value(rules[node], inputs.map { own[$0] ?? computed[$0] }) : computed[node]
      isOther[node] = own[node] != nil && own[node] != computed[node]
    }
    self.rules = rules
    self.computed = computed
    self.local = local
    values = zip(own, computed).map { $0 ?? $1 }
    tolerances = PathTolerances(graph.nodes, index, order)
  }

  var nodes: [Node] { graph.nodes }

  /// Why a node has no rule, said of its op.
  func whyNoRule(at node: Int) -> String {
    let op = nodes[node].op
    return op == "dropout" && (try? Primitive<Double>.make(for: nodes[node])) != nil
      ? "the op dropout, and a summary does not say what it dropped"
      : "the op \(op), which has no rule" + fault(ofAttributesAt: node)
  }

  /// That a node's op has no rule, or none with the attributes that it has.
  func lackOfRule(at node: Int) -> String {
    "the op \(nodes[node].op) has no rule" + fault(ofAttributesAt: node)
  }

  /// What is wrong with the attributes of an op that is known; else empty.
  private func fault(ofAttributesAt node: Int) -> String {
    do {
      _ = try Primitive<Double>.make(for: nodes[node])
      return ""
    } catch AutodiffError.attribute(_, let name, let reason) {
      return " with these attributes: \(name): \(reason)"
    } catch {
      return ""
    }
  }

  /// A node's rule in another precision; nil for one that was given.
  func rule<Scalar: TensorScalar>(at node: Int) -> Primitive<Scalar>? {
    guard primitives[nodes[node].op] == nil else { return rules[node] as? Primitive<Scalar> }
    return masks[node]?.rule() ?? GraphRules.primitive(of: nodes[node])
  }

  /// Takes some elements for dropped of which the value does not tell; see ``DropoutMask``.
  mutating func drop(_ elements: Set<Int>, at node: Int) {
    masks[node]?.drop(elements)
    if let mask = masks[node] { rules[node] = mask.rule() }
  }

  /// How far a gradient may lie from what the consumers of its node send back.
  func tolerance(at node: Int) -> Tolerance { tolerances.gradients[node] }

  /// How far a value may lie from what its inputs give.
  func valueTolerance(at node: Int) -> Tolerance { tolerances.values[node] }

  func isLeaf(_ node: Int) -> Bool { nodes[node].isLeaf }

  func isConstant(_ node: Int) -> Bool {
    nodes[node].op == "constant" || nodes[node].role == .constant
  }

  /// Whether a consumer chooses by the node's numbers, as by labels; they have no neighbours.
  func isChoice(_ node: Int) -> Bool {
    index.consumers(of: node).contains { consumer in
      let inputs = Array(index.inputs(of: consumer))
      return !isHeld(consumer) && choices(at: consumer).contains { inputs[$0] == node }
    }
  }

  /// Whether the node is taken for constant, whatever its inputs do: a detach.
  func isHeld(_ node: Int) -> Bool {
    !isLeaf(node) && choices(at: node).count == nodes[node].inputs.count
  }

  /// The positions of a node's inputs along which its rule says that nothing moves.
  private func choices(at node: Int) -> Set<Int> {
    let inputs = index.inputs(of: node)
    let shapes = inputs.compactMap { values[$0]?.shape }
    guard let rule = rules[node], shapes.count == inputs.count,
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
    for node in order.reversed() where isAncestor[node] {
      for input in index.inputs(of: node) { isAncestor[input] = true }
    }
    return order.filter { isAncestor[$0] }
  }

  /// The output's value with other values of some leaves; nil where it cannot be recomputed.
  func output(_ output: Int, with leaves: [Int: Tensor<Double>]) -> Tensor<Double>? {
    var values = [Int: Tensor<Double>]()
    for node in ancestors(of: [output]) {
      values[node] =
        leaves[node]
        ?? (isLeaf(node) || isHeld(node)
          ? computed[node] : Self.value(rules[node], index.inputs(of: node).map { values[$0] }))
    }
    return values[output]
  }

  /// What the node's rule is applied to; nil where a number is missing or shapes do not fit.
  ///
  /// The numbers are the file's, or those recomputed from the leaves.
  func call(at node: Int, recomputed: Bool = false) -> Call<Double>? {
    let numbers = recomputed ? computed : values
    let inputs = index.inputs(of: node).compactMap { numbers[$0] }
    guard let output = numbers[node], inputs.count == nodes[node].inputs.count,
      (recomputed ? computed : local)[node]?.shape == output.shape
    else { return nil }
    return Call(inputs: inputs, output: output)
  }

  /// What a node's rule sends back to the argument at `position` for the cotangent `g`.
  func vjp(_ g: Tensor<Double>, _ call: Call<Double>, at node: Int, to position: Int)
    -> Tensor<Double>?
  {
    guard call.inputs.indices.contains(position), g.shape == call.output.shape,
      let rule = rules[node]?.vjp
    else { return nil }
    return try? rule(g, call, position).sum(to: call.inputs[position].shape)
  }

  /// About how large the terms are, added up without their signs, that make an element of what a
  /// rule sends back for the cotangent `g`.
  ///
  /// With random signs, terms add up to the root of the sum of their squares, where those of the
  /// gradient may cancel, as they do for a bias before a normalisation. The sum of the magnitudes is
  /// at most so many times more as the root of their number.
  func terms(of g: Tensor<Double>, _ call: Call<Double>, at node: Int, to position: Int) -> Double {
    var generator = SplitMix64(seed: 0)
    guard
      let part = vjp(g.withRandomSigns(using: &generator), call, at: node, to: position),
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
  func terms(of call: Call<Double>, at node: Int) -> Double {
    var generator = SplitMix64(seed: 0)
    guard let rule = rules[node], let jvp = rule.jvp else { return 0 }
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
