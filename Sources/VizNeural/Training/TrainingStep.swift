public import VizAutodiff
public import VizTensor

/// One step of a training: what was recorded, with this step's values and gradients.
///
/// The leaves keep the parameters' values from before the update, also after it.
public struct TrainingStep<Scalar: TensorScalar> {
  /// Counted from 0, as is the epoch.
  public let number, epoch: Int
  public let learningRate: Double
  /// The loss of the batch.
  public let loss: Double
  public let recording: TrainingRecording<Scalar>
  let source: Source

  /// Where values and gradients lie.
  enum Source {
    case tape(Derivatives<Scalar>)
  }

  /// The value of the node at a position on the tape.
  public func value(at index: Int) -> Tensor<Scalar> { recording.tape.nodes[index].value }

  /// The gradient of the loss at a position on the tape; nil where the loss does not depend on it.
  public func gradient(at index: Int) -> Tensor<Scalar>? {
    switch source {
    case .tape(let gradients): gradients.at(index)
    }
  }

  /// Shows `body` a node's value where it lies; nil where it was not computed.
  public func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try value(at: index).elements.withUnsafeBufferPointer(body)
  }

  /// Shows `body` the gradient of the loss at a node where it lies; nil where the loss does not
  /// depend on it, or it was not computed.
  public func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try gradient(at: index).map { try $0.elements.withUnsafeBufferPointer(body) }
  }
}

/// What a training step records: the network and its loss on a tape.
public struct TrainingRecording<Scalar: TensorScalar> {
  /// The nodes with their names, scopes and shapes.
  public let tape: Tape<Scalar>
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
