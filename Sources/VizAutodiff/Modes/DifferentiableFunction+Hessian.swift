public import VizTensor

extension DifferentiableFunction {
  /// The product of the Hessian of a scalar function with a direction, a part for each input, and
  /// the gradient, which comes with it.
  ///
  /// There is a direction for each input, of its shape. Forward over reverse: reverse mode on dual
  /// numbers whose tangents are the direction. No Hessian is formed, and it costs a small constant
  /// times what the function does, however many inputs there are. At a kink, second derivatives
  /// are those of the piece that the engine takes. Throws ``AutodiffError``.
  ///
  /// Pearlmutter, "Fast Exact Multiplication by the Hessian", Neural Computation 6(1), 1994;
  /// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 5.1.
  public func hessianVectorProduct<Scalar>(
    at inputs: [Tensor<Scalar>], along directions: [Tensor<Scalar>]
  ) throws -> (gradient: [Tensor<Scalar>], product: [Tensor<Scalar>]) {
    try checkCount("directions", directions.count, of: inputs.count)
    let duals = try zip(inputs, directions).map { try $0.dual(tangents: $1) }
    let gradient = try gradient(at: duals)
    return (gradient.map { $0.primals() }, gradient.map { $0.tangents() })
  }

  /// The Hessian of a scalar function with respect to all elements of all inputs in order, each
  /// row-major: a square matrix.
  ///
  /// One ``hessianVectorProduct(at:along:)`` a row, so it is for functions of few inputs. Throws
  /// ``AutodiffError``.
  public func hessian<Scalar>(at inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    let count = inputs.reduce(0) { $0 + $1.shape.elementCount }
    var elements: [Scalar] = []
    elements.reserveCapacity(count * count)
    for (position, input) in inputs.enumerated() {
      for index in 0..<input.shape.elementCount {
        var directions = inputs.map { Tensor<Scalar>.zeros($0.shape) }
        directions[position] = directions[position].oneHot(1, at: index)
        for row in try hessianVectorProduct(at: inputs, along: directions).product {
          elements += row.elements
        }
      }
    }
    return try Tensor(elements, shape: Shape([count, count]))
  }
}
