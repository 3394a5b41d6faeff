// Work in a tensor's own place, which copies nothing where nobody else holds its elements.
extension Tensor {
  /// Writes the function of each element over it.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package mutating func apply(_ function: ElementwiseFunction) {
    elements.withUnsafeMutableBufferPointer { elements in
      guard let x = elements.baseAddress else { return }
      function.apply(x, to: x, count: elements.count)
    }
  }

  /// Adds the elements of a tensor of the same shape, and writes the function of each sum where one is
  /// given.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package mutating func add(_ other: Tensor, then function: ElementwiseFunction? = nil) {
    elements.withUnsafeMutableBufferPointer { elements in
      other.elements.withUnsafeBufferPointer { other in
        guard let x = elements.baseAddress, let y = other.baseAddress else { return }
        let count = Swift.min(elements.count, other.count)
        for start in stride(from: 0, to: count, by: ElementwiseRun.aim) {
          let block = Swift.min(ElementwiseRun.aim, count - start)
          let sums = x + start
          ElementwiseOperation.add.apply(
            sums, step: 1, y + start, step: 1, to: sums, count: block)
          function?.apply(sums, to: sums, count: block)
        }
      }
    }
  }

  /// Multiplies each channel, axis 1, by a number and adds another, of `[channels]` each, and writes the
  /// function of the result where one is given.
  ///
  /// - Throws: ``ShapeError`` where there are no such channels.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package mutating func scaleChannels(
    by scale: Tensor, adding shift: Tensor, then function: ElementwiseFunction? = nil
  ) throws(ShapeError) {
    guard shape.rank >= 2, scale.shape.extents == [shape.extents[1]], shift.shape == scale.shape
    else {
      throw ShapeError(
        op: "batch_norm", shapes: [shape, scale.shape, shift.shape],
        reason: "scale and shift must be a number for each channel of [batch, channels, …]")
    }
    let (batch, channels) = (shape.extents[0], shape.extents[1])
    let run = shape.extents[2...].reduce(1, *)
    let (factors, terms) = (scale.elements, shift.elements)
    elements.withUnsafeMutableBufferPointer { elements in
      guard var x = elements.baseAddress, run > 0 else { return }
      for _ in 0..<batch {
        for channel in 0..<channels {
          let (factor, term) = (factors[channel], terms[channel])
          for i in 0..<run { x[i] = x[i] * factor + term }
          function?.apply(x, to: x, count: run)
          x += run
        }
      }
    }
  }
}
