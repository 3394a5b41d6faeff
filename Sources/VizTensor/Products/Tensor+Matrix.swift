extension Tensor {
  /// The matrix product, as NumPy's `@`: the last two axes are matrices, and the axes before them
  /// a batch that broadcasts. A vector on the left is a row, on the right a column, and the axis
  /// so added is dropped again.
  ///
  /// `[…, m, k] @ […, k, n]` is `[…, m, n]`; throws ``ShapeError`` unless the inner extents agree
  /// and the batches broadcast.
  ///
  /// `transposingLeft` and `transposingRight` take an operand's matrices with rows and columns
  /// exchanged, which costs no copy; that operand has rank 2 at least.
  ///
  /// <https://numpy.org/doc/stable/reference/generated/numpy.matmul.html>
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func matmul(
    _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false
  ) throws(ShapeError) -> Tensor {
    let plan = try MatrixPlan(
      a.shape, b.shape, transposingLeft: transposingLeft, transposingRight: transposingRight)
    let count = plan.shape.elementCount
    let elements = [Scalar](unsafeUninitializedCapacity: count) { c, initialized in
      initialized = count
      guard count > 0, let c = c.baseAddress else { return }
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          // Where there is nothing to sum over, an operand has no elements, and no address.
          guard let a = a.baseAddress, let b = b.baseAddress else {
            return c.initialize(repeating: 0, count: count)
          }
          plan.multiply(a, b, to: c)
        }
      }
    }
    return Tensor(unchecked: elements, shape: plan.shape)
  }

  /// This operand as `@` sees it on its left: a vector becomes a row.
  public func asLeftMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([1, shape.elementCount])) : self
  }

  /// This operand as `@` sees it on its right: a vector becomes a column.
  public func asRightMatrix() throws(ShapeError) -> Tensor {
    shape.rank == 1 ? try reshaped(to: Shape([shape.elementCount, 1])) : self
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
