extension Tensor {
  /// The greatest pixel, or NaN where there is one, at each of the window's places; padding is never
  /// greatest.
  ///
  /// - Throws: ``ShapeError`` where the window could see padding alone.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func maxima(_ window: Window, for op: String) throws(ShapeError) -> Tensor {
    // Numbers that write down what is done with them have their choice looked up.
    guard Scalar.self == Float.self || Scalar.self == Double.self else {
      let (positions, shape) = try positionsOfMaxima(window, for: op)
      return taking(positions, shape: shape)
    }
    try window.checkPadding(on: shape, for: op)
    let walk = try WindowWalk(window, on: shape, for: op)
    let output = try walk.output
    var result = [Scalar](repeating: -.infinity, count: output.elementCount)
    var highest = [Scalar](repeating: 0, count: shape.extents[3])
    result.withUnsafeMutableBufferPointer { result in
      highest.withUnsafeMutableBufferPointer { highest in
        elements.withUnsafeBufferPointer { elements in
          guard let y = result.baseAddress, let highest = highest.baseAddress,
            let x = elements.baseAddress
          else { return }
          Self.choose(walk, from: x, by: highest, to: y)
        }
      }
    }
    return Tensor(unchecked: result, shape: output)
  }

  /// First down the columns of pixels that a row of windows sees, then along what that gives.
  @inline(__always)
  private static func choose(
    _ walk: WindowWalk, from x: UnsafePointer<Scalar>, by highest: UnsafeMutablePointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>
  ) {
    let (window, counts) = (walk.window, walk.counts)
    let (height, width) = (walk.shape.extents[2], walk.shape.extents[3])
    let stride = window.strides.columns
    let starts = (0..<window.kernel.columns).map {
      $0 * window.dilations.columns - window.before.columns
    }
    let visible = starts.map {
      WindowWalk.visible(counts.columns, from: $0, stride: stride, extent: width)
    }
    var y = y
    for image in 0..<walk.shape.extents[0] * walk.shape.extents[1] {
      for place in 0..<counts.rows {
        var isFirst = true
        for number in 0..<window.kernel.rows {
          let row =
            place * window.strides.rows + number * window.dilations.rows - window.before.rows
          guard row >= 0, row < height else { continue }
          let pixels = x + (image * height + row) * width
          if isFirst {
            highest.update(from: pixels, count: width)
          } else {
            for i in 0..<width { highest[i] = greater(highest[i], pixels[i]) }
          }
          isFirst = false
        }
        if isFirst { highest.update(repeating: -.infinity, count: width) }
        for (start, visible) in Swift.zip(starts, visible) {
          for i in visible { y[i] = greater(y[i], highest[start + i * stride]) }
        }
        y += counts.columns
      }
    }
  }

  /// Nothing is greater than NaN.
  @inline(__always)
  private static func greater(_ best: Scalar, _ pixel: Scalar) -> Scalar {
    !(pixel <= best) && best == best ? pixel : best
  }
}
