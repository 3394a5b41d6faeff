extension Tensor {
  /// The matrix product, as NumPy's `@`: the last two axes are matrices, and the axes before them
  /// a batch that broadcasts. A vector on the left is a row, on the right a column, and the axis
  /// so added is dropped again.
  ///
  /// `[…, m, k] @ […, k, n]` is `[…, m, n]`; throws ``ShapeError`` unless the inner extents agree
  /// and the batches broadcast.
  ///
  /// <https://numpy.org/doc/stable/reference/generated/numpy.matmul.html>
  public static func matmul(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let product = try MatrixProduct(a.shape, b.shape)
    // The rows of a whole batch are the rows of one matrix.
    let isOneMatrix = product.rightBatch.isScalar
    let batch = isOneMatrix ? .scalar : product.batch
    let left = isOneMatrix ? .scalar : product.leftBatch
    let rows = isOneMatrix ? product.leftBatch.count * product.m : product.m
    let elements = multiply(
      a.elements, b.elements, rows, product.k, product.n,
      batch: batch, leftBatch: left, rightBatch: product.rightBatch, count: product.shape.count)
    return Tensor(unchecked: elements, shape: product.shape)
  }

  /// This operand as `@` sees it on its left: a vector becomes a row.
  public func asLeftMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([1, shape.count])) : self
  }

  /// This operand as `@` sees it on its right: a vector becomes a column.
  public func asRightMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([shape.count, 1])) : self
  }

  /// The products of the `[m, k]` and `[k, n]` matrices of a broadcast batch.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func multiply(
    _ a: [Scalar], _ b: [Scalar], _ m: Int, _ k: Int, _ n: Int, batch: Shape, leftBatch: Shape,
    rightBatch: Shape, count: Int
  ) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: count) { c, initialized in
      c.initialize(repeating: 0)
      initialized = count
      guard count > 0, k > 0 else { return }
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          BroadcastWalk(batch, leftBatch, rightBatch).visit { matrix, left, right in
            let (c0, a0, b0) = (matrix * m * n, left * m * k, right * k * n)
            // Blocks of b stay in the cache while every row of a passes over them.
            let block = 64
            for start in stride(from: 0, to: k, by: block) {
              let end = Swift.min(start + block, k)
              for i in 0..<m {
                for p in start..<end {
                  let factor = a[a0 + i * k + p]
                  for j in 0..<n { c[c0 + i * n + j] += factor * b[b0 + p * n + j] }
                }
              }
            }
          }
        }
      }
    }
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
}
