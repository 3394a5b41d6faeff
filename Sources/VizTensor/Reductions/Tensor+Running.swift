// Products of elements, and sums that are kept as they grow.
extension Tensor {
  /// The product along the axes that `kept` reduces to extent 1; 1 of none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func product(to kept: Shape) -> Tensor {
    var products = [Scalar](repeating: 1, count: kept.elementCount)
    if shape.elementCount > 0 {
      BroadcastWalk(shape, kept, .scalar).visit { i, j, _ in products[j] *= elements[i] }
    }
    return Tensor(unchecked: products, shape: kept)
  }

  /// For each element the product of all others of its cell, along the axes that `kept` reduces to
  /// extent 1: without division, which zeros forbid.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func productsOfOthers(to kept: Shape) -> Tensor {
    var others = [Scalar](repeating: 1, count: shape.elementCount)
    guard shape.elementCount > 0 else { return Tensor(unchecked: others, shape: shape) }
    // What stands before each, and then what stands behind it.
    var running = [Scalar](repeating: 1, count: kept.elementCount)
    var cells = [Int](repeating: 0, count: shape.elementCount)
    BroadcastWalk(shape, kept, .scalar).visit { i, j, _ in
      cells[i] = j
      others[i] = running[j]
      running[j] *= elements[i]
    }
    running = [Scalar](repeating: 1, count: kept.elementCount)
    for i in cells.indices.reversed() {
      others[i] *= running[cells[i]]
      running[cells[i]] *= elements[i]
    }
    return Tensor(unchecked: others, shape: shape)
  }

  /// The sums of all elements up to each along `axis`, or from each on; a scalar counts as a vector of
  /// one. Throws ``ShapeError`` where there is no such axis.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cumulativeSum(
    axis: Int, isReversed: Bool, for op: String
  ) throws(ShapeError) -> Tensor {
    if shape.isScalar && (axis == 0 || axis == -1) { return self }
    let (outer, extent, inner) = shape.split(at: try shape.axis(axis, for: op))
    var sums = elements
    for group in 0..<(shape.elementCount == 0 ? 0 : outer) {
      for step in 1..<Swift.max(extent, 1) {
        let (row, before) = isReversed ? (extent - 1 - step, extent - step) : (step, step - 1)
        for i in 0..<inner {
          sums[(group * extent + row) * inner + i] += sums[(group * extent + before) * inner + i]
        }
      }
    }
    return Tensor(unchecked: sums, shape: shape)
  }
}
