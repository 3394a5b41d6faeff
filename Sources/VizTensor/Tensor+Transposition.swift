extension Tensor {
  /// The axes in another order: axis `i` of the result is axis `permutation[i]` of this tensor.
  ///
  /// Without a permutation the order is reversed, so that a matrix's rows become its columns.
  /// Throws ``ShapeError`` unless the permutation names every axis once.
  public func transposed(_ permutation: [Int]? = nil) throws(ShapeError) -> Tensor {
    let order = try shape.permutation(permutation)
    if order == Array(0..<shape.rank) { return self }
    let strides = shape.strides
    let extents = order.map { shape.extents[$0] }
    return reading(
      Shape(unchecked: extents, count: shape.count), from: 0, strides: order.map { strides[$0] })
  }

  /// The tensor whose ``transposed(_:)`` this is.
  public func transposed(backFrom permutation: [Int]?) throws(ShapeError) -> Tensor {
    let order = try shape.permutation(permutation)
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis] = position }
    return try transposed(inverse)
  }

  /// Every matrix transposed: the last two axes change places. Throws ``ShapeError`` below rank 2.
  public func transposedMatrices() throws(ShapeError) -> Tensor {
    guard shape.rank >= 2 else {
      throw ShapeError(op: "transpose", shapes: [shape], reason: "it takes at least a matrix")
    }
    var order = Array(0..<shape.rank)
    order.swapAt(shape.rank - 1, shape.rank - 2)
    return try transposed(order)
  }
}

extension Shape {
  fileprivate func permutation(_ permutation: [Int]?) throws(ShapeError) -> [Int] {
    guard let permutation else { return (0..<rank).reversed() }
    guard permutation.count == rank else {
      throw ShapeError(
        op: "transpose", shapes: [self],
        reason: "the permutation \(permutation) names \(permutation.count) axes, not all \(rank)")
    }
    _ = try axes(permutation, for: "transpose")
    var order: [Int] = []
    for axis in permutation { order.append(try self.axis(axis, for: "transpose")) }
    return order
  }
}
