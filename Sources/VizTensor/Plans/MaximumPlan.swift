/// How the greatest pixel of each window is found, and gets its cotangent.
package final class MaximumPlan: OperationPlan {
  private let window: Window
  private let counts: Extent2D
  /// How many images there are, channel by channel, and how large each is.
  private let images, height, width: Int
  /// The places along a row at which each column of the kernel meets a pixel.
  private let visible: [Range<Int>]
  /// How far each number of the kernel is from the first one, in pixels; of a larger one nothing is
  /// kept.
  private let offsets: [Int]
  private static let mostKept = 1 << 16

  /// - Parameters:
  ///   - window: The window; it never sees padding alone.
  ///   - shape: That of the images, `[batch, channels, rows, columns]`.
  ///   - op: How an error calls the operation.
  /// - Throws: `ShapeError` where the window does not fit.
  package init(_ window: Window, on shape: Shape, for op: String) throws(ShapeError) {
    try window.checkPadding(on: shape, for: op)
    let counts = try window.counts(on: shape, for: op)
    self.window = window
    self.counts = counts
    images = shape[0] * shape[1]
    (height, width) = (shape[2], shape[3])
    let (kernel, dilations) = (window.kernel, window.dilations)
    let rows = kernel.rows * kernel.columns <= Self.mostKept ? kernel.rows : 0
    offsets = (0..<rows).flatMap { row in
      (0..<kernel.columns).map { row * dilations.rows * shape[3] + $0 * dilations.columns }
    }
    visible = (0..<window.kernel.columns).map { column in
      WindowWalk.visible(
        counts.columns, from: column * window.dilations.columns - window.before.columns,
        stride: window.strides.columns, extent: shape[3])
    }
  }

  private var outputCount: Int { images * counts.rows * counts.columns }

  /// Which number of the kernel met the greatest pixel, for each place of the window. Of a large kernel
  /// each cotangent looks again.
  package func keptCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int {
    isKept ? outputCount : 0
  }
  private var isKept: Bool { !offsets.isEmpty }
  /// The greatest pixels, where only what is kept is wanted.
  package func roomCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int {
    isKept ? outputCount : 0
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func keep<Scalar: TensorScalar>(_ operands: PlanOperands<Scalar>) {
    if isKept { choose(from: operands.x, to: operands.room, operands.kept) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>) {
    if isKept { return choose(from: operands.x, to: operands.output, operands.kept) }
    visit(operands.x) { index, pixel in operands.output[index] = operands.x[pixel] }
  }

  /// Each number goes to the pixel that was chosen.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at _: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    target.update(repeating: 0, count: images * height * width)
    guard isKept else {
      return visit(operands.x) { index, pixel in target[pixel] += g[index] }
    }
    offsets.withUnsafeBufferPointer { offsets in
      visitPlaces { index, image, top, left in
        let first = (image * height + top) * width + left
        target[first + offsets[Int(operands.kept[index].asDouble)]] += g[index]
      }
    }
  }

  /// Writes the greatest pixel that each window sees, and which number of the kernel met it.
  @inline(__always)
  private func choose<Scalar: TensorScalar>(
    from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>,
    _ numbers: UnsafeMutablePointer<Scalar>
  ) {
    if window.before == 0 && window.after == 0 {
      chooseInside(from: x, to: y, numbers)
    } else {
      choosePadded(from: x, to: y, numbers)
    }
  }

  /// Nothing beats NaN, and NaN beats every number.
  @inline(__always)
  private func beats<Scalar: TensorScalar>(_ pixel: Scalar, _ best: Scalar) -> Bool {
    !(pixel <= best) && best == best
  }

  /// Where every window sees pixels alone.
  @inline(__always)
  private func chooseInside<Scalar: TensorScalar>(
    from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>,
    _ numbers: UnsafeMutablePointer<Scalar>
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      visitPlaces { index, image, top, left in
        let x = x + (image * height + top) * width + left
        var (best, number) = (x[0], 0)
        for candidate in 1..<offsets.count {
          let pixel = x[offsets[candidate]]
          let isGreater = beats(pixel, best)
          best = isGreater ? pixel : best
          number = isGreater ? candidate : number
        }
        (y[index], numbers[index]) = (best, Scalar(number))
      }
    }
  }

  @inline(__always)
  private func choosePadded<Scalar: TensorScalar>(
    from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>,
    _ numbers: UnsafeMutablePointer<Scalar>
  ) {
    let (stride, columns) = (window.strides.columns, window.kernel.columns)
    var start = 0
    for image in 0..<images {
      for windowRow in 0..<counts.rows {
        let (y, numbers) = (y + start, numbers + start)
        start += counts.columns
        numbers.update(repeating: -1, count: counts.columns)
        for kernelRow in 0..<window.kernel.rows {
          let row =
            windowRow * window.strides.rows + kernelRow * window.dilations.rows
            - window.before.rows
          guard row >= 0, row < height else { continue }
          for kernelColumn in 0..<columns {
            let number = Scalar(kernelRow * columns + kernelColumn)
            let first =
              (image * height + row) * width + kernelColumn * window.dilations.columns
              - window.before.columns
            for place in visible[kernelColumn] {
              let (pixel, best, old) = (x[first + place * stride], y[place], numbers[place])
              let isGreater = old < 0 || beats(pixel, best)
              y[place] = isGreater ? pixel : best
              numbers[place] = isGreater ? number : old
            }
          }
        }
      }
    }
  }

  /// Calls `body` with each place and the first greatest pixel, or first NaN, that the window sees
  /// there, in row-major order.
  @inline(__always)
  func visit<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, _ body: (_ index: Int, _ pixel: Int) -> Void
  ) {
    visitPlaces { index, image, top, left in
      var best = -1
      for kernelRow in 0..<window.kernel.rows {
        let row = top + kernelRow * window.dilations.rows
        guard row >= 0, row < height else { continue }
        let start = (image * height + row) * width
        for kernelColumn in 0..<window.kernel.columns {
          let column = left + kernelColumn * window.dilations.columns
          guard column >= 0, column < width else { continue }
          let pixel = start + column
          if best < 0 || x[pixel] > x[best] || (x[pixel].isNaN && !x[best].isNaN) {
            best = pixel
          }
        }
      }
      body(index, best)
    }
  }

  /// Calls `body` with each place, in row-major order: the image, and where on it the window begins,
  /// which is outside of it in padding.
  @inline(__always)
  private func visitPlaces(_ body: (_ index: Int, _ image: Int, _ top: Int, _ left: Int) -> Void) {
    var index = 0
    for image in 0..<images {
      for row in 0..<counts.rows {
        let top = row * window.strides.rows - window.before.rows
        for column in 0..<counts.columns {
          body(index, image, top, column * window.strides.columns - window.before.columns)
          index += 1
        }
      }
    }
  }
}
