import VizTensor

// Windows over images `[batch, channels, rows, columns]`. Attributes that hold a number for the
// rows and one for the columns may be one number for both; `padding` may have four: top, left,
// bottom, right.
//
// At kinks: max_pool2d gives the gradient to the first greatest pixel of each window, in row-major
// order.
extension Primitive {
  static var convolutions: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("conv2d") {
        if $0.isWord("padding", "same") { return .sameConv2d(try $0.convolving(along: 2)) }
        return .conv2d(
          try $0.window(kernel: nil, strides: 1), groups: try $0.int("groups", default: 1))
      },
      PrimitiveEntry("conv1d") { .conv1d(try $0.convolving(along: 1)) },
      PrimitiveEntry("conv3d") { .conv3d(try $0.convolving(along: 3)) },
      PrimitiveEntry("conv_transpose2d") { .convTranspose2d(try $0.transposedConvolution(2)) },
      PrimitiveEntry("conv_transpose1d") { .convTranspose1d(try $0.transposedConvolution(1)) },
      PrimitiveEntry("max_pool2d") { .maxPool2d(try $0.pooling()) },
      PrimitiveEntry("avg_pool2d") {
        .avgPool2d(
          try $0.pooling(), countsPadding: try $0.bool("count_include_pad", default: true))
      },
    ]
  }

  /// Slides every filter over the images, without flipping it. Inputs: x `[n, c, rows, columns]`,
  /// weight `[filters, c / groups, kernel rows, kernel columns]` and, if wanted, bias `[filters]`.
  /// Attributes: `strides` (1), `padding` (0, or `"same"`: as many places as pixels), `dilations`
  /// (1), `groups` (1): the channels fall into so many equal groups, each seen by its own share of
  /// the filters.
  ///
  /// By a matrix product with the unfolded images: ``ConvolutionPlan``.
  static func conv2d(_ window: Window, groups: Int) -> Primitive {
    Primitive(
      "conv2d", arity: 2...3,
      attributes: window.movement.merging(["groups": groups == 1 ? nil : .int(groups)]) { $1 },
      kernel: .plan { try Convolution(window, groups, $0).plan },
      cost: CostRule(
        value: { call in
          let products = call.convolutionProducts
          return .of(products, products + (call.inputs.count > 2 ? call.m : 0), 0)
        },
        cotangent: { call, position in
          let products = call.convolutionProducts
          switch position {
          case 0: return .of(products, products + window.visible(call), 0)
          case 1: return .of(products, products, 0)
          default:
            return .of(0, OperationCount.additions(call.m, to: call.inputs[2].elementCount), 0)
          }
        }),
      value: { inputs in
        let convolution = try Convolution(window, groups, inputs.map(\.shape))
        return convolution.plan.value(of: inputs, shape: convolution.output)
      },
      vjp: { g, call, position in
        let plan = try Convolution(window, groups, call.inputs.map(\.shape)).plan
        return plan.cotangent(g, at: position, of: call.inputs)
      },
      jvp: { t, call in
        let convolution = try Convolution(window, groups, call.inputs.map(\.shape))
        let product = try productRule(t, call) {
          try .matmul(convolution.filters($1), convolution.columns($0))
        }
        return try sum([
          product?.reshaped(to: convolution.output),
          call.inputs.count == 3 ? t[2].map { try convolution.bias($0) } : nil,
        ])
      })
  }

  /// The greatest pixel that each window sees; padding is never greatest. Attributes: `kernel`
  /// (required), `strides` (the kernel), `padding` (0, less than the kernel).
  static func maxPool2d(_ window: Window) -> Primitive {
    let greatest: @Sendable (Tensor<Scalar>) throws -> (positions: [Int], shape: Shape) = {
      try $0.positionsOfMaxima(window, for: "max_pool2d")
    }
    return Primitive(
      "max_pool2d", arity: 1...1, attributes: window.pooling,
      kernel: .plan { try MaximumPlan(window, on: $0[0], for: "max_pool2d") },
      cost: .selection,
      value: { try $0[0].maxima(window, for: "max_pool2d") },
      vjp: { g, call, _ in
        g.placing(at: try greatest(call.inputs[0]).positions, in: call.inputs[0].shape)
      },
      jvp: { t, call in
        let (positions, shape) = try greatest(call.inputs[0])
        return t[0].map { $0.taking(positions, shape: shape) }
      })
  }

  /// The mean of the pixels that each window sees. Attributes: `kernel` (required), `strides` (the
  /// kernel), `padding` (0, less than the kernel), `count_include_pad` (true: padding counts as
  /// zeros; false: the mean is over the pixels alone).
  static func avgPool2d(_ window: Window, countsPadding: Bool) -> Primitive {
    let op = "avg_pool2d"
    let divisor: @Sendable (Shape) throws -> Tensor<Scalar> = { shape in
      if countsPadding { return Tensor(Scalar(window.area)) }
      let image = try Shape([1, 1, shape.extents[2], shape.extents[3]])
      let columns = try Tensor<Scalar>.ones(image).unfolded(window, for: op)
      return try columns.sum(to: columns.shape.reduced(over: [2]))
    }
    // Linear: the mean over what each window sees, `[n, c, kernel, windows]`.
    let means: @Sendable (Tensor<Scalar>) throws -> Tensor<Scalar> = { x in
      try window.checkPadding(on: x.shape, for: op)
      let columns = try x.unfolded(window, for: op)
      let means = try columns.sum(to: columns.shape.reduced(over: [2])) / divisor(x.shape)
      let windows = try window.counts(on: x.shape, for: op)
      return try means.reshaped(to: Shape(Array(x.shape.extents.prefix(2)) + windows.list))
    }
    // What counting the pixels that each window sees takes.
    let counting: @Sendable (CallShapes) -> Int = { call in
      let windows = call.output.extents.suffix(2).reduce(1, *)
      return countsPadding ? 0 : OperationCount.additions(window.area * windows, to: windows)
    }
    return Primitive(
      op, arity: 1...1,
      attributes: window.pooling.merging(
        ["count_include_pad": countsPadding ? nil : .bool(false)]
      ) { $1 },
      kernel: nil,
      cost: CostRule(
        value: {
          .of($0.m, OperationCount.additions($0.m * window.area, to: $0.m) + counting($0), 0)
        },
        cotangent: { call, _ in .of(call.m, counting(call) + window.visible(call), 0) }),
      value: { try means($0[0]) },
      vjp: { g, call, _ in
        let shape = call.inputs[0].shape
        let windows = g.shape.extents[2] * g.shape.extents[3]
        let batch = Array(shape.extents.prefix(2))
        let shares = try g.reshaped(to: Shape(batch + [1, windows])) / divisor(shape)
        return try shares.broadcast(to: Shape(batch + [window.area, windows]))
          .folded(window, into: shape, for: op)
      },
      jvp: { t, _ in try t[0].map(means) })
  }
}

