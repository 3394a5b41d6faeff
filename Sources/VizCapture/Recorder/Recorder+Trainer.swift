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
    let accuracy = try step.accuracy(trainer.options.loss)
    record(
      step, step: step.number, loss: step.loss, learningRate: step.learningRate,
      metrics: accuracy.map { [("accuracy", $0)] } ?? [])
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    for (leaf, parameter) in zip(step.recording.parameters, trainer.network.parameters) {
      guard let leaf, let id = id(of: leaf) else { continue }
      step.withValue(at: leaf.index) { before in
        parameter.value.elements.withUnsafeBufferPointer { after in
          recordUpdate(of: id, from: before, to: after)
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
