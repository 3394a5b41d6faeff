public import VizTensor

/// What tracing an expression leaves: the tape, and where the inputs and the output lie on it.
public struct ExpressionTrace<Scalar: TensorScalar> {
  /// The tape that the expression was recorded on.
  public let tape: Tape<Scalar>
  /// The value of the last statement.
  public let output: Variable<Scalar>
  /// The inputs that were given, by name.
  public let inputs: [String: Variable<Scalar>]
  /// The names of the inputs in order of appearance.
  public let inputNames: [String]

  /// How many axes the value of each input has, for ``MathExpression/typeset(_:)``.
  public var ranks: [String: Int] { inputs.mapValues { $0.shape.extents.count } }

  init(
    tape: Tape<Scalar>, output: Variable<Scalar>, inputs: [String: Variable<Scalar>],
    names: [String]
  ) {
    self.tape = tape
    self.output = output
    self.inputs = inputs
    inputNames = names.filter { inputs[$0] != nil }
  }
}
