public import VizTensor

extension MathExpression: DifferentiableFunction {
  /// The expression as a function of ``inputs``, in that order; throws ``AutodiffError`` unless there
  /// are as many.
  public func callAsFunction<Scalar: TensorScalar>(
    _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar> {
    try function(of: self.inputs)(inputs)
  }

  /// The expression as a function of the inputs `names`, in that order.
  public func function(
    of names: [String], granularity: Granularity = .asWritten
  ) -> some DifferentiableFunction & Sendable {
    NamedFunction(expression: self, names: names, granularity: granularity)
  }
}

/// An expression whose inputs have an order.
private struct NamedFunction: DifferentiableFunction, Sendable {
  let expression: MathExpression
  let names: [String]
  let granularity: Granularity

  func callAsFunction<Scalar: TensorScalar>(
    _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar> {
    guard names.count == inputs.count else {
      throw AutodiffError.inputCount("values", takes: names.count, got: inputs.count)
    }
    let variables = Dictionary(zip(names, inputs)) { first, _ in first }
    return try expression.trace(
      on: inputs.first?.tape ?? Tape(), variables: variables, granularity: granularity
    ).output
  }
}
