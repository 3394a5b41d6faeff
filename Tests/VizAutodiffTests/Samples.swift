import VizAutodiff
import VizTensor

/// One use of a primitive on which its rules are tried.
struct Sample: Sendable, CustomStringConvertible {
  var op: String
  var attributes: [String: Attribute] = [:]
  var shapes: [[Int]]
  /// The labels, indices or masks of inputs that choose are drawn below this.
  var choices = 1
  /// Where an input is drawn from, if its numbers are not of both signs and clear of 0 and of 2.
  var ranges: [Int: ClosedRange<Double>] = [:]

  var description: String { "\(op) of \(shapes), \(attributes)" }

  func primitive<S: TensorScalar>(of _: S.Type) throws -> Primitive<S> {
    try .make(op: op, attributes: attributes)
  }

  /// The positions of the inputs that move.
  func moving() throws -> [Int] {
    let fixed = try primitive(of: Double.self).choices(shapes.map { try Shape($0) })
    return shapes.indices.filter { !fixed.contains($0) }
  }

  /// Points that stay clear of kinks and poles.
  func inputs(seed: UInt64) throws -> [Tensor<Double>] {
    var generator = SplitMix64(seed: seed)
    let moving = try moving()
    return try shapes.enumerated().map { position, extents in
      let shape = try Shape(extents)
      if let range = ranges[position] { return .random(shape, in: range, using: &generator) }
      guard moving.contains(position) else {
        let labels = (0..<shape.elementCount).map { _ in
          Double(Int.random(in: 0..<choices, using: &generator))
        }
        return try Tensor(labels, shape: shape)
      }
      let magnitude = Tensor<Double>.random(shape, in: 0.3...1.4, using: &generator)
      let isPositive = ["log", "sqrt", "pow"].contains(op) || (op == "batch_norm" && position == 4)
      if isPositive { return magnitude }
      let sign = Tensor<Double>.random(shape, using: &generator).map(.sign)
      return try magnitude * sign
    }
  }
}

extension Sample {
  static let ops = Primitive<Double>.names

  /// Shapes with broadcasting, extents of 1 and of 0; attributes at their defaults and elsewhere.
  static func samples(of op: String) -> [Sample] {
    if let own = special[op] { return own }
    func each(_ shapes: [[[Int]]], _ attributes: [String: Attribute] = [:]) -> [Sample] {
      shapes.map { Sample(op: op, attributes: attributes, shapes: $0) }
    }
    let reduced: [[[Int]]] = [[[]], [[4]], [[2, 3]], [[1]], [[1, 1]]]
    let one: [[[Int]]] = reduced + [[[0]], [[2, 0]]]
    switch op {
    case "dot": return each([[[3], [3]], [[1], [1]], [[0], [0]]])
    case "matmul":
      return each([
        [[3], [3]], [[2, 3], [3]], [[2], [2, 3]], [[2, 3], [3, 4]], [[1, 1], [1, 1]],
        [[2, 0], [0, 3]], [[2, 2, 3], [3, 2]], [[2, 2, 3], [2, 3, 2]], [[2, 3], [4, 3, 1]],
        [[2, 1, 2, 3], [3, 3, 1]], [[3], [2, 3, 2]], [[2, 2, 3], [3]], [[2, 3, 2], [2, 1, 2, 2]],
        [[0, 2, 3], [3, 2]], [[0, 2, 3], [0, 3, 2]],
      ])
    case "concat":
      return each([[[], [3], [1]], [[2, 2], [1, 2]], [[0], [2]]])
        + each([[[2, 1], [2, 3]], [[2, 0], [2, 2]]], ["axis": 1])
        + each([[[2, 1, 2], [2, 3, 2]]], ["axis": -2])
    case "sum", "mean", "max", "min", "norm", "logsumexp":
      let axes: [(Attribute, [Int])] = [
        ([0], [2, 3]), ([-1], [2, 3]), ([0, 2], [2, 3, 2]), ([1], [2, 3, 2]), ([], [2, 3]),
        ([1], [0, 3]), ([0], [3, 1]), ([2, 0], [2, 2, 2]),
      ]
      return each(reduced + (["max", "min"].contains(op) ? [] : [[[0]], [[2, 0]]]))
        + axes.flatMap { axes, shape in
          each([[shape]], ["axes": axes]) + each([[shape]], ["axes": axes, "keepdims": true])
        }
    case "softmax", "log_softmax":
      return each(one) + each([[[2, 3]], [[3, 1, 2]]], ["axis": 0])
        + each([[[2, 3, 2]], [[2, 0, 2]]], ["axis": 1])
    case "transpose":
      return each(one + [[[2, 1, 3]]]) + each([[[2, 3, 2]]], ["permutation": [1, 2, 0]])
        + each([[[2, 1, 0]]], ["permutation": [-1, 0, 1]])
    case "reshape":
      return each([[[6]], [[2, 3]]], ["shape": [3, -1]]) + each([[[1, 1]]], ["shape": []])
        + each([[[0, 3]]], ["shape": [2, 0]])
    case "broadcast":
      return each([[[]], [[3]], [[2, 1]], [[1, 1, 3]]], ["shape": [2, 2, 3]])
        + each([[[1]], [[0]]], ["shape": [2, 0]])
    case "slice":
      return each([[[5]], [[4, 2]], [[0]]], ["starts": [1], "stops": [4]])
        + each([[[4, 5]]], ["starts": [-1, 0], "stops": [-9, 5], "steps": [-2, 3]])
    case "gather":
      return [[3], [3, 2], [3, 2, 2], [3, 0]].flatMap { table in
        [[], [4], [2, 2], [0]].map { Sample(op: op, shapes: [table, $0], choices: 3) }
      }
    case "gelu": return each(one) + each(one, ["approximate": "tanh"])
    case "leaky_relu": return each(one) + each(one, ["slope": 0.3])
    case "elu": return each(one) + each(one, ["alpha": 0.7])
    case "dropout": return each(one) + each([[[20]], [[4, 5]]], ["p": 0.25, "seed": 7])
    case "hinge":
      return targets(op, [([2, 3], [2, 3]), ([4], [4])], 1) + labelled(op)
    case "conv2d": return convolutions
    case "max_pool2d", "avg_pool2d": return poolings(op)
    case "batch_norm":
      return each([
        [[3, 2], [2], [2]], [[2, 2, 3], [2], [2]], [[2, 2, 2, 2], [2], [2]],
        [[1, 1, 3], [1], [1]],
        [[3, 2], [2], [2], [2], [2]], [[2, 1, 2, 2], [1], [1], [1], [1]],
      ]) + each([[[3, 2], [2], [2]]], ["epsilon": 0.1])
    case "layer_norm":
      return each([
        [[4]], [[2, 3], [3]], [[2, 3], [3], [3]], [[2, 2, 3], [3], [3]], [[0, 3]],
      ])
        + each([[[2, 2, 3], [2, 3], [2, 3]]], ["axis": 1, "epsilon": 0.01])
        + each([[[2, 3], [2, 3], [2, 3]]], ["axis": 0])
    case "add", "sub", "mul", "div", "pow", "maximum", "minimum":
      return each([
        [[], []], [[3], [3]], [[2, 3], []], [[], [2]], [[2, 3], [3]], [[2, 1], [3]],
        [[1], [2, 2]], [[0], [1]], [[2, 0], [2, 1]], [[2, 1, 3], [4, 1]],
      ])
    default: return each(one)
    }
  }

