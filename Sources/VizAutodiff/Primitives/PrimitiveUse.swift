import VizTensor

/// A use of a primitive, as far as its cost goes. Read it beside the rules: it says in which order
/// they go over the elements, and what each pass does.
struct PrimitiveUse {
  let name: String
  let attributes: [String: Attribute]
  let kernel: ProgramKernel?
  let inputs: [Shape]
  let output: Shape

  /// How many elements the first input has, and the output.
  private var n: Int { inputs.first?.count ?? 0 }
  private var m: Int { output.count }

  /// Whether the inputs are as the operation of that name takes them; someone else's may have others.
  private var isUsual: Bool {
    let ranks = inputs.map(\.rank)
    return switch name {
    case "dot", "mse", "hinge", "cross_entropy": ranks.count == 2
    case "matmul": ranks.count == 2 && !ranks.contains(0)
    case "conv2d": ranks.count >= 2 && ranks[0] == 4 && ranks[1] == 4
    case "avg_pool2d": ranks == [4] && output.rank == 4
    default: !ranks.isEmpty
    }
  }

  var value: OperationCount {
    switch name {
    case _ where !isUsual: return unknown
    case _ where moves: return .of(0, 0, 0)
    case "sum": return .of(0, summing, 0)
    case "mean": return .of(cells, summing, 0)
    case "norm": return .of(n, n, n == 0 ? 0 : cells)
    case "softmax": return softmax
    case "log_softmax": return logSoftmax
    case "logsumexp": return .of(0, n + summing + cells, n + cells)
    case "dot": return .of(n, n, 0)
    case "matmul": return .of(products, products, 0)
    case "conv2d":
      return .of(products, products + (inputs.count > 2 ? m : 0), 0)
    case "avg_pool2d":
      return .of(m, Self.additions(m * windowCount, m) + divisor, 0)
    case "mse": return .of(n, n, 0) + reduced(n)
    case "hinge":
      return isLabelled
        ? .of(n, 3 * n + cells + summing, 0) + reduced(cells) : .of(n, n, 0) + reduced(n)
    case "cross_entropy":
      return logSoftmax + (isLabelled ? .of(0, 0, 0) : .of(n, summing, 0)) + reduced(cells)
    case "batch_norm", "layer_norm":
      return statistics + .of(isScaled ? n : 0, inputs.count > 2 ? n : 0, 0)
    case "dropout": return .of(n, 0, 0)
    default:
      guard case .elementwise(let value, _) = kernel else { return unknown }
      return value.cost(inputs, output).count
    }
  }

  func cotangent(_ position: Int) -> OperationCount {
    switch name {
    case _ where !isUsual: return unknown
    case "max", "min", "max_pool2d", "slice", "gather": return .of(0, m, 0)
    case "broadcast": return .of(0, Self.additions(output, inputs[0]), 0)
    case _ where moves: return .of(0, 0, 0)
    case "sum": return .of(0, 0, 0)
    case "mean": return .of(cells, 0, 0)
    case "norm": return .of(2 * n, 0, 0)
    case "softmax": return .of(2 * n, n + summing, 0)
    case "log_softmax": return softmax + .of(n, n + summing, 0)
    case "logsumexp": return softmax + .of(n, 0, 0)
    case "dot": return .of(n, 0, 0)
    case "matmul": return .of(products, products + overBatch(position), 0)
    case "conv2d":
      switch position {
      case 0: return .of(products, products + visible, 0)
      case 1:
        let weights = inputs[1].count
        return .of(products, products + Self.additions(images * weights, weights), 0)
      default: return .of(0, Self.additions(m, inputs[position].count), 0)
      }
    case "avg_pool2d": return .of(m, divisor + visible, 0)
    case "mse", "hinge", "cross_entropy":
      return share + lossSlope(position) + .of(n, 0, 0)
    case "batch_norm", "layer_norm": return statistics + normalized(position)
    case "dropout": return .of(n, 0, 0)
    default:
      guard case .elementwise(_, let cotangents) = kernel, cotangents.indices.contains(position)
      else { return unknown }
      return cotangents[position].cost(inputs, output).count
    }
  }

  /// An operation that is in no table: a multiplication and an addition an element.
  private var unknown: OperationCount { .of(m, m, 0) }

  /// Whether the operation only moves elements.
  private var moves: Bool {
    [
      "transpose", "reshape", "broadcast", "concat", "slice", "gather", "max", "min", "max_pool2d",
    ].contains(name)
  }

  // MARK: - Sums

  /// How many additions sum `shape` to `sum`, to which it broadcasts.
  static func additions(_ shape: Shape, _ sum: Shape) -> Int {
    if shape == sum { return 0 }
    return sum.isScalar ? shape.count : additions(shape.count, sum.count)
  }

  private static func additions(_ count: Int, _ sums: Int) -> Int { count == sums ? 0 : count }

