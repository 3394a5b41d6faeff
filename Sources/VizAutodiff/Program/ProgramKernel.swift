import VizTensor

/// What a program computes an operation by, where that is quicker than its rules on tensors.
enum ProgramKernel: Sendable {
  /// A formula, and one for the cotangent of each input.
  case elementwise(value: ElementwiseTerm, cotangents: [ElementwiseTerm])
  /// The losses of targets in the shape of what they are compared with, and what becomes of them.
  case loss(LossTerms, LossReduction)
  case matmul
  /// A plan for inputs of some shapes; nil where there is none for these.
  case plan(@Sendable ([Shape]) throws -> (any OperationPlan)?)
  case sum(Reduction)
  case mean(Reduction)
  /// The same elements under another shape.
  case reshape
}

/// A loss of each element `x` with its target `y`, and its slopes in both.
struct LossTerms: Sendable {
  var value: ElementwiseTerm
  var slopes: [ElementwiseTerm]

  func value<Scalar>(_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    try value(of: inputs)
  }

  func slope<Scalar>(_ call: Call<Scalar>, _ position: Int) throws -> Tensor<Scalar> {
    try slopes[position](call.output, call)
  }
}
