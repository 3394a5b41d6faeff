public import VizTensor

extension DifferentiableFunction {
  /// The gradient of a scalar function with respect to each input, of the input's shape.
  ///
  /// Reverse mode: one walk forward and one backward, however many inputs there are. Throws
  /// ``AutodiffError`` where the value is no scalar, and what the function throws.
  public func gradient<Scalar>(at inputs: [Tensor<Scalar>]) throws -> [Tensor<Scalar>] {
    try valueAndGradient(at: inputs).gradient
  }

  /// The value of a scalar function together with its ``gradient(at:)``.
  public func valueAndGradient<Scalar>(
    at inputs: [Tensor<Scalar>]
  ) throws -> (value: Tensor<Scalar>, gradient: [Tensor<Scalar>]) {
    let (output, variables) = try traced(at: inputs)
    let gradient = try output.tape.gradient(of: output)
    return (output.value, variables.map { gradient[$0] })
  }

  /// The vector-Jacobian product: `Jᵀ` times `cotangent`, a part for each input, of its shape.
  ///
  /// `cotangent` has the value's shape. Reverse mode, one walk in each direction. Throws
  /// ``AutodiffError`` where the shapes differ.
  public func vjp<Scalar>(
    at inputs: [Tensor<Scalar>], cotangent: Tensor<Scalar>
  ) throws -> (value: Tensor<Scalar>, cotangents: [Tensor<Scalar>]) {
    let (output, variables) = try traced(at: inputs)
    let gradient = try output.tape.gradient(of: output, seed: cotangent)
    return (output.value, variables.map { gradient[$0] })
  }

  /// The Jacobian-vector product: `J` times `tangents`, of the value's shape.
  ///
  /// There is a tangent for each input, of its shape. Forward mode, one walk. Throws
  /// ``AutodiffError`` where shapes or counts differ.
  public func jvp<Scalar>(
    at inputs: [Tensor<Scalar>], tangents: [Tensor<Scalar>]
  ) throws -> (value: Tensor<Scalar>, tangent: Tensor<Scalar>) {
    try checkCount("tangents", tangents.count, of: inputs.count)
    let (output, variables) = try traced(at: inputs)
    let seeds = Dictionary(uniqueKeysWithValues: zip(variables, tangents))
    return (output.value, try output.tape.tangents(of: output, seeds: seeds)[output])
  }
}
