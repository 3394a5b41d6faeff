import VizAutodiff
import VizTensor
import VizTrace

extension LocalMap {
  /// The derivatives of a call of a primitive in the argument at `position`; nil where nothing
  /// moves along it.
  ///
  /// An operation that is known by its rules alone is asked for each output in turn, which
  /// `LocalMapError.tooLarge` refuses for large tensors.
  static func of(
    _ rule: Primitive<Double>, _ call: Call<Double>, position: Int
  ) throws -> LocalMap? {
    let input = call.inputs[position].shape
    guard !rule.choices(call.inputs.map(\.shape)).contains(position) else { return nil }
    guard input.elementCount > 0, call.output.shape.elementCount > 0 else {
      return .list(EdgeList(none: input))
    }
    if call.output.shape.elementCount == 1 { return try ofOneOutput(rule, call, position) }
    let isGated = gates.contains(rule.name)
    if rule.isElementwise || isGated {
      let factors = try slopes(rule, call, position)
      let sources = try Tensor<Double>.numbered(input).broadcast(to: call.output.shape).elements
      return .list(
        EdgeList(
          sources.indices.compactMap { output in
            isGated && factors[output] == 0
              ? nil : (output, Int(sources[output]), factors[output])
          }, inputCount: input.elementCount))
    }
    if movements.contains(rule.name) { return try ofMovement(rule, call, position) }
    switch rule.name {
    case "sum", "mean", "max", "min", "norm", "logsumexp":
      return try ofReduction(rule, call, position)
    case "matmul":
      return .product(
        try MatrixMap(.init(left: call.inputs[0], right: call.inputs[1]), position: position))
    case "softmax", "log_softmax", "layer_norm", "batch_norm":
      return try ofLanes(rule, call, position) ?? ofRules(rule, call, position)
    case "conv2d" where position < 2:
      return try ConvolutionMap(rule, call.inputs, position: position).map { .convolution($0) }
        ?? ofRules(rule, call, position)
    case "conv2d":
      // A number for each channel.
      return try ofParameter(rule, call, position, axis: 1)
    case "max_pool2d", "avg_pool2d":
      return try ofPooling(rule, call) ?? ofRules(rule, call, position)
    default: return try ofRules(rule, call, position)
    }
  }

  /// What lets elements pass or not by a mask: of what does not pass there is no edge.
  private static let gates: Set = ["where", "masked_fill", "dropout"]

  /// What only moves or repeats elements.
  private static let movements: Set = [
    "transpose", "reshape", "broadcast", "concat", "slice", "gather", PortExpansion.op,
  ]

