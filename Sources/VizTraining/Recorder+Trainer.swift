import VizAutodiff
public import VizCapture
import VizEvents
public import VizNeural
public import VizTensor

extension Recorder: TrainingObserver {
  /// Takes the step, with its loss, its learning rate and its accuracy.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    try take(
      StepValues(step), step: step.number, loss: step.loss, learningRate: step.learningRate
    ) {
      try step.accuracy(trainer.options.loss)
    }
  }

  /// Measures what the update made of the step's parameters.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    measureUpdates(Scalar.self) { meter in
      let (leaves, parameters) = (step.recording.parameters, trainer.network.parameters)
      guard let program = step.program else {
        for (leaf, parameter) in zip(leaves, parameters) {
          guard let leaf else { continue }
          parameter.value.elements.withUnsafeBufferPointer { after in
            step.withValue(at: leaf.index) { meter.note(leaf: leaf.index, from: $0, to: after) }
          }
        }
        return
      }
      meter.note(
        zip(leaves, parameters).compactMap { leaf, parameter in
          guard let leaf, let before = program.valueElements(of: leaf.index) else { return nil }
          return .init(leaf: leaf.index, from: before, to: parameter.value.elements)
        })
    }
  }

  /// Logs how well the network does on the held-out data.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation
  ) throws {
    for metric in evaluation.metrics {
      log?.scalar("validation/\(metric.name)", metric.value, step: evaluation.step)
    }
  }
}

extension StepValues {
  /// The numbers of a training's step.
  fileprivate init(_ step: TrainingStep<Scalar>) {
    switch step.source {
    // The update moves the network's parameters, and not the program's.
    case .program(let program): self.init(program, lastUntilNextRun: true)
    case .tape(let gradients): self.init(step.recording.loss, gradients)
    }
  }
}
