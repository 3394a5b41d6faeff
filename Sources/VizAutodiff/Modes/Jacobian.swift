public import VizTensor

/// The derivatives of every element of a function's value with respect to every input element.
public struct Jacobian<Scalar: TensorScalar>: Sendable {
  /// One row an element of the value, one column an input element: those of all inputs in order,
  /// each row-major.
  public let matrix: Tensor<Scalar>
  /// The mode that computed it.
  public let mode: DerivativeMode
  /// How many walks over the tape it took.
  public let passes: Int
  private let output: Shape
  private let inputs: [Shape]

  init(
    _ matrix: Tensor<Scalar>, mode: DerivativeMode, passes: Int, output: Shape, inputs: [Shape]
  ) {
    self.matrix = matrix
    self.mode = mode
    self.passes = passes
    self.output = output
    self.inputs = inputs
  }

  /// The columns of the input at `position`, under the value's axes followed by the input's;
  /// throws `ShapeError` where there is no such input.
  public func block(_ position: Int) throws -> Tensor<Scalar> {
    guard inputs.indices.contains(position) else {
      throw ShapeError(
        op: "jacobian", shapes: inputs, reason: "there is no input at position \(position)")
    }
    let columns = inputs.reduce(0) { $0 + $1.elementCount }
    let start = inputs[..<position].reduce(0) { $0 + $1.elementCount }
    let width = inputs[position].elementCount
    let elements = (0..<output.elementCount).flatMap { row in
      matrix.elements[row * columns + start..<row * columns + start + width]
    }
    return try Tensor(elements, shape: Shape(output.extents + inputs[position].extents))
  }
}
