import VizTensor

// The adjoint of conv2d as an operation of its own: what goes forward in one goes backward in the
// other.
extension Primitive {
  /// Spreads every pixel over the images by the kernel: the adjoint of conv2d in its images.
  /// Inputs: x `[n, c, rows, columns]`, weight `[c, filters / groups, kernel rows, kernel columns]`
  /// and, if wanted, bias `[filters]`. Attributes as of conv2d, and `output_padding` (0, less than
  /// the strides): so many rows and columns more after the image.
  ///
  /// Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.
  static func convTranspose2d(_ moving: TransposedConvolution) -> Primitive {
    Primitive(
      "conv_transpose2d", arity: 2...3, attributes: moving.attributes, kernel: nil,
      cost: CostRule(
        value: { call in
          let products = moving.products(call)
          return .of(
            products, products + moving.visible(call) + (call.inputs.count > 2 ? call.m : 0), 0)
        },
        cotangent: { call, position in
          let products = moving.products(call)
          switch position {
          case 0: return .of(products, products, 0)
          case 1:
            let (images, weights) = (call.x.extents.first ?? 0, call.inputs[1].elementCount)
            let sums = OperationCount.additions(images * weights, to: weights)
            return .of(products, products + sums, 0)
          default:
            return .of(0, OperationCount.additions(call.m, to: call.inputs[2].elementCount), 0)
          }
        }),
      value: { inputs in
        let convolution = try moving.convolution(inputs.map(\.shape))
        let y = try product(convolution, inputs[0], inputs[1])
        return inputs.count == 3 ? try y + moving.bias(inputs[2]) : y
      },
      vjp: { g, call, position in
        let shapes = call.inputs.map(\.shape)
        let convolution = try moving.convolution(shapes)
        switch position {
        case 0:
          return try Tensor.matmul(
            convolution.filters(call.inputs[1]), convolution.columns(g)
          ).reshaped(to: shapes[0])
        case 1:
          let x = try call.inputs[0].reshaped(to: convolution.product)
          return try Tensor.matmul(x, convolution.columns(g), transposingRight: true)
            .sum(to: convolution.filterShape).reshaped(to: shapes[1])
        default: return try g.sum(to: moving.biasShape(shapes[2])).reshaped(to: shapes[2])
        }
      },
      jvp: { t, call in
        let convolution = try moving.convolution(call.inputs.map(\.shape))
        return try sum([
          productRule(t, call) { try product(convolution, $0, $1) },
          call.inputs.count == 3 ? t[2].map { try moving.bias($0) } : nil,
        ])
      })
  }

  private static func product(
    _ convolution: Convolution, _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try convolution.images(
      .matmul(
        convolution.filters(weight), x.reshaped(to: convolution.product), transposingLeft: true))
  }

  /// As conv_transpose2d along sequences: x `[n, c, length]`, weight
  /// `[c, filters / groups, kernel]` and, if wanted, bias `[filters]`.
  static func convTranspose1d(_ moving: TransposedConvolution) -> Primitive {
    composite("conv_transpose1d", arity: 2...3, attributes: moving.attributes) { x in
      guard (2...3).contains(x[0].shape.rank), x[1].shape.rank == 3 else {
        throw misfit(
          "sequences are [batch, channels, length], and the weight is "
            + "[channels, filters / groups, kernel]")
      }
      let y = try x[0].tape.apply(
        .convTranspose2d(moving.alongARow),
        [x[0].batched(rank: 3).withRow(), x[1].withRow()] + x.dropFirst(2))
      return try y.withoutRow().unbatched(as: x[0], rank: 3)
    }
  }
}

/// How a transposed convolution moves: as the convolution whose adjoint it is.
struct TransposedConvolution: Sendable {
  private let moving: Convolving
  private let outputPadding: [Int]

  init(_ moving: Convolving, outputPadding: [Int]) {
    self.moving = moving
    self.outputPadding = outputPadding
  }

  var attributes: [String: Attribute?] {
    moving.attributes.merging([
      "output_padding": outputPadding.allSatisfy { $0 == 0 } ? nil : .ints(outputPadding)
    ]) { $1 }
  }

