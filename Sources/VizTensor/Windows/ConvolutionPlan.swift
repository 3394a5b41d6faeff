/// How a convolution is computed, forward and back: by one matrix product over the whole batch for
/// each group of channels. Filters `[filters, depth]` times columns `[depth, images × places]`, each
/// of which has what the window sees at one place, are the rows of the output, which then go to their
/// images.
///
/// A class, so that a program that runs it copies no references to its shapes. What it works on is
/// given to it, so that running it allocates nothing.
///
/// Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document
/// Processing", 2006.
package final class ConvolutionPlan: Sendable {
  private let walk: WindowWalk
  private let images, channels, groups: Int
  /// In each group: how many filters there are, and how many numbers one has.
  private let filters, depth: Int
  private let windows: Int

  /// How many numbers the columns take.
  package var columnCount: Int { groups * depth * images * windows }
  /// How many numbers the output has, in any order.
  package var outputCount: Int { groups * filters * images * windows }

  /// - Parameters:
  ///   - window: The window, with the kernel of the filters.
  ///   - shape: That of the images, `[batch, channels, rows, columns]`; the groups divide the channels.
  ///   - groups: Into how many groups the channels fall.
  ///   - filters: How many filters each group has.
  /// - Throws: `ShapeError` where the window does not fit.
  package init(
    _ window: Window, on shape: Shape, groups: Int, filters: Int
  ) throws(ShapeError) {
    walk = try WindowWalk(window, on: shape, for: "conv2d")
    // That all of it fits is known before anything is multiplied.
    _ = try walk.columns
    (images, channels) = (shape[0], shape[1])
    (self.groups, self.filters) = (groups, filters)
    depth = channels / groups * window.kernel.rows * window.kernel.columns
    windows = walk.counts.rows * walk.counts.columns
  }

  // MARK: - Products

  /// Writes the convolution of the images at `x` to `y`, with a bias for each filter if there is one;
  /// `columns` and `rows` are room for ``columnCount`` and ``outputCount`` numbers.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func convolve<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, _ weight: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?,
    to y: UnsafeMutablePointer<Scalar>, columns: UnsafeMutablePointer<Scalar>,
    rows: UnsafeMutablePointer<Scalar>
  ) {
    unfold(x, to: columns)
    let width = images * windows
    for group in 0..<groups {
      Scalar.multiply(
        m: filters, k: depth, n: width,
        MatrixOperand(elements: weight + group * filters * depth, isTransposed: false),
        MatrixOperand(elements: columns + group * depth * width, isTransposed: false),
        to: rows + group * filters * width)
    }
    visitRuns { row, run, filter in
      if let bias {
        let shift = bias[filter]
        for i in 0..<windows { y[run + i] = rows[row + i] + shift }
      } else {
        (y + run).update(from: rows + row, count: windows)
      }
    }
  }

  /// Writes the cotangent of the images for the output's at `g`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func imageCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, _ weight: UnsafePointer<Scalar>,
    to images: UnsafeMutablePointer<Scalar>, columns: UnsafeMutablePointer<Scalar>,
    rows: UnsafeMutablePointer<Scalar>
  ) {
    visitRuns { row, run, _ in (rows + row).update(from: g + run, count: windows) }
    let width = self.images * windows
    for group in 0..<groups {
      Scalar.multiply(
        m: depth, k: filters, n: width,
        MatrixOperand(elements: weight + group * filters * depth, isTransposed: true),
        MatrixOperand(elements: rows + group * filters * width, isTransposed: false),
        to: columns + group * depth * width)
    }
    fold(columns, to: images)
  }

  /// Writes the cotangent of the filters for the output's at `g`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func weightCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    to weight: UnsafeMutablePointer<Scalar>, columns: UnsafeMutablePointer<Scalar>,
    rows: UnsafeMutablePointer<Scalar>
  ) {
    visitRuns { row, run, _ in (rows + row).update(from: g + run, count: windows) }
    unfold(x, to: columns)
    let width = images * windows
    for group in 0..<groups {
      Scalar.multiply(
        m: filters, k: width, n: depth,
        MatrixOperand(elements: rows + group * filters * width, isTransposed: false),
        MatrixOperand(elements: columns + group * depth * width, isTransposed: true),
        to: weight + group * filters * depth)
    }
  }

  /// Writes the cotangent of the bias for the output's at `g`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func biasCotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, to bias: UnsafeMutablePointer<Scalar>
  ) {
    bias.update(repeating: 0, count: groups * filters)
    visitRuns { _, run, filter in
      for i in 0..<windows { bias[filter] += g[run + i] }
    }
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
      for index in visible { target[index] = x[pixel + index * stride] }
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
      for index in visible { x[pixel + index * stride] += columns[column + index] }
    }
  }
}

// On tensors, which allocate what the plan works on.
extension ConvolutionPlan {
  /// The convolution, as `shape`.
  package func convolve<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>, bias: Tensor<Scalar>?, shape: Shape
  ) -> Tensor<Scalar> {
    make(shape) { y, columns, rows in
      read(x, weight) { x, weight in
        guard let bias else {
          return convolve(x, weight, bias: nil, to: y, columns: columns, rows: rows)
        }
        bias.elements.withUnsafeBufferPointer {
          convolve(x, weight, bias: $0.baseAddress, to: y, columns: columns, rows: rows)
        }
      }
    }
  }

  /// The cotangent of the images, of their shape.
  package func imageCotangent<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, _ weight: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    make(walk.shape) { images, columns, rows in
      read(g, weight) { imageCotangent($0, $1, to: images, columns: columns, rows: rows) }
    }
  }

  /// The cotangent of the filters, as `shape`.
  package func weightCotangent<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, _ x: Tensor<Scalar>, shape: Shape
  ) -> Tensor<Scalar> {
    make(shape) { weight, columns, rows in
      read(g, x) { weightCotangent($0, $1, to: weight, columns: columns, rows: rows) }
    }
  }

  /// The cotangent of the bias, as `shape`.
  package func biasCotangent<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, shape: Shape
  ) -> Tensor<Scalar> {
    make(shape) { bias, _, _ in read(g, g) { g, _ in biasCotangent(g, to: bias) } }
  }

  private func make<Scalar: TensorScalar>(
    _ shape: Shape,
    _ body: (
      _ result: UnsafeMutablePointer<Scalar>, _ columns: UnsafeMutablePointer<Scalar>,
      _ rows: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) -> Tensor<Scalar> {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    var room = [Scalar](repeating: 0, count: columnCount + outputCount)
    result.withUnsafeMutableBufferPointer { result in
      room.withUnsafeMutableBufferPointer { room in
        guard let result = result.baseAddress, let room = room.baseAddress else { return }
        body(result, room, room + columnCount)
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  private func read<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Scalar>,
    _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> Void
  ) {
    a.elements.withUnsafeBufferPointer { a in
      b.elements.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        body(a, b)
      }
    }
  }
}
