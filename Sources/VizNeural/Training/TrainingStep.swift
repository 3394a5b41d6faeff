public import VizAutodiff
public import VizTensor

/// One step of a training: what was recorded, with this step's values and gradients.
///
/// The leaves keep the parameters' values from before the update, also after it.
public struct TrainingStep<Scalar: TensorScalar> {
  /// Counted from 0, as is the epoch.
  public let number, epoch: Int
  /// The learning rate of this step, with the schedule's factor.
  public let learningRate: Double
  /// The loss of the batch.
  public let loss: Double
  /// The names and shapes of what was computed; steps that replay one program share it.
  public let recording: TrainingRecording<Scalar>
  package let source: Source

  /// Where values and gradients lie.
  package enum Source {
    case program(TapeProgram<Scalar>)
    /// On the recording's own tape.
    case tape(Derivatives<Scalar>)
  }

  /// What runs the recording; nil where each step is recorded anew.
  public var program: TapeProgram<Scalar>? {
    if case .program(let program) = source { program } else { nil }
  }

  /// The value of the node at a position on the tape; nil where this step did not need it.
  public func value(at index: Int) -> Tensor<Scalar>? {
    switch source {
    case .tape:
      let nodes = recording.tape.nodes
      return nodes.indices.contains(index) ? nodes[index].value : nil
    case .program(let program): return program.withValue(of: index) { tensor($0, at: index) } ?? nil
    }
  }

  /// The gradient of the loss at a position on the tape; nil where the loss does not depend on it,
  /// or it depends on no parameter, as the data do not.
  public func gradient(at index: Int) -> Tensor<Scalar>? {
    switch source {
    case .tape(let gradients): gradients.at(index)
    case .program(let program): program.withGradient(of: index) { tensor($0, at: index) } ?? nil
    }
  }

  private func tensor(_ elements: UnsafeBufferPointer<Scalar>, at index: Int) -> Tensor<Scalar>? {
    try? Tensor(Array(elements), shape: recording.tape.nodes[index].value.shape)
  }

  /// Shows `body` what ``value(at:)`` gives, where it lies.
  public func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    if let program { return try program.withValue(of: index, body) }
    return try value(at: index).map { try $0.elements.withUnsafeBufferPointer(body) }
  }

  /// Shows `body` what ``gradient(at:)`` gives, where it lies.
  public func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    if let program { return try program.withGradient(of: index, body) }
    return try gradient(at: index).map { try $0.elements.withUnsafeBufferPointer(body) }
  }

  /// The share of the batch's examples that the network got right; nil for regression.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func accuracy(_ loss: Loss) throws -> Double? {
    if let program, let output = program.valueElements(of: recording.output.index),
      let target = program.valueElements(of: recording.target.index)
    {
      return loss.accuracy(of: output, target)
    }
    guard let output = value(at: recording.output.index),
      let target = value(at: recording.target.index)
    else { return nil }
    return try loss.accuracy(of: output, target)
  }
}

/// What a training step records: the network and its loss on a tape.
public struct TrainingRecording<Scalar: TensorScalar> {
  /// The nodes with their names, scopes and shapes.
  public let tape: Tape<Scalar>
  /// The leaves of the batch: its inputs, named `x`, and its targets, named `y`.
  public let input, target: Variable<Scalar>
  /// What the network computes, and what the loss makes of it.
  public let output, loss: Variable<Scalar>
  /// The leaves of the network's parameters, in the same order; nil for one that is not used.
  public let parameters: [Variable<Scalar>?]
  let leaves: [ForwardPass<Scalar>.Leaf]
  let observations: [ForwardPass<Scalar>.Observation]

  /// Records the loss of `network` for a batch.
  init(
    _ network: Network<Scalar>, _ loss: Loss, inputs: Tensor<Scalar>, targets: Tensor<Scalar>,
    mode: ForwardPass<Scalar>.Mode, step: Int
  ) throws {
    let pass = network.pass(mode, step: step)
    tape = pass.tape
    input = tape.input(inputs, named: "x")
    output = try network.layer(input, in: pass)
    target = tape.input(targets, named: "y")
    self.loss = try loss(output, target).named("loss")
    var parameters = [Variable<Scalar>?](repeating: nil, count: network.parameters.count)
    for leaf in pass.leaves {
      if case .parameter(let index) = leaf.source { parameters[index] = leaf.variable }
    }
    self.parameters = parameters
    leaves = pass.leaves
    observations = pass.observations
  }
}