  /// How far every output moves with all elements of an argument.
  private static func slopes(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> [Double] {
    var tangents = [Tensor<Double>?](repeating: nil, count: call.inputs.count)
    tangents[position] = .ones(call.inputs[position].shape)
    guard let moved = try rule.jvp?(tangents, call) else { throw LocalMapError.noRule }
    return try moved.broadcast(to: call.output.shape).elements
  }

  private static func cotangent(
    _ rule: Primitive<Double>, _ g: Tensor<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> [Double] {
    guard let vjp = rule.vjp else { throw LocalMapError.noRule }
    return try vjp(g, call, position).sum(to: call.inputs[position].shape).elements
  }

  /// Every element of the argument has an edge to the one output.
  private static func ofOneOutput(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> LocalMap {
    if movements.contains(rule.name) { return try ofMovement(rule, call, position) }
    let factors = try cotangent(rule, .ones(call.output.shape), call, position)
    if factors.count == 1 { return .number(factors[0]) }
    let isChoice = choosing.contains(rule.name)
    return .list(
      EdgeList(
        factors.indices.compactMap {
          isChoice && factors[$0] == 0 ? nil : (0, $0, factors[$0])
        }, inputCount: factors.count))
  }

  /// What takes single elements, by a label or by their order: nothing depends on the others.
  static let choosing = Set(["nll"] + Operation.orderings.map(\.name))

  /// Numbered elements show where each comes from.
  private static func ofMovement(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> LocalMap {
    let choices = rule.choices(call.inputs.map(\.shape))
    let numbered = call.inputs.enumerated().map { index, input -> Tensor<Double> in
      if index == position { return .numbered(input.shape) }
      return choices.contains(index) ? input : Tensor(repeating: -1, shape: input.shape)
    }
    let sources = try rule.value(numbered).elements
    return .list(
      EdgeList(
        sources.indices.compactMap { sources[$0] < 0 ? nil : ($0, Int(sources[$0]), 1) },
        inputCount: call.inputs[position].shape.elementCount))
  }

  /// Every element has an edge to the one output that it is reduced to.
  private static func ofReduction(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> LocalMap {
    let shape = call.inputs[position].shape
    var axes: [Int]?
    if case .ints(let list)? = rule.attributes["axes"] { axes = list }
    let kept = shape.reduced(over: try shape.axes(axes, for: rule.name))
    let targets = try Tensor<Double>.numbered(kept).broadcast(to: shape).elements
    let factors = try cotangent(rule, .ones(call.output.shape), call, position)
    return .list(
      EdgeList(
        factors.indices.map { (Int(targets[$0]), $0, factors[$0]) }, inputCount: factors.count))
  }

  /// An argument with a number for each place along `axis` of the output.
  private static func ofParameter(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int, axis: Int
  ) throws -> LocalMap {
    let input = call.inputs[position].shape
    let output = call.output.shape
    let extents =
      [Int](repeating: 1, count: axis) + input.extents
      + [Int](repeating: 1, count: max(0, output.rank - axis - input.rank))
    let sources = try Tensor<Double>.numbered(input).reshaped(to: Shape(extents))
      .broadcast(to: output).elements
    let factors = try slopes(rule, call, position)
    return .list(
      EdgeList(
        sources.indices.map { ($0, Int(sources[$0]), factors[$0]) }, inputCount: input.elementCount)
    )
  }

  /// Edges from every pixel that a window sees.
  private static func ofPooling(
    _ rule: Primitive<Double>, _ call: Call<Double>
  ) throws -> LocalMap? {
    let images = call.inputs[0]
    guard let window = Window(rule) else { return nil }
    let (pixels, cells) = try images.columnsOfPixels(window, for: rule.name)
    let kernel = window.kernel.rows * window.kernel.columns
    let isMaximum = rule.name == "max_pool2d"
    // How far an output moves with all pixels, or the number of the one that it is.
    let tangent = isMaximum ? Tensor.numbered(images.shape) : .ones(images.shape)
    guard let moved = try rule.jvp?([tangent], call)?.elements else { throw LocalMapError.noRule }
    var seen = [Int](repeating: 0, count: moved.count)
    var edges: [(output: Int, input: Int, factor: Double)] = []
    for (column, pixel) in pixels.enumerated() where pixel > 0 {
      let output = column / (cells * kernel) * cells + column % cells
      seen[output] += 1
      edges.append((output, pixel - 1, moved[output]))
    }
    for index in edges.indices {
      let edge = edges[index]
      edges[index].factor =
        isMaximum
        ? (Int(edge.factor) == edge.input ? 1 : 0) : edge.factor / Double(seen[edge.output])
    }
    return .list(EdgeList(edges, inputCount: images.shape.elementCount))
  }

  /// One vjp for each output; what is not 0 is an edge.
  private static func ofRules(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> LocalMap {
    let (inputs, outputs) = (
      call.inputs[position].shape.elementCount, call.output.shape.elementCount
    )
    guard inputs * outputs <= mostProbed else { throw LocalMapError.tooLarge }
    var edges: [(output: Int, input: Int, factor: Double)] = []
    var g = [Double](repeating: 0, count: outputs)
    for output in 0..<outputs {
      g[output] = 1
      let row = try cotangent(rule, Tensor(g, shape: call.output.shape), call, position)
      g[output] = 0
      for (input, factor) in row.enumerated() where factor != 0 {
        edges.append((output, input, factor))
      }
    }
    return .list(EdgeList(edges, inputCount: inputs))
  }

  private static let mostProbed = 1 << 24

  // MARK: - Lanes

  /// Softmaxes and normalisations; nil for one of other arguments than are known.
  private static func ofLanes(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> LocalMap? {
    let shape = call.inputs[0].shape
    let axis = if case .int(let axis)? = rule.attributes["axis"] { axis } else { -1 }
    switch rule.name {
    case "softmax", "log_softmax":
      guard shape.rank > 0 else { return nil }
      let kept = shape.reduced(over: [try shape.axis(axis, for: rule.name)])
      let isLogarithm = rule.name == "log_softmax"
      let f = isLogarithm ? call.output.map(.exp).elements : call.output.elements
      let ones = [Double](repeating: 1, count: f.count)
      return .lanes(
        try LaneMap(
          shape, kept: kept, diagonal: isLogarithm ? ones : f,
          terms: [(column: (isLogarithm ? ones : f).map { -$0 }, row: f)]))
    case "layer_norm":
      let first = try shape.axis(axis, for: rule.name)
      guard position == 0 else { return try ofParameter(rule, call, position, axis: first) }
      return try ofNormalization(rule, call, over: Array(first..<shape.rank), first: first)
    default:
      guard position == 0 else { return try ofParameter(rule, call, position, axis: 1) }
      // With the mean and the variance of training given, every element is for itself.
      guard call.inputs.count < 5 else {
        let factors = try slopes(rule, call, 0)
        return .list(
          EdgeList(factors.indices.map { ($0, $0, factors[$0]) }, inputCount: factors.count))
      }
      let axes = shape.extents.indices.filter { $0 != 1 }
      return try ofNormalization(rule, call, over: axes, first: 1)
    }
  }

  /// With x̂ the normalised input and n of them to a lane, the Jacobian is
  /// `scale / σ (I - (1 1ᵀ + x̂ x̂ᵀ) / n)` (Ioffe and Szegedy, 2015, section 3).
  private static func ofNormalization(
    _ rule: Primitive<Double>, _ call: Call<Double>, over axes: [Int], first: Int
  ) throws -> LocalMap {
    let x = call.inputs[0]
    let kept = x.shape.reduced(over: axes)
    let epsilon =
      if case .double(let epsilon)? = rule.attributes["epsilon"] { epsilon } else { 1e-5 }
    let centred = try x - x.mean(to: kept)
    let deviation = try ((centred * centred).mean(to: kept) + Tensor(epsilon)).map(.sqrt)
    let normal = try (centred / deviation).elements
    var scale = try (Tensor(1) / deviation).broadcast(to: x.shape)
    if call.inputs.count > 1 {
      let given = call.inputs[1]
      let extents =
        [Int](repeating: 1, count: first) + given.shape.extents
        + [Int](repeating: 1, count: max(0, x.shape.rank - first - given.shape.rank))
      scale = try scale * given.reshaped(to: Shape(extents))
    }
    let count = Double(x.shape.elementCount / max(1, kept.elementCount))
    let factors = scale.elements
    return .lanes(
      try LaneMap(
        x.shape, kept: kept, diagonal: factors,
        terms: [
          (column: factors.map { -$0 / count }, row: normal.map { _ in 1 }),
          (column: zip(factors, normal).map { -$0 * $1 / count }, row: normal),
        ]))
  }
}

/// Why there are no derivatives.
enum LocalMapError: Error {
  /// The operation has no rule for them.
  case noRule
  /// There are too many to ask for them one by one.
  case tooLarge
}

extension EdgeList {
  /// No edges at all.
  fileprivate init(none shape: Shape) { self.init([], inputCount: shape.elementCount) }
}
