import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// A seeded random graph with several outputs that share inner nodes, and the gradients of their
/// weighted sum, whose weights nothing in the graph says. One rule may be faulty.
struct SeveralOutputs {
  enum Fault: Sendable {
    case scaled(Double)
    case negated
    /// What comes back to one argument is forgotten.
    case forgotten(Int)
  }

  private(set) var graph: ComputationGraph
  /// The nodes whose rules may be faulty.
  private(set) var inner: [Node.ID] = []
  private(set) var outputs: [Node.ID] = []

  private let tape = Tape<Double>()
  private var random: SplitMix64
  private var pool: [Variable<Double>] = []

  /// A fault is that of the rule of `faulty`.
  init(seed: UInt64, weights: [Double], fault: Fault? = nil, of faulty: Node.ID? = nil) throws {
    random = SplitMix64(seed: seed)
    graph = ComputationGraph(nodes: [], outputs: [])
    let shape: Shape = seed.isMultiple(of: 2) ? .scalar : .vector(3)
    for number in 0..<3 {
      let value = Tensor<Double>.random(shape, in: 0.3...1.5, using: &random)
      pool.append(tape.input(value, named: "x\(number)"))
    }
    for number in 0..<Int.random(in: 4...8, using: &random) {
      let op = Self.ops.randomElement(using: &random) ?? "mul"
      let id = "n\(number)"
      let inputs = pair()
      let fault = id == faulty ? fault : nil
      var made = try apply(op, inputs, fault)
      let sizes = made.value.elements.map(\.magnitude)
      if !sizes.allSatisfy((0.05...8).contains) { made = try apply("sigmoid", inputs, fault) }
      pool.append(made.named(id))
      inner.append(id)
    }
    var ends: [Variable<Double>] = []
    for number in weights.indices {
      let own = tape.input(
        Tensor<Double>.random(shape, in: 0.3...1.5, using: &random), named: "u\(number)")
      let id = "out\(number)"
      let isOwn = Bool.random(using: &random)
      let isChained = Int.random(in: 0..<4, using: &random) == 0
      let op = ["mul", "div", "sub"].randomElement(using: &random) ?? "mul"
      var inputs = pair()
      if isOwn { inputs[1] = own }
      if isChained, let last = ends.last, last.shape == shape { inputs[0] = last }
      let isWhole = Bool.random(using: &random)
      let fault = id == faulty ? fault : nil
      var end = try apply(op, inputs, isWhole ? fault : nil)
      let close = ["sum", "norm", "logsumexp"].randomElement(using: &random) ?? "sum"
      if !isWhole { end = try apply(shape == .scalar ? "sin" : close, [end], fault) }
      ends.append(end.named(id))
      outputs.append(id)
    }
    var total = tape.constant(0)
    for (end, weight) in zip(ends, weights) {
      total = try total + sum(end * tape.constant(Tensor(weight)))
    }
    graph = try ComputationGraph(capturing: total)
    strip()
    inner = graph.nodes.map(\.id).filter(inner.contains)
  }

  private static let ops = [
    "tanh", "sin", "cos", "sigmoid", "softplus", "add", "mul", "div", "sub",
  ]

  /// Two values that are not the same.
  private mutating func pair() -> [Variable<Double>] {
    let first = pick()
    let others = pool.filter { $0 != first }
    return [first, others.randomElement(using: &random) ?? first]
  }

  private mutating func pick() -> Variable<Double> {
    let recent = Bool.random(using: &random) ? pool.suffix(4) : pool[...]
    return recent.randomElement(using: &random) ?? pool[0]
  }

  private func apply(
    _ op: String, _ inputs: [Variable<Double>], _ fault: Fault?
  ) throws -> Variable<Double> {
    guard let primitive = tape.primitives[op] else {
      throw AutodiffError.missingRule(op: op, mode: .reverse)
    }
    let taken = Array(inputs.prefix(primitive.arity?.lowerBound ?? 1))
    let rule = try fault.map { try Self.broken(primitive, $0) } ?? primitive
    return try tape.apply(rule, taken)
  }

  private static func broken(
    _ primitive: Primitive<Double>, _ fault: Fault
  ) throws -> Primitive<Double> {
    try primitive.sending { right, position in
      switch fault {
      case .scaled(let factor): try right * Tensor(factor)
      case .negated: -right
      case .forgotten(let argument): argument == position ? right.map { _ in 0 } : right
      }
    }
  }

  /// Leaves what the outputs depend on, without what they were weighted with.
  private mutating func strip() {
    var kept = Set(outputs)
    for node in graph.nodes.reversed() where kept.contains(node.id) { kept.formUnion(node.inputs) }
    graph.nodes.removeAll { !kept.contains($0.id) }
    graph.outputs = outputs
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    for output in outputs where !isUsed(output) { graph.setGradient(output, nil) }
  }

  func isUsed(_ id: Node.ID) -> Bool { graph.nodes.contains { $0.inputs.contains(id) } }

  /// Whether all gradients are those of another graph.
  func agrees(with other: SeveralOutputs, atLeaves: Bool = false) -> Bool {
    graph.nodes.allSatisfy { node in
      if atLeaves, !node.inputs.isEmpty { return true }
      let (a, b) = (graph.gradient(node.id), other.graph.gradient(node.id))
      let size = (a + b).reduce(0) { max($0, $1.magnitude) }
      return a.count == b.count
        && zip(a, b).allSatisfy { ($0 - $1).magnitude <= 1e-3 * size }
    }
  }
}
