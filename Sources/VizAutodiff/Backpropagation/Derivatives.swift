public import VizTensor

/// What one walk over a tape leaves: a cotangent (reverse mode) or tangent (forward mode) for
/// every value that the walk reached.
public struct Derivatives<Scalar: TensorScalar> {
  private let tape: Tape<Scalar>
  private let values: [Tensor<Scalar>?]

  init(tape: Tape<Scalar>, values: [Tensor<Scalar>?]) {
    self.tape = tape
    self.values = values
  }

  /// The derivative at `variable`, of its shape; zero where nothing reached it.
  public subscript(variable: Variable<Scalar>) -> Tensor<Scalar> {
    at(variable.index).flatMap { variable.tape === tape ? $0 : nil } ?? .zeros(variable.shape)
  }

  /// The derivative at a position on the tape; nil where nothing reached it.
  public func at(_ index: Int) -> Tensor<Scalar>? {
    values.indices.contains(index) ? values[index] : nil
  }
}
