public import VizTensor

extension DifferentiableFunction {
  /// The Jacobian with respect to all inputs.
  ///
  /// By rows, which are vjps of the unit cotangents (reverse mode), or by columns, which are jvps
  /// of the unit tangents (forward mode): as `mode` asks, or whichever takes fewer walks. The tape
  /// is recorded once. Throws ``AutodiffError`` and what the function throws.
  ///
  /// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 3.
  public func jacobian<Scalar>(
    at inputs: [Tensor<Scalar>], mode: DerivativeMode? = nil
  ) throws -> Jacobian<Scalar> {
    let (output, variables) = try traced(at: inputs)
    let (rows, columns) = (
      output.shape.elementCount, inputs.reduce(0) { $0 + $1.shape.elementCount }
    )
    let mode = mode ?? (rows <= columns ? .reverse : .forward)
    var elements: [Scalar]
    switch mode {
    case .reverse:
      elements = []
      elements.reserveCapacity(rows * columns)
      for row in 0..<rows {
        let seed = Tensor<Scalar>.zeros(output.shape).oneHot(1, at: row)
        let gradient = try output.tape.gradient(of: output, seed: seed)
        for variable in variables { elements += gradient[variable].elements }
      }
    case .forward:
      elements = [Scalar](repeating: 0, count: rows * columns)
      var column = 0
      for variable in variables {
        for index in 0..<variable.shape.elementCount {
          let seed = Tensor<Scalar>.zeros(variable.shape).oneHot(1, at: index)
          let tangents = try output.tape.tangents(of: output, seeds: [variable: seed])
          for (row, element) in tangents[output].elements.enumerated() {
            elements[row * columns + column] = element
          }
          column += 1
        }
      }
    }
    return Jacobian(
      try Tensor(elements, shape: Shape([rows, columns])), mode: mode,
      passes: mode == .reverse ? rows : columns, output: output.shape,
      inputs: inputs.map { $0.shape })
  }
}
