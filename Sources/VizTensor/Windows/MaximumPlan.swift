/// How the greatest pixel of each window is found, and gets its cotangent, without keeping the
/// positions, which ``Tensor/positionsOfMaxima(_:for:)`` gives.
///
/// A class, so that a program that runs it copies no references to its shapes.
package final class MaximumPlan: Sendable {
  private let window: Window
  private let counts: Pair
  /// How many images there are, channel by channel, and how large each is.
  private let images, height, width: Int

  /// - Parameters:
  ///   - window: The window; it never sees padding alone.
  ///   - shape: That of the images, `[batch, channels, rows, columns]`.
  ///   - op: How an error calls the operation.
  /// - Throws: `ShapeError` where the window does not fit.
  package init(_ window: Window, on shape: Shape, for op: String) throws(ShapeError) {
    try window.checkPadding(on: shape, for: op)
    self.window = window
    counts = try window.counts(on: shape, for: op)
    images = shape[0] * shape[1]
    (height, width) = (shape[2], shape[3])
  }

  /// Writes the greatest pixel that each window sees to `y`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func choose<Scalar: TensorScalar>(
    from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  ) {
    visit(x) { index, pixel in y[index] = x[pixel] }
  }

  /// Writes the cotangent of the images at `x` for the output's at `g`: each goes to the pixel that
  /// was chosen.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, of x: UnsafePointer<Scalar>, to result: UnsafeMutablePointer<Scalar>
  ) {
    result.update(repeating: 0, count: images * height * width)
    visit(x) { index, pixel in result[pixel] += g[index] }
  }

  /// Calls `body` with each place and the first greatest pixel, or first NaN, that the window sees
  /// there, in row-major order.
  @inline(__always)
  func visit<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, _ body: (_ index: Int, _ pixel: Int) -> Void
  ) {
    let (strides, dilations) = (window.strides, window.dilations)
    var index = 0
    for image in 0..<images {
      for windowRow in 0..<counts.rows {
        let top = windowRow * strides.rows - window.before.rows
        for windowColumn in 0..<counts.columns {
          let left = windowColumn * strides.columns - window.before.columns
          var best = -1
          for kernelRow in 0..<window.kernel.rows {
            let row = top + kernelRow * dilations.rows
            guard row >= 0, row < height else { continue }
            let start = (image * height + row) * width
            for kernelColumn in 0..<window.kernel.columns {
              let column = left + kernelColumn * dilations.columns
              guard column >= 0, column < width else { continue }
              let pixel = start + column
              if best < 0 || x[pixel] > x[best] || (x[pixel].isNaN && !x[best].isNaN) {
                best = pixel
              }
            }
          }
          body(index, best)
          index += 1
        }
      }
    }
  }
}