  /// The shape to which a reduction sums, or an operation along axes.
  private var kept: Shape {
    guard let shape = inputs.first else { return .scalar }
    func named(_ axis: Int) -> Int? { try? shape.axis(axis, for: name) }
    let axis = if case .int(let axis) = attributes["axis"] { axis } else { -1 }
    switch name {
    case "batch_norm": return shape.reduced(over: shape.extents.indices.filter { $0 != 1 })
    case "layer_norm":
      return shape.reduced(over: named(axis).map { Array($0..<shape.rank) } ?? [])
    case "softmax", "log_softmax", "hinge", "cross_entropy":
      return shape.reduced(over: named(axis).map { [$0] } ?? [])
    default:
      let axes: [Int]? = if case .ints(let axes) = attributes["axes"] { axes } else { nil }
      return shape.reduced(over: (try? shape.axes(axes, for: name)) ?? [])
    }
  }

  private var cells: Int { kept.count }
  private var summing: Int { inputs.first.map { Self.additions($0, kept) } ?? 0 }

  private var softmax: OperationCount { .of(n, n + summing, n) }
  private var logSoftmax: OperationCount { .of(0, 2 * n + summing, n + cells) }

  // MARK: - Products and windows

  private var products: Int {
    name == "matmul"
      ? m * (inputs[0].extents.last ?? 1) : m * inputs[1].extents.dropFirst().reduce(1, *)
  }

  /// The sum over the batch that broadcasting repeated.
  private func overBatch(_ position: Int) -> Int {
    guard let product = try? MatrixProduct(inputs[0], inputs[1]),
      position == 0 || !product.rightBatch.isScalar
    else { return 0 }
    let own = position == 0 ? product.leftBatch : product.rightBatch
    let matrix = product.k * (position == 0 ? product.m : product.n)
    return Self.additions(product.batch.count * matrix, own.count * matrix)
  }

  private var images: Int { inputs[0].extents.first ?? 0 }

  private var window: Window? {
    var reader = AttributeReader(op: name, attributes)
    if name != "conv2d" { return try? reader.pooling() }
    var window = try? reader.window(kernel: nil, strides: 1)
    window?.kernel = Pair(inputs[1].extents[2], inputs[1].extents[3])
    return window
  }

  /// How many pixels the window sees at all its places together.
  private var visible: Int { (try? window?.visibleCount(on: inputs[0], for: name)) ?? 0 }

  private var windowCount: Int { window.map { $0.kernel.rows * $0.kernel.columns } ?? 0 }

  /// What counting the pixels that each window sees takes, where padding does not count.
  private var divisor: Int {
    guard attributes["count_include_pad"] == .bool(false) else { return 0 }
    let places = output.extents.suffix(2).reduce(1, *)
    return Self.additions(windowCount * places, places)
  }

  // MARK: - Losses

  private var isLabelled: Bool { inputs[1].rank + 1 == inputs[0].rank }

  /// What becomes of so many losses.
  private func reduced(_ losses: Int) -> OperationCount {
    switch attributes["reduction"] {
    case .string("none"): .of(0, 0, 0)
    case .string("sum"): .of(0, losses, 0)
    default: .of(1, losses, 0)
    }
  }

  /// Each loss's share of the cotangent.
  private var share: OperationCount {
    .of(attributes["reduction"] == nil ? 1 : 0, 0, 0)
  }

  private func lossSlope(_ position: Int) -> OperationCount {
    switch name {
    case "mse": .of(n, n, 0)
    case "hinge" where isLabelled: .of(2 * n, 4 * n + 2 * cells + summing, 0)
    case "hinge": .of(2 * n, n, 0)
    case _ where position == 1: logSoftmax
    case _ where isLabelled: softmax + .of(0, n + cells, 0)
    default: softmax + .of(n, n + summing, 0)
    }
  }

  // MARK: - Normalisations

  private var isScaled: Bool { inputs.count > 1 }
  /// Whether mean and variance are the input's own.
  private var isOwn: Bool { inputs.count < 5 }

  /// What is normalised, and the deviations.
  private var statistics: OperationCount {
    .of(n + cells, n + cells, cells)
      + (isOwn ? .of(n + 2 * cells, 2 * summing, 0) : .of(0, 0, 0))
  }

  private func normalized(_ position: Int) -> OperationCount {
    let scaling = isScaled ? n : 0
    let parameters = inputs.indices.contains(1) ? Self.additions(n, inputs[1].count) : 0
    switch position {
    case 0:
      return isOwn
        ? .of(scaling + 3 * n + 2 * cells, 2 * n + 2 * summing, 0) : .of(scaling + n, 0, 0)
    case 1: return .of(n, parameters, 0)
    case 2: return .of(0, parameters, 0)
    case 3: return .of(scaling + n, summing, 0)
    default: return .of(scaling + 4 * n, summing, 0)
    }
  }
}

extension OperationCount {
  static func of(_ m: Int, _ a: Int, _ t: Int) -> OperationCount {
    OperationCount(multiplications: m, additions: a, transcendentals: t)
  }

  func times(_ n: Int) -> OperationCount {
    .of(multiplications * n, additions * n, transcendentals * n)
  }
}
