/// The extents of a matrix product, as NumPy's `@` reads its operands' shapes.
public struct MatrixProduct: Sendable, Hashable {
  /// The left matrices are `[m, k]`, the right ones `[k, n]`.
  public let m, k, n: Int
  /// The axes before the matrices, of the operands and of the product.
  public let leftBatch, rightBatch, batch: Shape
  /// The product's shape: batch, rows, columns; a vector operand adds neither row nor column.
  public let shape: Shape

  /// Throws ``ShapeError`` where the operands do not fit.
  public init(_ a: Shape, _ b: Shape) throws(ShapeError) {
    guard !a.isScalar, !b.isScalar else {
      throw ShapeError(
        op: "matmul", shapes: [a, b],
        reason: "it takes vectors and matrices; a scalar multiplies with *")
    }
    let inner = b.rank == 1 ? b.elementCount : b.extent(fromEnd: 2)
    m = a.rank == 1 ? 1 : a.extent(fromEnd: 2)
    k = a.extent(fromEnd: 1)
    n = b.rank == 1 ? 1 : b.extent(fromEnd: 1)
    guard k == inner else {
      throw ShapeError(
        op: "matmul", shapes: [a, b],
        reason: "the inner extents, \(k) and \(inner), must be equal")
    }
    leftBatch = try Shape(Array(a.extents.dropLast(2)))
    rightBatch = try Shape(Array(b.extents.dropLast(2)))
    do {
      batch = try Shape.broadcast(leftBatch, rightBatch, for: "matmul")
    } catch {
      throw ShapeError(
        op: "matmul", shapes: [a, b],
        reason: "the axes before the matrices, \(leftBatch) and \(rightBatch), "
          + "do not broadcast")
    }
    shape = try Shape(batch.extents + (a.rank == 1 ? [] : [m]) + (b.rank == 1 ? [] : [n]))
  }

  /// The product's shape with the row and the column that vectors lack.
  public var matrices: Shape {
    get throws(ShapeError) { try Shape(batch.extents + [m, n]) }
  }
}

extension MatrixProduct {
  /// The product that is the cotangent of the operand at `position`, in the batch of the product:
  /// of the product's cotangent and the right operand for the left one (`Ā = Ȳ Bᵀ`), and of the
  /// left operand and the cotangent for the right one (`B̄ = Aᵀ Ȳ`).
  package func cotangent(_ position: Int) throws(ShapeError) -> MatrixPlan {
    if position == 0 {
      let right = try Shape(rightBatch.extents + [k, n])
      return try MatrixPlan(matrices, right, transposingRight: true)
    }
    if rightBatch.isScalar {
      // One matrix for the whole batch: the product sums the batch on its way.
      let rows = leftBatch.elementCount * m
      return try MatrixPlan(Shape([rows, k]), Shape([rows, n]), transposingLeft: true)
    }
    return try MatrixPlan(Shape(leftBatch.extents + [m, k]), matrices, transposingLeft: true)
  }
}
