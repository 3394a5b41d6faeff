/// How rows of numbers, one row behind the other, are each normalised by their own mean and variance,
/// then scaled and shifted by a row of parameters; forward and back.
///
/// Ba, Kiros and Hinton, "Layer Normalization", 2016.
package final class NormalizationPlan: OperationPlan {
  /// How many rows there are, and how long each is.
  private let rows, length: Int
  private let epsilon: Double

  /// Of the axes of a shape from `first` on, which is one of them.
  package init(_ shape: Shape, from first: Int, epsilon: Double) {
    length = shape.extents[first...].reduce(1, *)
    rows = shape.extents[..<first].reduce(1, *)
    self.epsilon = epsilon
  }

  /// The normalised numbers, and of each row one over its deviation.
  package func keptCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int { rows * length + rows }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func keep<Scalar: TensorScalar>(_ operands: PlanOperands<Scalar>) {
    let inverses = operands.kept + rows * length
    let (count, epsilon) = (Scalar(length), Scalar(epsilon))
    for row in 0..<rows {
      let (x, normalized) = (operands.x + row * length, operands.kept + row * length)
      var sum: Scalar = 0
      for i in 0..<length { sum += x[i] }
      let mean = sum / count
      for i in 0..<length { normalized[i] = x[i] - mean }
      sum = 0
      for i in 0..<length { sum += normalized[i] * normalized[i] }
      let inverse = 1 / (sum / count + epsilon).squareRoot()
      for i in 0..<length { normalized[i] = normalized[i] * inverse }
      inverses[row] = inverse
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>) {
    keep(operands)
    for row in 0..<rows {
      let (normalized, y) = (operands.kept + row * length, operands.output + row * length)
      switch (operands.y, operands.z) {
      case (let scale?, let shift?):
        for i in 0..<length { y[i] = normalized[i] * scale[i] + shift[i] }
      case (let scale?, nil): for i in 0..<length { y[i] = normalized[i] * scale[i] }
      default: y.update(from: normalized, count: length)
      }
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at position: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    switch position {
    case 0:
      for row in 0..<rows { project(g + row * length, row, operands, to: target + row * length) }
    case 1:
      // One row is its own sum.
      if rows == 1 {
        for i in 0..<length { target[i] = g[i] * operands.kept[i] }
        return
      }
      target.update(repeating: 0, count: length)
      for row in 0..<rows {
        let (g, normalized) = (g + row * length, operands.kept + row * length)
        for i in 0..<length { target[i] += g[i] * normalized[i] }
      }
    default:
      if rows == 1 { return target.update(from: g, count: length) }
      target.update(repeating: 0, count: length)
      for row in 0..<rows {
        let g = g + row * length
        for i in 0..<length { target[i] += g[i] }
      }
    }
  }

  /// The Jacobian of what is normalised takes away the mean, and the part along what is normalised,
  /// along which that cannot move.
  @inline(__always)
  private func project<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, _ row: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    let normalized = operands.kept + row * length
    let inverse = operands.kept[rows * length + row]
    if let scale = operands.y {
      for i in 0..<length { target[i] = g[i] * scale[i] }
    } else {
      target.update(from: g, count: length)
    }
    let count = Scalar(length)
    var (sum, along): (Scalar, Scalar) = (0, 0)
    for i in 0..<length { sum += target[i] }
    for i in 0..<length { along += target[i] * normalized[i] }
    let (mean, share) = (sum / count, along / count)
    for i in 0..<length { target[i] = inverse * (target[i] - mean - normalized[i] * share) }
  }
}
