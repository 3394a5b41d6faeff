import VizAutodiff
import VizTensor
import VizTrace

/// A graph with its numbers as tensors and its ops as primitives, to be computed once more.
struct GraphReplay {
  let graph: ComputationGraph
  let index: NodeIndex
  let order: [Int]
  /// The primitive of each node; nil for leaves and for ops without a rule.
  let rules: [Primitive<Double>?]
  /// Every value, recomputed from the leaves; nil where a rule or a number is missing.
  let computed: [Tensor<Double>?]
  /// The file's own values; recomputed ones where it has none.
  let values: [Tensor<Double>?]
  let gradients: [Tensor<Double>?]

  init(_ graph: ComputationGraph) throws {
    try graph.verify()
    self.graph = graph
    index = NodeIndex(graph)
    order = try graph.topologicalOrder()
    rules = graph.nodes.map { $0.inputs.isEmpty ? nil : GraphRules.primitive(of: $0) }
    let own = graph.nodes.map { Self.tensor($0.value) }
    gradients = graph.nodes.map { Self.tensor($0.gradient) }
    var computed = [Tensor<Double>?](repeating: nil, count: graph.nodes.count)
    for place in order {
      computed[place] =
        graph.nodes[place].inputs.isEmpty
        ? own[place] : Self.value(rules[place], index.inputs(of: place).map { computed[$0] })
    }
    self.computed = computed
    values = zip(own, computed).map { $0 ?? $1 }
  }

  var nodes: [Node] { graph.nodes }

  func isLeaf(_ place: Int) -> Bool { nodes[place].inputs.isEmpty }

  func isConstant(_ place: Int) -> Bool {
    nodes[place].op == "constant" || nodes[place].role == .constant
  }

  /// Whether a consumer chooses by the node's numbers, as by labels; they have no neighbours.
  func isChoice(_ place: Int) -> Bool {
    index.consumers(of: place).contains { consumer in
      let inputs = Array(index.inputs(of: consumer))
      guard let rule = rules[consumer] else { return false }
      let shapes = inputs.compactMap { values[$0]?.shape }
      return shapes.count == inputs.count && rule.arity?.contains(inputs.count) != false
        && rule.choices(shapes).contains { inputs[$0] == place }
    }
  }

  /// What depends on some nodes, and these themselves.
  func descendants(of places: Set<Int>) -> Set<Int> {
    order.reduce(into: places) { found, place in
      if index.inputs(of: place).contains(where: found.contains) { found.insert(place) }
    }
  }

  /// What an output depends on, and itself, each node after its inputs.
  func ancestors(of output: Int) -> [Int] {
    var isAncestor = [Bool](repeating: false, count: nodes.count)
    isAncestor[output] = true
    for place in order.reversed() where isAncestor[place] {
      for input in index.inputs(of: place) { isAncestor[input] = true }
    }
    return order.filter { isAncestor[$0] }
  }

  /// The output's value with other values of some leaves; nil where it cannot be recomputed.
  func output(_ output: Int, with leaves: [Int: Tensor<Double>]) -> Tensor<Double>? {
    var values = [Int: Tensor<Double>]()
    for place in ancestors(of: output) {
      values[place] =
        leaves[place]
        ?? (isLeaf(place)
          ? computed[place] : Self.value(rules[place], index.inputs(of: place).map { values[$0] }))
    }
    return values[output]
  }

  /// The value that a node's rule gives for the file's own values of its inputs.
  func localValue(at place: Int) -> Tensor<Double>? {
    Self.value(rules[place], index.inputs(of: place).map { values[$0] })
  }

  /// What the node's rule is applied to; nil where a number is missing or shapes do not fit.
  ///
  /// The numbers are the file's, or those recomputed from the leaves.
  func call(at place: Int, recomputed: Bool = false) -> Call<Double>? {
    let numbers = recomputed ? computed : values
    let inputs = index.inputs(of: place).map { numbers[$0] }
    guard let output = numbers[place], inputs.count == nodes[place].inputs.count,
      Self.value(rules[place], inputs)?.shape == output.shape
    else { return nil }
    return Call(inputs: inputs.compactMap { $0 }, output: output)
  }

  /// What a node's rule sends back to the argument at `position` for the cotangent `g`.
  func vjp(_ g: Tensor<Double>, _ call: Call<Double>, at place: Int, to position: Int)
    -> Tensor<Double>?
  {
    guard call.inputs.indices.contains(position), g.shape == call.output.shape,
      let rule = rules[place]?.vjp
    else { return nil }
    return try? rule(g, call, position).sum(to: call.inputs[position].shape)
  }

  /// Foreign graphs may have inputs that the rule refuses, in number or in shape.
  private static func value(
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
