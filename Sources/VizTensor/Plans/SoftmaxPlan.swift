/// How the softmax of rows of numbers, one row behind the other, is computed, forward and back.
package final class SoftmaxPlan: OperationPlan {
  /// How many rows there are, and how long each is.
  private let rows, length: Int

  /// Of the last axis of a shape; nil where `kept`, which has the axes that are summed over at extent
  /// 1, reduces others, or where there is nothing to sum.
  package init?(_ shape: Shape, to kept: Shape) {
    guard let last = shape.extents.last, last != 1, kept.rank == shape.rank, kept.extents.last == 1,
      kept.extents.dropLast() == shape.extents.dropLast()
    else { return nil }
    (rows, length) = (last > 0 ? shape.elementCount / last : 0, last)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>) {
    let y = operands.output
    // Less the greatest, so that nothing overflows; NaN is the greatest of what it is among.
    for row in 0..<rows {
      let (x, y) = (operands.x + row * length, y + row * length)
      var greatest = x[0]
      for i in 1..<max(length, 1) where x[i] > greatest || (x[i].isNaN && !greatest.isNaN) {
        greatest = x[i]
      }
      for i in 0..<length { y[i] = x[i] - greatest }
    }
    ElementwiseFunction.exp.apply(y, to: y, count: rows * length)
    for row in 0..<rows {
      let y = y + row * length
      var sum: Scalar = 0
      for i in 0..<length { sum += y[i] }
      for i in 0..<length { y[i] = y[i] / sum }
    }
  }

  /// The Jacobian, `diag(f) - f fᵀ`, is symmetric.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at _: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let (f, g) = (operands.output + row * length, g + row * length)
      let target = target + row * length
      var sum: Scalar = 0
      for i in 0..<length { sum += f[i] * g[i] }
      for i in 0..<length { target[i] = f[i] * (g[i] - sum) }
    }
  }
}
