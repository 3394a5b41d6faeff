public import VizTensor

/// A function from variables to a variable that can be computed on a tape of any scalar type.
///
/// What it computes with ordinary numbers it computes with dual numbers too, and so has second
/// derivatives without a rule for them:
///
///     struct Energy: DifferentiableFunction {
///       func callAsFunction<S>(_ x: [Variable<S>]) throws -> Variable<S> {
///         try sum(tanh(x[0]) * x[1])
///       }
///     }
///     let gradient = try Energy().gradient(at: [a, b])
///     let product = try Energy().hessianVectorProduct(at: [a, b], along: [u, v])
///
/// A ``MathExpression`` is such a function of its inputs, in order of appearance.
public protocol DifferentiableFunction {
  /// Records the function of `inputs`, which lie on one tape.
  func callAsFunction<Scalar: TensorScalar>(
    _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar>
}

extension DifferentiableFunction {
  /// The function's value.
  public func value<Scalar>(at inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    try traced(at: inputs).output.value
  }

  /// The function on a new tape; constants are all it has where there are no inputs.
  func traced<Scalar>(
    at inputs: [Tensor<Scalar>]
  ) throws -> (output: Variable<Scalar>, inputs: [Variable<Scalar>]) {
    let tape = Tape<Scalar>()
    let variables = inputs.map { tape.input($0) }
    return (try self(variables), variables)
  }

  func checkCount(_ what: String, _ count: Int, of inputs: Int) throws(AutodiffError) {
    guard count == inputs else {
      throw AutodiffError.inputCount(what, takes: inputs, got: count)
    }
  }
}
