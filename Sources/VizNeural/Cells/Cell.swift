public import VizAutodiff
public import VizTensor

/// One step of a recurrent network: a function of the step's input and of a state, which has the
/// same parameters at every step.
///
/// A cell asks the pass for its parameters as a ``Layer`` does, and may call layers; ``Recurrent``
/// calls it at each step.
public protocol Cell: Sendable {
  /// The state before the first step, of as many examples as the `batch` has; each value has the
  /// batch as its first axis.
  func start<Scalar: TensorScalar>(
    batch: Int, in pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>]

  /// Records a step for `x`, `[batch, features]`, in the `state` that the step before left: what
  /// the cell gives, `[batch, …]`, and the state after the step.
  func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], in pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>])
}

extension ForwardPass {
  /// Zeros for each example of a batch, as states begin with.
  func zeros(_ batch: Int, _ extents: Int...) throws -> Variable<Scalar> {
    tape.constant(.zeros(try Shape([batch] + extents)))
  }
}

extension Variable {
  /// The step at `index` (from 0) of sequences `[batch, steps, …]`, without the axis of steps.
  func step(_ index: Int) throws -> Variable {
    try tape.apply(
      .make(
        op: "slice",
        attributes: [
          "starts": [0, index], "stops": .ints([shape.extents[0], index + 1]), "squeeze": [1],
        ]), [self])
  }

  /// The numbers from `start` before `stop` along the last axis.
  func features(_ range: Range<Int>) throws -> Variable {
    let others = shape.extents.dropLast()
    return try slice(
      self, starts: others.map { _ in 0 } + [range.lowerBound],
      stops: others + [range.upperBound])
  }

  /// The last axis cut into parts of these extents.
  func split(_ extents: [Int]) throws -> [Variable] {
    var start = 0
    return try extents.map { extent in
      defer { start += extent }
      return try features(start..<start + extent)
    }
  }
}

extension Tape {
  /// Values of one shape as the steps of sequences `[batch, steps, …]`.
  func sequence(_ steps: [Variable<Scalar>]) throws -> Variable<Scalar> {
    try apply(.make(op: "stack", attributes: ["axis": 1]), steps)
  }
}
