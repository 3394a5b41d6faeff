/// How a batch of matrix products is computed: which matrices lie where.
///
/// A class, so that a program that runs it copies no references to its shapes.
package final class MatrixPlan: Sendable {
  /// The product's shape.
  package let shape: Shape
  private let m, k, n: Int
  private let batch, leftBatch, rightBatch: Shape
  private let transposingLeft, transposingRight: Bool

  /// As ``Tensor/matmul(_:_:transposingLeft:transposingRight:)`` takes its operands; throws
  /// ``ShapeError``.
  package init(
    _ a: Shape, _ b: Shape, transposingLeft: Bool = false, transposingRight: Bool = false
  ) throws(ShapeError) {
    let product = try MatrixProduct(
      transposingLeft ? a.transposedMatrices() : a, transposingRight ? b.transposedMatrices() : b)
    // The rows of a whole batch are the rows of one matrix, unless they are stored as columns.
    let isOneMatrix =
      product.rightBatch.isScalar && (!transposingLeft || product.leftBatch.isScalar)
    shape = product.shape
    batch = isOneMatrix ? .scalar : product.batch
    leftBatch = isOneMatrix ? .scalar : product.leftBatch
    rightBatch = product.rightBatch
    m = isOneMatrix ? product.leftBatch.elementCount * product.m : product.m
    (k, n) = (product.k, product.n)
    self.transposingLeft = transposingLeft
    self.transposingRight = transposingRight
  }

  /// Writes the product of the matrices at `a` and at `b`, of the shapes given, to `c`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func multiply<Scalar: TensorScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, to c: UnsafeMutablePointer<Scalar>
  ) {
    if batch.isScalar { return multiply(a, b, to: c, 0, 0, 0) }
    guard batch.elementCount > 0 else { return }
    BroadcastWalk(batch, leftBatch, rightBatch).visit { matrix, left, right in
      multiply(a, b, to: c, left, right, matrix)
    }
  }

  @inline(__always)
  private func multiply<Scalar: TensorScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, to c: UnsafeMutablePointer<Scalar>,
    _ left: Int, _ right: Int, _ matrix: Int
  ) {
    Scalar.multiply(
      m: m, k: k, n: n,
      MatrixOperand(elements: a + left * m * k, isTransposed: transposingLeft),
      MatrixOperand(elements: b + right * k * n, isTransposed: transposingRight),
      to: c + matrix * m * n)
  }
}
