extension Tensor {
  /// The axes in another order: axis `i` of the result is axis `permutation[i]` of this tensor.
  ///
  /// Without a permutation the order is reversed, so that a matrix's rows become its columns.
  /// Throws ``ShapeError`` unless the permutation names every axis once.
  public func transposed(_ permutation: [Int]? = nil) throws(ShapeError) -> Tensor {
    try GridPlan(shape, permutation: permutation).taken(from: self)
  }

  /// The tensor whose ``transposed(_:)`` this is.
  public func transposed(backFrom permutation: [Int]?) throws(ShapeError) -> Tensor {
    let order = try shape.permutation(permutation)
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis] = position }
    return try transposed(inverse)
  }
}

extension Shape {
  /// The shape with every matrix transposed: the last two axes change places. Throws
  /// ``ShapeError`` below rank 2.
  func transposedMatrices() throws(ShapeError) -> Shape {
    guard rank >= 2 else {
      throw ShapeError(op: "transpose", shapes: [self], reason: "it takes at least a matrix")
    }
    var extents = extents
    extents.swapAt(rank - 1, rank - 2)
    return Shape(unchecked: extents, count: elementCount)
  }

  func permutation(_ permutation: [Int]?) throws(ShapeError) -> [Int] {
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
