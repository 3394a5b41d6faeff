// Entries along the first axis: the examples of a data set.
extension Tensor {
  /// The entries along the first axis at `positions`, in their order: a batch.
  ///
  /// `[n, …]` gives `[positions.count, …]`. Throws ``ShapeError`` where there is no such entry.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func rows(at positions: ArraySlice<Int>) throws(ShapeError) -> Tensor {
    let extents = Array(shape.extents.dropFirst())
    let result = try Shape([positions.count] + extents)
    var failure: ShapeError?
    let elements = [Scalar](unsafeUninitializedCapacity: result.elementCount) {
      output, initialized in
      do throws(ShapeError) {
        try copyRows(
          at: positions, to: UnsafeMutableBufferPointer(rebasing: output[..<result.elementCount]))
        initialized = result.elementCount
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Tensor(unchecked: elements, shape: result)
  }

  /// Writes the entries along the first axis at `positions`, in their order, to memory that takes
  /// exactly these.
  ///
  /// Throws ``ShapeError`` where there is no such entry, or memory for more or fewer.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func copyRows(
    at positions: ArraySlice<Int>, to output: UnsafeMutableBufferPointer<Scalar>
  ) throws(ShapeError) {
    guard let extent = shape.extents.first else {
      throw ShapeError(op: "rows", shapes: [shape], reason: "a scalar has no rows")
    }
    for position in positions where position < 0 || position >= extent {
      throw ShapeError(
        op: "rows", shapes: [shape], reason: "there is no row \(position); there are \(extent)")
    }
    let width = extent > 0 ? shape.elementCount / extent : 0
    guard output.count == positions.count * width else {
      throw ShapeError(
        op: "rows", shapes: [shape],
        reason: "\(positions.count) rows do not fill a place of \(output.count) elements")
    }
    guard let target = output.baseAddress else { return }
    elements.withUnsafeBufferPointer { input in
      guard let source = input.baseAddress else { return }
      for (row, position) in positions.enumerated() {
        (target + row * width).initialize(from: source + position * width, count: width)
      }
    }
  }
}
