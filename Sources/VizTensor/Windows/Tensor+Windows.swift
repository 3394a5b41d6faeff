// Windows over images. Unfolded, each place of the window is a column, and a convolution is a
// matrix product; folding adds the columns back, which is the adjoint.
//
// Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document
// Processing", 2006.
extension Tensor {
  /// What the window sees at each of its places: `[n, c, rows, columns]` becomes
  /// `[n, c, kernel, places]`, zero where the window sees padding.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func unfolded(_ window: Window, for op: String) throws(ShapeError) -> Tensor {
    let walk = try WindowWalk(window, on: shape, for: op)
    let columns = try walk.columns
    var result = [Scalar](repeating: 0, count: columns.elementCount)
    result.withUnsafeMutableBufferPointer { result in
      elements.withUnsafeBufferPointer { elements in
        walk.visit { column, pixel in result[column] = elements[pixel] }
      }
    }
    return Tensor(unchecked: result, shape: columns)
  }

  /// Images of `shape` to which each column of ``unfolded(_:for:)`` is added where it came from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func folded(
    _ window: Window, into shape: Shape, for op: String
  ) throws(ShapeError) -> Tensor {
    let walk = try WindowWalk(window, on: shape, for: op)
    guard try walk.columns.elementCount == self.shape.elementCount else {
      throw ShapeError(
        op: op, shapes: [self.shape], reason: "the columns of \(shape) are \(try walk.columns)")
    }
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    result.withUnsafeMutableBufferPointer { result in
      elements.withUnsafeBufferPointer { elements in
        walk.visit { column, pixel in result[pixel] += elements[column] }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// The flat positions of the first greatest pixel, or first NaN, at each of the window's places;
  /// padding is never greatest.
  ///
  /// Throws ``ShapeError`` where the window could see padding alone.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func positionsOfMaxima(
    _ window: Window, for op: String
  ) throws(ShapeError) -> (positions: [Int], shape: Shape) {
    let plan = try MaximumPlan(window, on: shape, for: op)
    let output = try WindowWalk(window, on: shape, for: op).output
    var positions = [Int](repeating: -1, count: output.elementCount)
    positions.withUnsafeMutableBufferPointer { positions in
      elements.withUnsafeBufferPointer { elements in
        guard let elements = elements.baseAddress else { return }
        plan.visit(elements) { index, pixel in positions[index] = pixel }
      }
    }
    return (positions, output)
  }
}

extension Window {
  /// How many pixels the window sees at all its places on the images of `shape` together; throws
  /// ``ShapeError``.
  package func visibleCount(on shape: Shape, for op: String) throws(ShapeError) -> Int {
    let walk = try WindowWalk(self, on: shape, for: op)
    let rows = (0..<kernel.rows).reduce(0) {
      $0
        + WindowWalk.visible(
          walk.counts.rows, from: $1 * dilations.rows - before.rows, stride: strides.rows,
          extent: shape.extents[2]
        ).count
    }
    let columns = (0..<kernel.columns).reduce(0) {
      $0
        + WindowWalk.visible(
          walk.counts.columns, from: $1 * dilations.columns - before.columns,
          stride: strides.columns, extent: shape.extents[3]
        ).count
    }
    return shape.extents[0] * shape.extents[1] * rows * columns
  }

  /// Throws ``ShapeError`` where the window could see padding alone, which has no greatest pixel
  /// and no mean.
  public func checkPadding(on shape: Shape, for op: String) throws(ShapeError) {
    let isNarrow =
      max(before.rows, after.rows) < kernel.rows
      && max(before.columns, after.columns) < kernel.columns
    guard isNarrow else {
      throw ShapeError(
        op: op, shapes: [shape],
        reason: "the padding must be less than the kernel, \(kernel.list), so that no window "
          + "sees padding alone")
    }
    _ = try counts(on: shape, for: op)
    guard shape.extents[2] > 0, shape.extents[3] > 0 else {
      throw ShapeError(op: op, shapes: [shape], reason: "the images have no pixels")
    }
  }
}

/// The walk over everything that a window sees: each element of the unfolded columns that is not
/// padding, with its pixel.
struct WindowWalk {
  let window: Window
  let shape: Shape
  let counts: Extent2D

  init(_ window: Window, on shape: Shape, for op: String) throws(ShapeError) {
    self.window = window
    self.shape = shape
    counts = try window.counts(on: shape, for: op)
  }

  /// One number for each place of the window on each image.
  var output: Shape {
    get throws(ShapeError) {
      try Shape([shape.extents[0], shape.extents[1], counts.rows, counts.columns])
    }
  }

  /// The shape of the unfolded images.
  var columns: Shape {
    get throws(ShapeError) {
      _ = try output
      let kernel = try Shape(window.kernel.list).elementCount
      return try Shape([
        shape.extents[0], shape.extents[1], kernel, Shape(counts.list).elementCount,
      ])
    }
  }

  /// Calls `body` with the positions among the unfolded columns and the pixels, both in row-major
  /// order.
  @inline(__always)
  func visit(_ body: (_ column: Int, _ pixel: Int) -> Void) {
    let stride = window.strides.columns
    var column = 0
    for plane in 0..<shape.extents[0] * shape.extents[1] {
      visitKernel { reach in
        visitRows(reach, on: plane, from: &column) { column, visible, pixel in
          for x in visible { body(column + x, pixel + x * stride) }
        }
      }
    }
  }

  /// What one number of the kernel meets, as the window moves.
  struct Reach {
    /// The row of pixels that it meets in the first row of windows; outside of the image in padding.
    var firstRow: Int
    /// The pixel of a row that it meets in the first window.
    var firstColumn: Int
    /// The windows of a row in which it meets a pixel.
    var visible: Range<Int>
    var height, width: Int
  }

  /// Calls `body` for each number of the kernel.
  @inline(__always)
  func visitKernel(_ body: (Reach) -> Void) {
    let (height, width) = (shape.extents[2], shape.extents[3])
    for kernelRow in 0..<window.kernel.rows {
      for kernelColumn in 0..<window.kernel.columns {
        let firstColumn = kernelColumn * window.dilations.columns - window.before.columns
        body(
          Reach(
            firstRow: kernelRow * window.dilations.rows - window.before.rows,
            firstColumn: firstColumn,
            visible: Self.visible(
              counts.columns, from: firstColumn, stride: window.strides.columns, extent: width),
            height: height, width: width))
      }
    }
  }

  /// Calls `body` for each row of windows over a plane of pixels: where it begins among the columns, in
  /// which of its windows the number meets a pixel, and which it would meet in the first.
  @inline(__always)
  func visitRows(
    _ reach: Reach, on plane: Int, from column: inout Int,
    _ body: (_ column: Int, _ visible: Range<Int>, _ pixel: Int) -> Void
  ) {
    let start = plane * reach.height * reach.width + reach.firstColumn
    for windowRow in 0..<counts.rows {
      let y = reach.firstRow + windowRow * window.strides.rows
      body(column, y >= 0 && y < reach.height ? reach.visible : 0..<0, start + y * reach.width)
      column += counts.columns
    }
  }

  /// The windows at which `first + window * stride` lies within the image.
  static func visible(
    _ count: Int, from first: Int, stride: Int, extent: Int
  ) -> Range<Int> {
    // In range: a padding that a tensor can have is far from the ends.
    let start = first < 0 ? (-first + stride - 1) / stride : 0
    let end = first < extent ? min((extent - 1 - first) / stride + 1, count) : 0
    return start < end ? start..<end : 0..<0
  }
}
