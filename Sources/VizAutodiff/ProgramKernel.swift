/// What a program computes an operation by, where that is quicker than its rules on tensors.
enum ProgramKernel: Sendable {
  /// A formula, and one for the cotangent of each input.
  case elementwise(value: ElementwiseTerm, cotangents: [ElementwiseTerm])
  case matmul
  case sum(Reduction)
  case mean(Reduction)
  /// The same elements under another shape.
  case reshape
}
