import VizAutodiff
import VizEvents
public import VizNeural
public import VizTensor

extension Recorder: TrainingObserver {
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    try take(step, step: step.number, loss: step.loss, learningRate: step.learningRate) {
      try step.accuracy(trainer.options.loss)
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    guard let layout = pendingLayout(Scalar.self) else { return }
    measuringUpdates {
      for (leaf, parameter) in zip(step.recording.parameters, trainer.network.parameters) {
        guard let leaf, let row = layout.row(ofParameter: leaf.index) else { continue }
        parameter.value.elements.withUnsafeBufferPointer { after in
          if let before = step.program?.valueElements(of: leaf.index) {
            noteUpdate(of: row, layout, from: before, to: after)
          } else {
            step.withValue(at: leaf.index) { noteUpdate(of: row, layout, from: $0, to: after) }
          }
        }
      }
    }
  }

  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation
  ) throws {
    for metric in evaluation.metrics {
      log?.scalar("validation/\(metric.name)", metric.value, step: evaluation.step)
    }
  }
}
