import VizTensor

// Convolutions along other axes than rows and columns, made of conv2d. A missing batch axis is one
// of one.
extension Primitive {
  /// As conv2d with the padding that leaves as many places as pixels: PyTorch's `"same"`.
  static func sameConv2d(_ moving: Convolving) -> Primitive {
    composite("conv2d", arity: 2...3, attributes: moving.attributes) { x in
      guard x[1].shape.rank == 4 else {
        throw misfit("the weight is [filters, channels / groups, rows, columns]")
      }
      return try convolution(x[0], x[1], x.dropFirst(2).first, moving)
    }
  }

  /// Slides every filter along sequences. Inputs: x `[n, c, length]`, weight
  /// `[filters, c / groups, kernel]` and, if wanted, bias `[filters]`. Attributes as of conv2d.
  static func conv1d(_ moving: Convolving) -> Primitive {
    composite("conv1d", arity: 2...3, attributes: moving.attributes) { x in
      guard (2...3).contains(x[0].shape.rank), x[1].shape.rank == 3 else {
        throw misfit(
          "sequences are [batch, channels, length], and the weight is "
            + "[filters, channels / groups, kernel]")
      }
      let y = try convolution(
        x[0].batched(rank: 3).withRow(), x[1].withRow(), x.dropFirst(2).first, moving)
      return try y.withoutRow().unbatched(as: x[0], rank: 3)
    }
  }

  /// Slides every filter through volumes. Inputs: x `[n, c, depth, rows, columns]`, weight
  /// `[filters, c / groups, kernel depth, kernel rows, kernel columns]` and, if wanted, bias
  /// `[filters]`. Attributes as of conv2d, in the order depth, rows, columns.
  ///
  /// The sum over the kernel's depth of what conv2d makes of the slices that lie so deep, with the
  /// depth of the volume in the batch.
  static func conv3d(_ moving: Convolving) -> Primitive {
    composite("conv3d", arity: 2...3, attributes: moving.attributes) { x in
      guard (4...5).contains(x[0].shape.rank), x[1].shape.rank == 5 else {
        throw misfit(
          "volumes are [batch, channels, depth, rows, columns], and the weight is "
            + "[filters, channels / groups, depth, rows, columns]")
      }
      let (volumes, weight) = (try x[0].batched(rank: 5), x[1].extents)
      let padding = try moving.padding(for: Array(weight[2...]))
      // Depth beside the batch.
      let slices = try volumes.transposed([0, 2, 1, 3, 4])
        .padded(axis: 1, before: padding.before[0], after: padding.after[0])
      let (stride, dilation) = (moving.strides[0], moving.dilations[0])
      let (extents, reach) = (slices.extents, (weight[2] - 1) * dilation + 1)
      guard reach <= extents[1] else {
        throw misfit("the kernel reaches over \(reach) slices, and there are \(extents[1])")
      }
      let windows = (extents[1] - reach) / stride + 1
      let window = Window(
        kernel: 1, strides: Extent2D(moving.strides[1], moving.strides[2]),
        before: Extent2D(padding.before[1], padding.before[2]),
        after: Extent2D(padding.after[1], padding.after[2]),
        dilations: Extent2D(moving.dilations[1], moving.dilations[2]))
      var sum: Variable<Scalar>?
      for depth in 0..<weight[2] {
        let start = depth * dilation
        let images = try slices.sliced(
          axis: 1, from: start, to: start + (windows - 1) * stride + 1, by: stride
        ).reshaped(to: [extents[0] * windows] + extents[2...])
        let filters = try x[1].sliced(axis: 2, from: depth, to: depth + 1)
          .reshaped(to: [weight[0], weight[1], weight[3], weight[4]])
        let term = try x[0].tape.apply(
          .conv2d(window, groups: moving.groups),
          [images, filters] + (depth == 0 ? x.dropFirst(2) : []))
        sum = try sum.map { try $0 + term } ?? term
      }
      guard let sum else { throw misfit("the kernel is empty") }
      return try sum.reshaped(to: [extents[0], windows] + sum.extents[1...])
        .transposed([0, 2, 1, 3, 4]).unbatched(as: x[0], rank: 5)
    }
  }

  /// conv2d of images, also of one row alone where it moves along one axis.
  private static func convolution(
    _ images: Variable<Scalar>, _ weight: Variable<Scalar>, _ bias: Variable<Scalar>?,
    _ moving: Convolving
  ) throws -> Variable<Scalar> {
    let padding = try moving.padding(for: Array(weight.extents.suffix(moving.rank)))
    func pair(_ numbers: [Int], row: Int) -> Extent2D {
      Extent2D(numbers.count == 1 ? row : numbers[0], numbers[numbers.count - 1])
    }
    let window = Window(
      kernel: 1, strides: pair(moving.strides, row: 1), before: pair(padding.before, row: 0),
      after: pair(padding.after, row: 0), dilations: pair(moving.dilations, row: 1))
    return try images.tape.apply(
      .conv2d(window, groups: moving.groups), [images, weight] + (bias.map { [$0] } ?? []))
  }
}

extension Variable {
  /// A sequence as an image of one row.
  func withRow() throws -> Variable {
    var extents = extents
    extents.insert(1, at: extents.count - 1)
    return try reshaped(to: extents)
  }

  /// An image of one row as a sequence.
  func withoutRow() throws -> Variable {
    var extents = extents
    extents.remove(at: extents.count - 2)
    return try reshaped(to: extents)
  }
}
