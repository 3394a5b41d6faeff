import VizAutodiff
import VizCapture
import VizTensor

/// A seeded random computation of 5 to 50 nodes, in which some uses of one rule may be faulty.
struct RandomTape {
  /// How a rule goes wrong.
  enum Fault: CaseIterable { case scaled, negated, transposed }

  /// Where a rule goes wrong.
  enum Extent { case nowhere, once, everywhere }

  static let rules = [
    "add", "sub", "mul", "div", "pow", "maximum", "minimum", "neg", "exp", "log", "sin", "cos",
    "tan", "sqrt", "abs", "tanh", "sigmoid", "relu", "softplus", "sum", "mean", "max", "min",
    "norm", "logsumexp", "softmax", "dot", "matmul", "transpose", "concat",
  ]

  let tape = Tape<Double>()
  private(set) var output: Variable<Double>
  /// The nodes at which the fault changed what they sent back.
  private(set) var faulty: Set<String> = []
  private var random: SplitMix64
  private var pool: [Variable<Double>] = []
  private let good: [String: Primitive<Double>]

  init?(seed: UInt64, rule: String, fault: Fault, extent: Extent, areScalars: Bool) throws {
    random = SplitMix64(seed: seed)
    good = tape.primitives
    output = tape.constant(0)
    let shapes: [Shape] = areScalars ? [.scalar] : [.scalar, .vector(3), try Shape([3, 3])]
    for number in 0..<Int.random(in: 2...5, using: &random) {
      let shape = number < shapes.count ? shapes[number] : shapes.randomElement(using: &random)
      pool.append(tape.input(.random(shape ?? .scalar, in: 0.2...1.5, using: &random)))
    }
    let bad = try Self.broken(good[rule], fault)
    let size = Int.random(in: 5...28, using: &random)
    let moment = Int.random(in: 2...5, using: &random)
    var wasFaulty = false
    var attempts = 0
    while tape.nodes.count < size || !wasFaulty {
      attempts += 1
      guard tape.nodes.count < 32, attempts < 500 else { return nil }
      let isMoment = !wasFaulty && tape.nodes.count >= moment
      let op = isMoment ? rule : Self.rules.randomElement(using: &random) ?? "add"
      let isBad = op == rule && (extent == .everywhere || extent == .once && !wasFaulty)
      let applied = try apply(isBad ? bad : good[op])
      wasFaulty = wasFaulty || (applied && op == rule)
    }
    try close(rule == "add" && extent == .everywhere ? bad : good["add"], bad, rule, extent)
    for index in tape.nodes.indices {
      if tape.nodes[index].leafKind == nil || tape.nodes[index].leafKind == .data {
        _ = variable(index)?.named("n\(index)")
      }
    }
    try findFaulty(bad)
    if extent != .nowhere, faulty.isEmpty || tape.nodes.count > 70 { return nil }
  }

  private func variable(_ index: Int) -> Variable<Double>? {
    (pool + [output]).first { $0.index == index }
  }

  /// Applies a rule to values that suit it; false where there are none, or the result is wild.
  private mutating func apply(_ primitive: Primitive<Double>?) throws -> Bool {
    guard let primitive else { return false }
    var inputs: [Variable<Double>]
    switch primitive.name {
    case "dot": inputs = pick(2) { $0.rank == 1 }
    case "matmul": inputs = pick(2) { $0.rank >= 1 }
    case "transpose": inputs = pick(1) { $0.rank == 2 }
    case "softmax", "max", "min", "mean": inputs = pick(1) { $0.rank >= 1 }
    case "concat": inputs = pick(3) { $0.rank == 0 }
    default: inputs = pick(primitive.arity?.lowerBound ?? 1) { _ in true }
    }
    guard !inputs.isEmpty else { return false }
    if ["log", "sqrt", "pow"].contains(primitive.name),
      inputs[0].value.elements.contains(where: { $0 < 0.05 })
    {
      return false
    }
    // At a tie every subgradient is right.
    let elements = inputs.flatMap { $0.value.elements }
    let choices = ["maximum", "minimum", "max", "min"]
    if choices.contains(primitive.name), Set(elements).count < elements.count { return false }
    // Of two like nodes nobody can tell which is at fault.
    let indices = inputs.map(\.index).sorted()
    guard !tape.nodes.contains(where: { $0.op == primitive.name && $0.inputs.sorted() == indices }),
      let result = try? tape.apply(primitive, inputs)
    else { return false }
    let sizes = result.value.elements.map(\.magnitude)
    guard sizes.allSatisfy({ $0 < 30 }), sizes.contains(where: { $0 > 1e-3 }) else { return false }
    pool.append(result)
    return true
  }

  private mutating func pick(
    _ count: Int, where suits: (Shape) -> Bool
  ) -> [Variable<Double>] {
    // Late values are likelier, so that graphs grow deep and still fan out.
    let suitable = pool.filter { suits($0.shape) }
    guard !suitable.isEmpty else { return [] }
    return (0..<count).map { _ in
      let recent = Bool.random(using: &random) ? suitable.suffix(4) : suitable[...]
      return recent.randomElement(using: &random) ?? suitable[0]
    }
  }

  /// Joins all values that nothing uses into one scalar, each with its own weights, so that no
  /// two of them send the same back.
  private mutating func close(
    _ add: Primitive<Double>?, _ bad: Primitive<Double>, _ rule: String, _ extent: Extent
  ) throws {
    let used = Set(tape.nodes.flatMap(\.inputs))
    let ends = pool.filter { !used.contains($0.index) }
    let sum = rule == "sum" && extent == .everywhere ? bad : good["sum"]
    var total: Variable<Double>?
    for end in ends {
      let weights = Tensor<Double>.random(end.shape, in: 0.5...1.5, using: &random)
      var term = try end * tape.constant(weights)
      pool.append(term)
      if !end.shape.isScalar, let sum {
        term = try tape.apply(sum, [term])
        pool.append(term)
      }
      if let soFar = total, let add {
        total = try tape.apply(add, [soFar, term])
        if let total { pool.append(total) }
      } else {
        total = term
      }
    }
    output = total ?? output
  }

  private mutating func findFaulty(_ bad: Primitive<Double>) throws {
    let gradient = try tape.gradient(of: output)
    for (index, node) in tape.nodes.enumerated() {
      guard case .primitive(let primitive) = node.origin, primitive === bad,
        let g = gradient.at(index), let right = good[bad.name]?.vjp, let wrong = bad.vjp
      else { continue }
      let call = Call(inputs: node.inputs.map { tape.nodes[$0].value }, output: node.value)
      for position in node.inputs.indices {
        let a = try right(g, call, position).sum(to: call.inputs[position].shape)
        let b = try wrong(g, call, position).sum(to: call.inputs[position].shape)
        let total = gradient.at(node.inputs[position])?.elements.map(\.magnitude).max() ?? 0
        let gap = try (a - b).elements.map(\.magnitude).max() ?? 0
        let upstream = g.elements.map(\.magnitude).max() ?? 0
        if gap > 1e-3 * max(upstream, total) { faulty.insert("n\(index)") }
      }
    }
  }

  private static func broken(
    _ primitive: Primitive<Double>?, _ fault: Fault
  ) throws -> Primitive<Double> {
    guard let primitive else { throw AutodiffError.missingRule(op: "none", mode: .reverse) }
    return try primitive.sending { right, _ in
      switch fault {
      case .scaled: try right * 2
      case .negated: -right
      case .transposed: try right.transposed().reshaped(to: right.shape)
      }
    }
  }
}
