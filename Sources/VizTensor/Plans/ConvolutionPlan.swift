/// How a convolution is computed, forward and back, in the best of three ways.
///
/// - **Where the image lies**: best for a single image that the window sees pixel by pixel, as in most
///   layers of a deep network that looks at one picture. The image is its own columns, and the product
///   is the output, so nothing is copied.
/// - **By moved images**, a ``ShiftedConvolution``: best in single precision where the window moves by
///   one pixel and the machine has vectors that fuse products and sums. It copies the images once, for
///   their padding, where columns have as many copies of them as a filter has pixels.
///   The 3×3 layers of ResNet-50 take 1.07 to 1.36 ms each on two cores of an AMD EPYC, and OpenBLAS's
///   product alone 1.27 to 1.94 ms, when the columns are there already.
/// - **By columns**, for all else. Filters `[filters, depth]` times columns `[depth, images × places]`,
///   each of which has what the window sees at one place, are the rows of the output, for each group of
///   channels: one product over the whole batch. The rows then go to their images; of a single one they
///   are there already.
///
/// A class, so that a program that runs it copies no references to its shapes. What it works on is
/// given to it, so that running it allocates nothing.
///
/// Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document
/// Processing", 2006.
package final class ConvolutionPlan: OperationPlan {
  private let walk: WindowWalk
  private let images, channels, groups: Int
  /// In each group: how many filters there are, and how many numbers one has.
  private let filters, depth: Int
  private let windows: Int
  /// What is done with each number of the output, forward alone.
  private let function: ElementwiseFunction?

  /// Whether the columns are the image as it lies.
  private let isPixelByPixel: Bool
  /// The way by moved images, where it is the best for single precision.
  private let shifted: ShiftedConvolution?

  /// How many numbers the columns take, how many the output has, and how many the rows take where they
  /// are not the output.
  private var columnCount: Int { isPixelByPixel ? 0 : groups * depth * images * windows }
  private var outputCount: Int { groups * filters * images * windows }
  private var rowCount: Int { images == 1 ? 0 : outputCount }
  /// Columns of so many numbers at most are kept for the cotangent of the filters: larger ones have
  /// left the cache by then, and take several times the memory of the images.
  private static let mostKept = 1 << 21
  private var keepsColumns: Bool { !isPixelByPixel && columnCount <= Self.mostKept }

  package func keptCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int {
    if Scalar.self == Float.self, let shifted { return shifted.keptCount }
    return keepsColumns ? columnCount : 0
  }

  /// The columns, and the output in the order of the product.
  package func roomCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int {
    if Scalar.self == Float.self, let shifted { return shifted.roomCount }
    return columnCount + rowCount
  }

  /// - Parameters:
  ///   - window: The window, with the kernel of the filters.
  ///   - shape: That of the images, `[batch, channels, rows, columns]`; the groups divide the channels.
  ///   - groups: Into how many groups the channels fall.
  ///   - filters: How many filters each group has.
  ///   - function: A function of each number of the output; with one there is no way back.
  /// - Throws: `ShapeError` where the window does not fit.
  package init(
    _ window: Window, on shape: Shape, groups: Int, filters: Int,
    then function: ElementwiseFunction? = nil
  ) throws(ShapeError) {
    self.function = function
    walk = try WindowWalk(window, on: shape, for: "conv2d")
    // That all of it fits is known before anything is multiplied.
    _ = try walk.columns
    (images, channels) = (shape[0], shape[1])
    (self.groups, self.filters) = (groups, filters)
    depth = channels / groups * window.kernel.rows * window.kernel.columns
    windows = walk.counts.rows * walk.counts.columns
    isPixelByPixel =
      images == 1 && window.kernel == 1 && window.strides == 1 && window.before == 0
      && window.after == 0
    shifted =
      isPixelByPixel
      ? nil : ShiftedConvolution(window, on: shape, groups: groups, filters: filters)
  }

  /// The way by moved images, if it is the one for the scalars.
  @inline(__always)
  private func shifting<Scalar: TensorScalar>(
    _ operands: PlanOperands<Scalar>
  ) -> (way: ShiftedConvolution, operands: PlanOperands<Float>)? {
    guard let shifted, let operands = operands as? PlanOperands<Float> else { return nil }
    return (shifted, operands)
  }

  // MARK: - Products

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func keep<Scalar: TensorScalar>(_ operands: PlanOperands<Scalar>) {
    if let (way, operands) = shifting(operands) { return way.keep(operands) }
    if keepsColumns { unfold(operands.x, to: operands.kept) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>) {
    if let (way, operands) = shifting(operands) { return way.value(of: operands, then: function) }
    let y = operands.output
    let rows = images == 1 ? y : operands.room + columnCount
    if depth > 0, let weight = operands.y {
      multiply(
        m: filters, k: depth, n: images * windows,
        MatrixOperand(elements: weight, isTransposed: false),
        MatrixOperand(elements: columns(of: operands), isTransposed: false), to: rows)
    } else {
      rows.update(repeating: 0, count: outputCount)
    }
    visitRuns { row, run, filter in
      if let bias = operands.z {
        let shift = bias[filter]
        for i in 0..<windows { y[run + i] = rows[row + i] + shift }
      } else if images != 1 {
        (y + run).update(from: rows + row, count: windows)
      }
      function?.apply(y + run, to: y + run, count: windows)
    }
  }

  /// The columns, which are unfolded anew unless they are there.
  @inline(__always)
  private func columns<Scalar: TensorScalar>(
    of operands: PlanOperands<Scalar>, areKept: Bool = false
  ) -> UnsafePointer<Scalar> {
    if isPixelByPixel { return operands.x }
    let columns = keepsColumns ? operands.kept : operands.room
    if !(keepsColumns && areKept) { unfold(operands.x, to: columns) }
    return UnsafePointer(columns)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at position: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    if position < 2, let (way, operands) = shifting(operands), let g = g as? UnsafePointer<Float>,
      let target = target as? UnsafeMutablePointer<Float>
    {
      return position == 0
        ? way.imageCotangent(g, operands, to: target)
        : way.weightCotangent(g, operands, to: target)
    }
    switch position {
    case 0: imageCotangent(g, operands, to: target)
    case 1: weightCotangent(g, operands, to: target)
    default: biasCotangent(g, to: target)
    }
  }

  @inline(__always)
  private func imageCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, _ operands: PlanOperands<Scalar>,
    to images: UnsafeMutablePointer<Scalar>
  ) {
    guard let weight = operands.y else { return }
    let columns = isPixelByPixel ? images : operands.room
    multiply(
      m: depth, k: filters, n: self.images * windows,
      MatrixOperand(elements: weight, isTransposed: true),
      MatrixOperand(elements: rows(of: g, operands), isTransposed: false), to: columns)
    if !isPixelByPixel { fold(columns, to: images) }
  }

  @inline(__always)
  private func weightCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, _ operands: PlanOperands<Scalar>,
    to weight: UnsafeMutablePointer<Scalar>
  ) {
    multiply(
      m: filters, k: images * windows, n: depth,
      MatrixOperand(elements: rows(of: g, operands), isTransposed: false),
      MatrixOperand(elements: columns(of: operands, areKept: true), isTransposed: true),
      to: weight)
  }

  @inline(__always)
  private func biasCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, to bias: UnsafeMutablePointer<Scalar>
  ) {
    bias.update(repeating: 0, count: groups * filters)
    visitRuns { _, run, filter in
      let g = g + run
      guard windows >= 4 else {
        for i in 0..<windows { bias[filter] += g[i] }
        return
      }
      // Four sums, none of which waits for another.
      var (a, b, c, d) = (g[0], g[1], g[2], g[3])
      let whole = windows & ~3
      for i in stride(from: 4, to: whole, by: 4) {
        a += g[i]
        b += g[i + 1]
        c += g[i + 2]
        d += g[i + 3]
      }
      for i in whole..<windows { a += g[i] }
      bias[filter] += (a + b) + (c + d)
    }
  }

  /// Writes the product of each group's `m` by `k` and `k` by `n` matrices, which lie one behind the
  /// other.
  @inline(__always)
  private func multiply<Scalar: TensorScalar>(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
    to c: UnsafeMutablePointer<Scalar>
  ) {
    for group in 0..<groups {
      Scalar.multiply(
        m: m, k: k, n: n,
        MatrixOperand(elements: a.elements + group * m * k, isTransposed: a.isTransposed),
        MatrixOperand(elements: b.elements + group * k * n, isTransposed: b.isTransposed),
        to: c + group * m * n)
    }
  }

  /// The output's cotangent in the order of the product.
  @inline(__always)
  private func rows<Scalar: TensorScalar>(
    of g: UnsafePointer<Scalar>, _ operands: PlanOperands<Scalar>
  ) -> UnsafePointer<Scalar> {
    if images == 1 { return g }
    let rows = operands.room + columnCount
    visitRuns { row, run, _ in (rows + row).update(from: g + run, count: windows) }
    return UnsafePointer(rows)
  }

  // MARK: - Walks

  /// Calls `body` for the places of each filter on each image, in the order of the images: where they
  /// begin among the rows of the product, and in the images.
  @inline(__always)
  private func visitRuns(_ body: (_ row: Int, _ run: Int, _ filter: Int) -> Void) {
    let all = groups * filters
    for image in 0..<images {
      for filter in 0..<all {
        body((filter * images + image) * windows, (image * all + filter) * windows, filter)
      }
    }
  }

  /// Calls `body` for each row of places of each number of a filter: where it begins among the
  /// columns, at which of its places the number meets a pixel, and which it would meet at the first.
  @inline(__always)
  private func visitColumns(
    _ body: (_ column: Int, _ visible: Range<Int>, _ pixel: Int) -> Void
  ) {
    var column = 0
    for channel in 0..<channels {
      walk.visitKernel { reach in
        for image in 0..<images {
          walk.visitRows(reach, on: image * channels + channel, from: &column, body)
        }
      }
    }
  }

  @inline(__always)
  private func unfold<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, to columns: UnsafeMutablePointer<Scalar>
  ) {
    let (stride, count) = (walk.window.strides.columns, walk.counts.columns)
    visitColumns { column, visible, pixel in
      let target = columns + column
      for index in 0..<visible.lowerBound { target[index] = 0 }
      if stride == 1 {
        for index in visible { target[index] = x[pixel + index] }
      } else {
        for index in visible { target[index] = x[pixel + index * stride] }
      }
      for index in visible.upperBound..<count { target[index] = 0 }
    }
  }

  @inline(__always)
  private func fold<Scalar: TensorScalar>(
    _ columns: UnsafePointer<Scalar>, to x: UnsafeMutablePointer<Scalar>
  ) {
    let stride = walk.window.strides.columns
    x.update(repeating: 0, count: walk.shape.elementCount)
    visitColumns { column, visible, pixel in
      if stride == 1 {
        for index in visible { x[pixel + index] += columns[column + index] }
      } else {
        for index in visible { x[pixel + index * stride] += columns[column + index] }
      }
    }
  }
}
