import VizAutodiff
import VizTensor

/// A training step that was recorded once and runs again with other numbers.
struct StepReplay<Scalar: TensorScalar> {
  let recording: TrainingRecording<Scalar>
  let program: TapeProgram<Scalar>
  /// The leaves that the loss depends on.
  private let leaves: [ForwardPass<Scalar>.Leaf]
  private let hasInput, hasTarget: Bool

  /// Nil where the program would be too large, and tapes have to do.
  init?(
    _ recording: TrainingRecording<Scalar>, withRespectTo variables: [Variable<Scalar>]?
  ) throws {
    do {
      program = try TapeProgram(
        of: recording.loss, withRespectTo: variables,
        computing: [recording.output] + recording.observations.map(\.variable))
    } catch is ShapeError {
      return nil
    }
    self.recording = recording
    let isRead = { [program] (variable: Variable<Scalar>) in
      program.withValue(of: variable.index) { _ in true } ?? false
    }
    leaves = recording.leaves.filter { isRead($0.variable) }
    hasInput = isRead(recording.input)
    hasTarget = isRead(recording.target)
  }

  /// Computes the values and gradients of one step.
  ///
  /// - Parameters:
  ///   - state: The network's tensors.
  ///   - step: The number of the step, from which dropout draws.
  ///   - inputs: The inputs of all examples.
  ///   - targets: Their targets.
  ///   - positions: Which examples the step learns from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func run(
    _ state: NetworkState<Scalar>, step: Int, inputs: Tensor<Scalar>, _ targets: Tensor<Scalar>,
    at positions: ArraySlice<Int>
  ) throws {
    for leaf in leaves {
      switch leaf.source {
      case .parameter(let index):
        try program.set(leaf.variable, to: state.parameters[index].value)
      case .statistic(let index):
        try program.set(leaf.variable, to: state.statistics[index].value)
      }
    }
    if hasInput {
      try program.withMutableElements(of: recording.input) {
        try inputs.copyRows(at: positions, to: $0)
      }
    }
    if hasTarget {
      try program.withMutableElements(of: recording.target) {
        try targets.copyRows(at: positions, to: $0)
      }
    }
    program.step = step
    try program.forward()
    try program.backward()
  }
}