extension Tensor {
  /// What the operation `conv2d` computes of images, weight and perhaps bias, and the function of each
  /// number of that where one is given.
  ///
  /// - Throws: `ShapeError` where these do not fit, and ``AutodiffError`` where an attribute does not.
  package static func conv2d(
    _ inputs: [Tensor], attributes: [String: Attribute], then function: ElementwiseFunction? = nil
  ) throws -> Tensor {
    var reader = AttributeReader(op: "conv2d", attributes)
    let convolution = try Convolution(
      reader.window(kernel: nil, strides: 1), reader.int("groups", default: 1), inputs.map(\.shape),
      then: function)
    return convolution.plan.value(of: inputs, shape: convolution.output)
  }
}

extension AttributeReader {
  /// The window of a pooling, which by default moves by its own size.
  mutating func pooling() throws -> Window {
    let kernel = try pair("kernel", try requiredInts("kernel"))
    return try window(kernel: kernel, strides: kernel)
  }

  /// A window's movement; a convolution's kernel is known from its weight.
  mutating func window(kernel: Extent2D?, strides: Extent2D) throws -> Window {
    var window = Window(kernel: kernel ?? 1)
    window.strides = try ints("strides").map { try pair("strides", $0) } ?? strides
    if kernel == nil {
      window.dilations = try ints("dilations").map { try pair("dilations", $0) } ?? 1
    }
    guard !isWord("padding", "valid"), let padding = try ints("padding") else { return window }
    if padding.count == 4 {
      window.before = Extent2D(padding[0], padding[1])
      window.after = Extent2D(padding[2], padding[3])
    } else {
      window.before = try pair("padding", padding)
      window.after = window.before
    }
    return window
  }

  private func pair(_ name: String, _ list: [Int]) throws -> Extent2D {
    switch list.count {
    case 1: return Extent2D(list[0], list[0])
    case 2: return Extent2D(list[0], list[1])
    default: throw wrong(name, .ints(list), "one number, or one for rows and one for columns")
    }
  }
}

extension CallShapes {
  /// How many products a convolution adds up.
  fileprivate var convolutionProducts: Int { m * inputs[1].extents.dropFirst().reduce(1, *) }
}

extension Window {
  /// How many pixels it sees at one place.
  fileprivate var area: Int { kernel.rows * kernel.columns }

  /// How many pixels it sees at all its places together; a convolution's kernel is its weight's.
  fileprivate func visible(_ call: CallShapes) -> Int {
    guard call.x.rank == 4 else { return 0 }
    var window = self
    if call.inputs.count > 1 {
      let weight = call.inputs[1].extents
      guard weight.count == 4 else { return 0 }
      window.kernel = Extent2D(weight[2], weight[3])
    }
    return (try? window.visibleCount(on: call.x, for: "window")) ?? 0
  }

  fileprivate var movement: [String: Attribute?] {
    [
      "strides": strides == 1 ? nil : .ints(strides.list), "padding": padding,
      "dilations": dilations == 1 ? nil : .ints(dilations.list),
    ]
  }

  fileprivate var pooling: [String: Attribute?] {
    [
      "kernel": .ints(kernel.list), "strides": strides == kernel ? nil : .ints(strides.list),
      "padding": padding,
    ]
  }

  private var padding: Attribute? {
    before == after
      ? before == 0 ? nil : .ints(before.list) : .ints(before.list + after.list)
  }
}