  static func targets(
    _ op: String, _ shapes: [([Int], [Int])], _ choices: Int, axis: Int = -1
  ) -> [Sample] {
    shapes.flatMap { scores, targets in
      ["mean", "sum", "none"].map {
        Sample(
          op: op, attributes: ["reduction": .string($0), "axis": .int(axis)],
          shapes: [scores, targets], choices: choices)
      }
    }
  }

  static func labelled(_ op: String) -> [Sample] {
    targets(op, [([3], []), ([4, 3], [4]), ([2, 2, 3], [2, 2]), ([0, 3], [0])], 3)
      + targets(op, [([2, 3, 2], [2, 2])], 3, axis: 1)
  }

  private static var convolutions: [Sample] {
    let cases: [([String: Attribute], [[Int]])] = [
      ([:], [[2, 2, 4, 3], [3, 2, 2, 2]]), ([:], [[1, 1, 3, 3], [1, 1, 3, 3], [1]]),
      ([:], [[0, 2, 3, 3], [2, 2, 2, 2], [2]]),
      (["strides": [2, 1], "padding": [1, 2]], [[1, 2, 5, 4], [2, 2, 3, 2], [2]]),
      (["dilations": 2, "padding": [1, 0, 2, 1]], [[1, 2, 5, 5], [2, 2, 2, 3]]),
      (["groups": 2, "strides": 3], [[2, 4, 4, 5], [4, 2, 1, 2], [4]]),
      (["groups": 3], [[1, 3, 3, 3], [3, 1, 2, 2]]),
      // One image, pixel by pixel: its own columns.
      ([:], [[1, 3, 2, 3], [4, 3, 1, 1], [4]]), (["groups": 2], [[1, 4, 2, 2], [4, 2, 1, 1]]),
    ]
    return cases.map { Sample(op: "conv2d", attributes: $0, shapes: $1) }
  }

  private static func poolings(_ op: String) -> [Sample] {
    var cases: [([String: Attribute], [Int])] = [
      (["kernel": 2], [2, 2, 4, 5]), (["kernel": [2, 3], "strides": 1], [1, 2, 4, 4]),
      (["kernel": 3, "strides": 2, "padding": 1], [1, 1, 5, 6]),
      (["kernel": [3, 2], "padding": [0, 1, 1, 0]], [1, 1, 4, 4]), (["kernel": 1], [0, 2, 2, 2]),
    ]
    if op == "avg_pool2d" {
      cases.append(
        (["kernel": 3, "padding": 1, "count_include_pad": false], [1, 2, 4, 5]))
    }
    return cases.map { Sample(op: op, attributes: $0, shapes: [$1]) }
  }
}
