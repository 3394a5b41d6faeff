extension Tensor {
  /// The tensors joined along `axis`; along axis 0, a scalar counts as a vector of one.
  ///
  /// Throws ``ShapeError`` unless all other axes agree.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func concatenate(_ parts: [Tensor], axis: Int = 0) throws(ShapeError) -> Tensor {
    guard let first = parts.first else { return Tensor([]) }
    let shapes = parts.map { $0.shape.isScalar ? .vector(1) : $0.shape }
    let axis = try shapes[0].axis(axis, for: "concat")
    let tail = shapes[0].removing([axis])
    if let odd = shapes.firstIndex(where: {
      $0.rank != shapes[0].rank || $0.removing([axis]) != tail
    }) {
      throw ShapeError(
        op: "concat", shapes: [first.shape, parts[odd].shape],
        reason: "all axes but \(axis == 0 ? "the first" : "axis \(axis)") must be equal")
    }
    var (extents, sum) = (shapes[0].extents, 0)
    for shape in shapes {
      let (next, overflow) = sum.addingReportingOverflow(shape.extents[axis])
      guard !overflow else {
        throw ShapeError(
          op: "concat", shapes: shapes, reason: "together they have too many elements")
      }
      sum = next
    }
    extents[axis] = sum
    let shape = try Shape(extents)
    var result: [Scalar] = []
    result.reserveCapacity(shape.elementCount)
    for outer in 0..<(shape.elementCount == 0 ? 0 : shape.split(at: axis).outer) {
      for (part, partShape) in Swift.zip(parts, shapes) {
        let (_, extent, inner) = partShape.split(at: axis)
        let run = extent * inner
        result.append(contentsOf: part.elements[outer * run..<(outer + 1) * run])
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// The part of this tensor along `axis` from `start`, under `shape`: what
  /// ``concatenate(_:axis:)`` took from one part. Throws ``ShapeError`` where it lies outside.
  public func part(
    from start: Int, shape: Shape, axis: Int = 0
  ) throws(ShapeError) -> Tensor {
    let axis = try self.shape.axis(axis, for: "concat")
    let whole = shape.isScalar ? .vector(1) : shape
    guard start >= 0, start <= self.shape.extents[axis], whole.rank == self.shape.rank else {
      throw ShapeError(
        op: "concat", shapes: [self.shape], reason: "\(shape) from \(start) lies outside it")
    }
    var slice = TensorSlice(starts: [], stops: [])
    for position in 0...axis {
      let isJoined = position == axis
      slice.starts.append(isJoined ? start : 0)
      slice.stops.append(whole.extents[position] + (isJoined ? start : 0))
    }
    let part = try self[slice]
    guard part.shape == whole else {
      throw ShapeError(
        op: "concat", shapes: [self.shape], reason: "\(shape) from \(start) lies outside it")
    }
    return try part.reshaped(to: shape)
  }
}
