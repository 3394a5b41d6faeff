public import VizTensor

// What the primitives cost, from the shapes alone. Elementwise ones have a line in a table: what
// one element of the result costs, and what one element of each argument's cotangent does. An
// operation that is not here counts as one multiplication and one addition an element.
extension Primitive {
  /// The cost of the value.
  public func cost(of inputs: [Shape], output: Shape) -> OperationCount {
    let read = inputs.reduce(0) { $0 + $1.count }
    var count = Self.valueCost(name, inputs, output)
    count.bytes = (read + output.count) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the cotangent for the input at `position`, with the sum over the axes that
  /// broadcasting repeated.
  public func vjpCost(of inputs: [Shape], output: Shape, position: Int) -> OperationCount {
    guard inputs.indices.contains(position) else { return OperationCount() }
    let read = inputs.reduce(0) { $0 + $1.count }
    var count = Self.cotangentCost(name, inputs, output, position)
    if Self.elementwiseCosts[name] != nil, inputs[position] != output {
      count.additions += output.count
    }
    count.bytes = (read + 2 * output.count + inputs[position].count) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the tangent when all inputs move: each slope once, and the sum of the terms.
  public func jvpCost(of inputs: [Shape], output: Shape) -> OperationCount {
    var count = OperationCount()
    for position in inputs.indices {
      count += Self.cotangentCost(name, inputs, output, position)
    }
    count.additions += max(0, inputs.count - 1) * output.count
    let read = inputs.reduce(0) { $0 + $1.count }
    count.bytes = (2 * read + 2 * output.count) * MemoryLayout<Scalar>.stride
    return count
  }

  private static func valueCost(
    _ name: String, _ inputs: [Shape], _ output: Shape
  ) -> OperationCount {
    let n = inputs.first?.count ?? 0
    switch name {
    case "sum": return .of(0, n, 0)
    case "mean": return .of(1, n, 0)
    case "dot": return .of(n, n, 0)
    case "norm": return .of(n, n, 1)
    case "softmax": return .of(n, 2 * n, n)
    case "logsumexp": return .of(0, 2 * n + 1, n + 1)
    case "matmul":
      let products = inner(inputs) * output.count
      return .of(products, products, 0)
    case "conv2d":
      let products = window(inputs) * output.count
      return .of(products, products + (inputs.count > 2 ? output.count : 0), 0)
    case let name where moves.contains(name): return .of(0, 0, 0)
    default: return (elementwiseCosts[name] ?? unknown).value.times(output.count)
    }
  }

  private static func cotangentCost(
    _ name: String, _ inputs: [Shape], _ output: Shape, _ position: Int
  ) -> OperationCount {
    let n = inputs.first?.count ?? 0
    switch name {
    case "sum": return .of(0, 0, 0)
    case "mean": return .of(1, 0, 0)
    case "dot": return .of(n, 0, 0)
    case "norm": return .of(2 * n, 0, 0)
    case "softmax": return .of(2 * n, 2 * n, 0)
    case "logsumexp": return .of(2 * n, 2 * n, n)
    case "matmul":
      let products = inner(inputs) * output.count
      return .of(products, products, 0)
    case "conv2d":
      let products = window(inputs) * output.count
      return position == 2 ? .of(0, output.count, 0) : .of(products, products, 0)
    case let name where moves.contains(name): return .of(0, 0, 0)
    default:
      let costs = (elementwiseCosts[name] ?? unknown).cotangents
      return costs[min(position, costs.count - 1)].times(output.count)
    }
  }

  /// The extent that a matrix product sums over.
  private static func inner(_ inputs: [Shape]) -> Int { inputs.first?.extents.last ?? 1 }

  /// How many numbers of an image a filter of a convolution sees.
  private static func window(_ inputs: [Shape]) -> Int {
    inputs.count > 1 ? inputs[1].extents.dropFirst().reduce(1, *) : 1
  }

  private static var moves: Set<String> {
    [
      "transpose", "reshape", "concat", "slice", "gather", "broadcast", "max", "min", "max_pool2d",
    ]
  }

  private static var unknown: ElementwiseCost { ElementwiseCost(.of(1, 1, 0), [.of(1, 1, 0)]) }

  private static var elementwiseCosts: [String: ElementwiseCost] { ElementwiseCost.table }
}

/// Multiplications, additions and transcendental calls an element.
private struct ElementwiseCost: Sendable {
  var value: OperationCount
  /// By position; the last one counts for all that follow.
  var cotangents: [OperationCount]

  init(_ value: OperationCount, _ cotangents: [OperationCount]) {
    self.value = value
    self.cotangents = cotangents
  }

  static let table: [String: ElementwiseCost] = [
    "add": ElementwiseCost(.of(0, 1, 0), [.of(0, 0, 0)]),
    "sub": ElementwiseCost(.of(0, 1, 0), [.of(0, 0, 0)]),
    "mul": ElementwiseCost(.of(1, 0, 0), [.of(1, 0, 0)]),
    "div": ElementwiseCost(.of(1, 0, 0), [.of(2, 0, 0)]),
    "pow": ElementwiseCost(.of(0, 0, 1), [.of(2, 1, 1), .of(2, 0, 2)]),
    "maximum": ElementwiseCost(.of(0, 0, 0), [.of(1, 0, 0), .of(1, 1, 0)]),
    "minimum": ElementwiseCost(.of(0, 0, 0), [.of(1, 0, 0), .of(1, 1, 0)]),
    "neg": ElementwiseCost(.of(0, 0, 0), [.of(1, 0, 0)]),
    "exp": ElementwiseCost(.of(0, 0, 1), [.of(1, 0, 0)]),
    "log": ElementwiseCost(.of(0, 0, 1), [.of(2, 0, 0)]),
    "sin": ElementwiseCost(.of(0, 0, 1), [.of(1, 0, 1)]),
    "cos": ElementwiseCost(.of(0, 0, 1), [.of(1, 0, 1)]),
    "tan": ElementwiseCost(.of(0, 0, 1), [.of(2, 1, 0)]),
    "sqrt": ElementwiseCost(.of(0, 0, 1), [.of(2, 0, 0)]),
    "abs": ElementwiseCost(.of(0, 0, 0), [.of(1, 0, 0)]),
    "tanh": ElementwiseCost(.of(0, 0, 1), [.of(4, 2, 1)]),
    "sigmoid": ElementwiseCost(.of(1, 1, 1), [.of(4, 2, 2)]),
    "relu": ElementwiseCost(.of(0, 0, 0), [.of(0, 0, 0)]),
    "softplus": ElementwiseCost(.of(0, 1, 2), [.of(2, 1, 1)]),
    "step": ElementwiseCost(.of(0, 0, 0), [.of(1, 0, 0)]),
  ]
}

extension OperationCount {
  fileprivate static func of(_ m: Int, _ a: Int, _ t: Int) -> OperationCount {
    OperationCount(multiplications: m, additions: a, transcendentals: t)
  }

  fileprivate func times(_ n: Int) -> OperationCount {
    .of(multiplications * n, additions * n, transcendentals * n)
  }
}