  /// The same along the columns of images of one row.
  var alongARow: TransposedConvolution {
    func pair(_ numbers: [Int], _ row: Int) -> [Int] { [row] + numbers }
    return TransposedConvolution(
      Convolving(
        strides: pair(moving.strides, 1), dilations: pair(moving.dilations, 1),
        padding: moving.padding.map { (pair($0.before, 0), pair($0.after, 0)) },
        groups: moving.groups),
      outputPadding: pair(outputPadding, 0))
  }

  /// The convolution that takes the output for its images, from the shapes of x, weight and perhaps
  /// bias; throws `ShapeError` where they do not fit.
  func convolution(_ shapes: [Shape]) throws -> Convolution {
    func misfit(_ reason: String) -> ShapeError {
      ShapeError(op: "conv_transpose2d", shapes: shapes, reason: reason)
    }
    let (x, weight) = (shapes[0].extents, shapes[1].extents)
    guard x.count == 4, weight.count == 4 else {
      throw misfit(
        "images are [batch, channels, rows, columns], and the weight is "
          + "[channels, filters / groups, rows, columns]")
    }
    guard weight[0] == x[1] else {
      throw misfit("the images have \(x[1]) channels, the weight \(weight[0])")
    }
    let (filters, overflow) = weight[1].multipliedReportingOverflow(by: moving.groups)
    guard moving.groups > 0, x[1].isMultiple(of: moving.groups), !overflow else {
      throw misfit("\(moving.groups) groups do not divide \(x[1]) channels evenly")
    }
    if shapes.count == 3, shapes[2].extents != [filters] {
      throw misfit("the bias must be [\(filters)], a number for each filter")
    }
    let padding: (before: [Int], after: [Int])
    do {
      padding = try moving.padding(for: Array(weight[2...]))
    } catch let error as ShapeError {
      throw misfit(error.reason)
    }
    var output = [x[0], filters]
    for axis in 0..<2 {
      guard (0..<moving.strides[axis]).contains(outputPadding[axis]) else {
        throw misfit(
          "output_padding must be from 0 to less than the strides, \(moving.strides), not "
            + "\(outputPadding)")
      }
      // The places of the kernel on the output are the pixels of x.
      let spread = (x[axis + 2] - 1).multipliedReportingOverflow(by: moving.strides[axis])
      let reach = (weight[axis + 2] - 1) * moving.dilations[axis] + 1 + outputPadding[axis]
      let extent = spread.partialValue
        .addingReportingOverflow(reach - padding.before[axis] - padding.after[axis])
      guard x[axis + 2] > 0, !spread.overflow, !extent.overflow, extent.partialValue > 0 else {
        throw misfit("the padding leaves nothing of the output")
      }
      output.append(extent.partialValue)
    }
    return try Convolution(
      Window(
        kernel: 1, strides: pair(moving.strides), before: pair(padding.before),
        after: pair(padding.after), dilations: pair(moving.dilations)),
      moving.groups, [Shape(output), shapes[1]])
  }

  private func pair(_ numbers: [Int]) -> Extent2D { Extent2D(numbers[0], numbers[1]) }

  func biasShape(_ bias: Shape) throws -> Shape { try Shape([bias.elementCount, 1, 1]) }

  func bias<Scalar>(_ bias: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try bias.reshaped(to: biasShape(bias.shape))
  }

  /// How many products it adds up.
  func products(_ call: CallShapes) -> Int {
    call.x.elementCount * call.inputs[1].extents.dropFirst().reduce(1, *)
  }

  /// How many times an element of the output is added to.
  func visible(_ call: CallShapes) -> Int {
    (try? convolution(call.inputs).visibleCount) ?? 0
  }
}

extension AttributeReader {
  /// The attributes of a transposed convolution along so many axes.
  mutating func transposedConvolution(_ rank: Int) throws -> TransposedConvolution {
    if isWord("padding", "same") { throw wrong("padding", "same", "a number, or one an axis") }
    return TransposedConvolution(
      try convolving(along: rank),
      outputPadding: try each("output_padding", along: rank, default: 0))
  }
}
