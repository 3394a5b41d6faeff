extension Tensor {
  /// The matrix product, as NumPy's `@` for vectors and matrices: a vector on the left is a row,
  /// on the right a column, and the axis so added is dropped again.
  ///
  /// `[m, k] @ [k, n]` is `[m, n]`; throws ``ShapeError`` unless the inner extents agree.
  public static func matmul(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    guard (1...2).contains(a.shape.rank), (1...2).contains(b.shape.rank) else {
      let scalar = a.shape.isScalar || b.shape.isScalar
      throw ShapeError(
        op: "matmul", shapes: [a.shape, b.shape],
        reason: "it takes vectors and matrices" + (scalar ? "; a scalar multiplies with *" : ""))
    }
    let (left, right) = (try a.asLeftMatrix(), try b.asRightMatrix())
    guard left.shape.extents[1] == right.shape.extents[0] else {
      throw ShapeError(
        op: "matmul", shapes: [a.shape, b.shape],
        reason: "the inner extents, \(left.shape.extents[1]) and \(right.shape.extents[0]), "
          + "must be equal")
    }
    let outer = a.shape.extents.dropLast() + (b.shape.rank == 2 ? [b.shape.extents[1]] : [])
    return try product(left, right).reshaped(to: Shape(Array(outer)))
  }

  /// This operand as `@` sees it on its left: a vector becomes a row.
  public func asLeftMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([1, shape.count])) : self
  }

  /// This operand as `@` sees it on its right: a vector becomes a column.
  public func asRightMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([shape.count, 1])) : self
  }

  /// The product of two matrices whose inner extents agree.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func product(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let (m, k, n) = (a.shape.extents[0], a.shape.extents[1], b.shape.extents[1])
    let shape = try Shape([m, n])
    // Blocks of b stay in the cache while every row of a passes over them.
    let block = 64
    let result = [Scalar](unsafeUninitializedCapacity: shape.count) { c, initialized in
      c.initialize(repeating: 0)
      initialized = shape.count
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          for start in stride(from: 0, to: k, by: block) {
            let end = Swift.min(start + block, k)
            for i in 0..<m {
              for p in start..<end {
                let factor = a[i * k + p]
                for j in 0..<n { c[i * n + j] += factor * b[p * n + j] }
              }
            }
          }
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// The sum of the products of two equally long vectors' elements; throws ``ShapeError``.
  public static func dot(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    guard a.shape.rank == 1, a.shape == b.shape else {
      let matrix = a.shape.rank > 1 || b.shape.rank > 1
      throw ShapeError(
        op: "dot", shapes: [a.shape, b.shape],
        reason: "it takes two vectors of equal length" + (matrix ? "; matrices take @" : ""))
    }
    return try (a * b).sum()
  }

  /// Rows become columns; a vector or a scalar stays as it is. Throws ``ShapeError`` above rank 2.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func transposed() throws(ShapeError) -> Tensor {
    guard shape.rank <= 2 else {
      throw ShapeError(op: "transpose", shapes: [shape], reason: "it takes at most a matrix")
    }
    guard shape.rank == 2 else { return self }
    let (rows, columns) = (shape.extents[0], shape.extents[1])
    var result: [Scalar] = []
    result.reserveCapacity(shape.count)
    for column in 0..<columns {
      for row in 0..<rows { result.append(elements[row * columns + column]) }
    }
    return Tensor(unchecked: result, shape: Shape(unchecked: [columns, rows], count: shape.count))
  }
}
